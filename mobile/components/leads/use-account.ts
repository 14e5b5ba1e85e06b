import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { getPipelines } from '@/api/amo-crm';
import { getChoices } from '@/api/choices';
import { queryKeys } from '@/api/query-keys';
import { useConnectionStatus } from '@/components/amo-crm/use-connection';
import { useNow } from '@/components/amo-crm/use-now';
import { knownTimeZone } from '@/components/board/task-state';
import { useSession } from '@/session/SessionProvider';

const STALE_AFTER = 60_000;

/** What rows of leads need to know about the account they come from, outside the board. */
export function useAccount() {
  const status = useConnectionStatus().data;
  const ownName = useSession().profile?.name ?? null;
  const now = useNow(60_000);
  return useMemo(
    () => ({
      currency: status?.currency ?? null,
      timeZone: knownTimeZone(status?.timeZone ?? null),
      amoUserId: status?.amoUserId ?? null,
      ownName,
      now,
      whole: typeof status?.lastSyncAt === 'string',
    }),
    [status?.currency, status?.timeZone, status?.amoUserId, status?.lastSyncAt, ownName, now],
  );
}

/** The account's pipelines with their stages; the board keeps the same entry. */
export const usePipelines = () =>
  useQuery({
    queryKey: queryKeys.pipelines,
    queryFn: ({ signal }) => getPipelines(signal),
    staleTime: STALE_AFTER,
  });

/** The users and tags that filters offer. */
export const useChoices = () =>
  useQuery({
    queryKey: queryKeys.choices,
    queryFn: ({ signal }) => getChoices(signal),
    staleTime: STALE_AFTER,
  });
