import { useRouter } from 'expo-router';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { board } from '@/components/auth/return-path';
import { EmptyState } from '@/components/ui/EmptyState';
import { Logo } from '@/components/ui/Logo';
import { Screen } from '@/components/ui/Screen';
import { space } from '@/theme/tokens';

export default function NotFoundScreen() {
  const { t } = useTranslation('common');
  const router = useRouter();
  return (
    <Screen room="form" bottomInset>
      <View style={styles.middle}>
        <Logo size={56} />
        <EmptyState
          title={t('notFound.title')}
          text={t('notFound.text')}
          action={{ label: t('notFound.action'), onPress: () => router.replace(board) }}
        />
      </View>
    </Screen>
  );
}

const styles = StyleSheet.create({
  middle: { flexGrow: 1, justifyContent: 'center', gap: space.xxl },
});
