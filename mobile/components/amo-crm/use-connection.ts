import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'expo-router';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { disconnect, getConnectionStatus } from '@/api/amo-crm';
import { queryKeys } from '@/api/query-keys';
import { useSession } from '@/session/SessionProvider';
import { dropAttempt, readAttempt } from '@/storage/connect-attempt';
import { beginAttempt, consentWindow, visitAmoCrm, type BeginProblem } from './connecting';
import { landing } from './landing';
import { closeConsent } from './open-consent';

/** How often a connection in trouble is asked about: it is mended elsewhere, without this device. */
const WHILE_IN_TROUBLE = 60_000;

/** The signed-in user's connection. Screens ask again whenever they are entered. */
export function useConnectionStatus() {
  const { profile } = useSession();
  return useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => getConnectionStatus(signal),
    enabled: profile !== null,
    staleTime: 5000,
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.trouble === null ? false : WHILE_IN_TROUBLE,
  });
}

/** The attempt on this device, read from its storage. */
export const useAttempt = () =>
  useQuery({ queryKey: queryKeys.attempt, queryFn: readAttempt, staleTime: 0, retry: false });

export const useLanding = () =>
  useSyncExternalStore(landing.subscribe, landing.current, landing.current);

export const useBrowserOpen = () =>
  useSyncExternalStore(consentWindow.subscribe, consentWindow.isOpen, consentWindow.isOpen);

/** Everything that depends on the connection, asked anew. */
export function useConnectionChanged() {
  const queries = useQueryClient();
  return useCallback(
    async (status: ConnectionStatus) => {
      queries.setQueryData(queryKeys.status, status);
      await dropAttempt();
      void queries.invalidateQueries({ queryKey: queryKeys.attempt });
      if (status.connected) void queries.invalidateQueries({ queryKey: queryKeys.crm });
      else queries.removeQueries({ queryKey: queryKeys.crm });
    },
    [queries],
  );
}

export function useDisconnect() {
  const changed = useConnectionChanged();
  return useMutation({ mutationFn: disconnect, onSuccess: changed });
}

/** Beginning, reopening and giving up an attempt. */
export function useConnect() {
  const router = useRouter();
  const queries = useQueryClient();
  const [beginning, setBeginning] = useState(false);
  const [problem, setProblem] = useState<BeginProblem | null>(null);

  const visit = useCallback(
    async (url: string, privately: boolean) => {
      const answered = await visitAmoCrm(url, privately);
      await queries.invalidateQueries({ queryKey: queryKeys.attempt });
      if (answered) return router.navigate('/amo-crm/callback');
      // How the browser was left proves nothing: the backend knows.
      await queries.invalidateQueries({ queryKey: queryKeys.status });
    },
    [queries, router],
  );

  const begin = useCallback(
    async (privately = false, onKept?: () => void) => {
      setBeginning(true);
      setProblem(null);
      const begun = await beginAttempt();
      setBeginning(false);
      if (!begun.ok) return setProblem(begun.problem);
      onKept?.();
      await queries.invalidateQueries({ queryKey: queryKeys.attempt });
      await visit(begun.url, privately);
    },
    [queries, visit],
  );

  const cancel = useCallback(async () => {
    closeConsent();
    await dropAttempt();
    await queries.invalidateQueries({ queryKey: queryKeys.attempt });
  }, [queries]);

  return { begin, beginning, problem, reopen: visit, cancel };
}
