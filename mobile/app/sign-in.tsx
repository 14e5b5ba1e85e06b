import { Redirect, useLocalSearchParams } from 'expo-router';
import { useTranslation } from 'react-i18next';
import { useAppInfo } from '@/api/app-info';
import { AuthFrame } from '@/components/auth/AuthFrame';
import { returnPath } from '@/components/auth/return-path';
import { SignInForm } from '@/components/auth/SignInForm';
import { EmptyState } from '@/components/ui/EmptyState';
import { useSession } from '@/session/SessionProvider';

/** `/sign-in?next=/where/to`: the agency's own account. */
export default function SignInScreen() {
  const { t } = useTranslation('auth');
  const { state } = useSession();
  const { next } = useLocalSearchParams<{ next?: string }>();
  const { data: app } = useAppInfo();
  if (state === 'signedIn') return <Redirect href={returnPath(next)} />;
  return (
    <AuthFrame title={t('signIn.title')} subtitle={t('signIn.subtitle')}>
      {app?.signIn === 'external' ? (
        <EmptyState title={t('signIn.external.title')} text={t('signIn.external.text')} />
      ) : (
        <SignInForm demo={app?.demo ?? null} />
      )}
    </AuthFrame>
  );
}
