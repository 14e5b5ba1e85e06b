import CircleAlert from 'lucide-react-native/icons/circle-alert';
import WifiOff from 'lucide-react-native/icons/wifi-off';
import { useRouter } from 'expo-router';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { board } from '@/components/auth/return-path';
import { Banner } from '@/components/ui/Banner';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { useFormat } from '@/i18n/use-format';
import type { LeadAccount } from './use-account';

/** Why there is no lead to show, and what to do. */
export function LeadTrouble({
  failure,
  onRetry,
  retrying,
}: {
  failure: ApiFailure;
  onRetry: () => void;
  retrying: boolean;
}) {
  const { t } = useTranslation('lead');
  const router = useRouter();
  const failureWords = useFailureWords();
  const crm = useCrmName();
  if (failure.kind === 'not_found') {
    return (
      <EmptyState
        title={t('notFound.title')}
        text={t('notFound.text')}
        action={{ label: t('notFound.action'), onPress: () => router.replace(board) }}
      />
    );
  }
  const { title, text } = failureWords(failure);
  if (isDisconnected(failure)) {
    return (
      <EmptyState
        title={title}
        text={text.join(' ')}
        action={{ label: t('connect', { crm }), onPress: () => router.replace(board) }}
      />
    );
  }
  return <ErrorState title={title} text={text} onRetry={onRetry} retrying={retrying} />;
}

/** The lead is here, and could not be asked for anew: how old it is, and why. */
export function StaleLead({
  failure,
  updatedAt,
  account,
  onRetry,
}: {
  failure: ApiFailure;
  updatedAt: number;
  account: LeadAccount;
  onRetry: () => void;
}) {
  const { t } = useTranslation('lead');
  const router = useRouter();
  const format = useFormat();
  const failureWords = useFailureWords();
  const crm = useCrmName();
  const at = new Date(updatedAt);
  const when = format.momentInFull(at, new Date(Math.max(account.now, updatedAt)), null);
  const { title } = failureWords(failure);
  return (
    <Banner
      tone={isDisconnected(failure) ? 'warn' : 'brass'}
      icon={failure.kind === 'no_network' ? WifiOff : CircleAlert}
      title={title}
      text={t('stale', { when })}
      action={
        isDisconnected(failure)
          ? { label: t('connect', { crm }), onPress: () => router.replace(board) }
          : { label: t('retry'), onPress: onRetry }
      }
    />
  );
}

const isDisconnected = ({ kind }: ApiFailure): boolean =>
  kind === 'not_connected' || kind === 'reconnect_required';
