import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'expo-router';
import { useEffect } from 'react';
import type { ApiFailure } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { board } from '@/components/auth/return-path';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { useTranslation } from 'react-i18next';

/** Why leads did not come, and what to do: try again, or connect where that has ended. */
export function FailedLeads({
  failure,
  onRetry,
  retrying,
}: {
  failure: ApiFailure;
  onRetry: () => void;
  retrying: boolean;
}) {
  const { t } = useTranslation('leads');
  const router = useRouter();
  const queries = useQueryClient();
  const { title, text } = useFailureWords()(failure);
  const ended = failure.kind === 'not_connected' || failure.kind === 'reconnect_required';
  // The status that this device holds is out of date.
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: queryKeys.status });
  }, [ended, queries]);
  return ended ? (
    <EmptyState
      title={title}
      text={text.join(' ')}
      action={{ label: t('failed.connect'), onPress: () => router.navigate(board) }}
    />
  ) : (
    <ErrorState title={title} text={text} onRetry={onRetry} retrying={retrying} />
  );
}
