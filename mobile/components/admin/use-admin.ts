import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'expo-router';
import { useCallback } from 'react';
import {
  disconnectPerson,
  getAdminConnections,
  getIntegration,
  getSyncs,
  retrySync,
} from '@/api/admin';
import { queryKeys } from '@/api/query-keys';
import { useSession } from '@/session/SessionProvider';

const STALE_AFTER = 10_000;

/** Everybody who may sign in, page by page. Asked only for administrators. */
export function useAdminConnections() {
  const { profile } = useSession();
  return useInfiniteQuery({
    queryKey: queryKeys.adminConnections,
    queryFn: ({ pageParam, signal }) => getAdminConnections(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: STALE_AFTER,
    enabled: profile?.role === 'admin',
  });
}

export function useIntegration() {
  const { profile } = useSession();
  return useQuery({
    queryKey: queryKeys.integration,
    queryFn: ({ signal }) => getIntegration(signal),
    staleTime: STALE_AFTER,
    enabled: profile?.role === 'admin',
  });
}

/** Ends somebody's connection; the lists that tell of it are asked anew. */
export function useDisconnectPerson() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: disconnectPerson,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['admin'] }),
  });
}

const WHILE_AT_WORK = 3_000;

/** The accounts and how each is kept; asked again and again while one is being read. */
export function useSyncs() {
  const { profile } = useSession();
  return useInfiniteQuery({
    queryKey: queryKeys.syncs,
    queryFn: ({ pageParam, signal }) => getSyncs(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: STALE_AFTER,
    enabled: profile?.role === 'admin',
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((one) => one.state === 'importing')) === true
        ? WHILE_AT_WORK
        : false,
  });
}

/** Tries an account's sync at once. */
export function useRetrySync() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ accountId, full }: { accountId: string; full: boolean }) =>
      retrySync(accountId, full),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['admin'] }),
  });
}

/** Back to where one came from; opened by its address there is only the settings page behind. */
export function useBackToSettings(): () => void {
  const router = useRouter();
  return useCallback(() => {
    if (router.canGoBack()) router.back();
    else router.replace('/settings');
  }, [router]);
}
