import Check from 'lucide-react-native/icons/check';
import { useRouter } from 'expo-router';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { AuthFrame } from '@/components/auth/AuthFrame';
import { takeOneTimeToken } from '@/components/auth/one-time-token';
import { SetPasswordForm } from '@/components/auth/SetPasswordForm';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { space } from '@/theme/tokens';

/** `/set-password#token=…`: where the one-time link of an invitation or a reset leads. */
export default function SetPasswordScreen() {
  const { t } = useTranslation('auth');
  const router = useRouter();
  const [token] = useState(takeOneTimeToken);
  const [how, setHow] = useState<'done' | 'invalid' | null>(null);
  const toSignIn = (
    <Button
      kind={how === 'done' ? 'primary' : 'secondary'}
      label={t('setPassword.toSignIn')}
      onPress={() => router.replace('/sign-in')}
    />
  );

  return (
    <AuthFrame title={t('setPassword.title')} subtitle={t('setPassword.subtitle')}>
      {token !== null && how === null && (
        <SetPasswordForm
          token={token}
          onDone={() => setHow('done')}
          onLinkInvalid={() => setHow('invalid')}
        />
      )}
      {how === 'done' && (
        <View style={styles.end}>
          <Banner
            tone="ok"
            icon={Check}
            title={t('setPassword.doneTitle')}
            text={t('setPassword.doneText')}
          />
          {toSignIn}
        </View>
      )}
      {(token === null || how === 'invalid') && (
        <View style={styles.end}>
          <EmptyState
            title={t(token === null ? 'setPassword.noLink.title' : 'setPassword.linkInvalid.title')}
            text={t(token === null ? 'setPassword.noLink.text' : 'setPassword.linkInvalid.text')}
          />
          {toSignIn}
        </View>
      )}
    </AuthFrame>
  );
}

const styles = StyleSheet.create({ end: { gap: space.xl } });
