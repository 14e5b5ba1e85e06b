import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { AppState } from 'react-native';
import { getConnectionStatus } from '@/api/amo-crm';
import { queryKeys } from '@/api/query-keys';
import { session } from '@/session/session';
import { useSession } from '@/session/SessionProvider';
import { createApply } from './apply';
import { follow } from './follow';

/**
 * Keeps the cache as the backend's events say, while somebody is signed in and connected. Stops
 * behind other apps and goes on after the last event when this one is back. Draws nothing.
 */
export function LiveUpdates() {
  const queries = useQueryClient();
  const { profile } = useSession();
  // Screens ask for the status; here it is only looked at.
  const status = useQuery({
    queryKey: queryKeys.status,
    queryFn: ({ signal }) => getConnectionStatus(signal),
    enabled: false,
  });
  const userId = profile?.id ?? null;
  const accountId = status.data?.connected === true ? status.data.accountId : null;

  useEffect(() => {
    if (userId === null || accountId === null) return undefined;
    // An id is good for this person and account alone, so it goes with them.
    const place = { lastEventId: null };
    const live = createApply(queries);
    let running: AbortController | null = null;
    const start = () => {
      if (running !== null) return;
      running = new AbortController();
      void follow({
        token: session.apiToken,
        place,
        signal: running.signal,
        onEvent: live.apply,
        onFailure: ({ kind }) => {
          const ended = kind === 'not_connected' || kind === 'reconnect_required';
          if (ended) void queries.invalidateQueries({ queryKey: queryKeys.status });
        },
      });
    };
    const stop = () => {
      running?.abort();
      running = null;
    };
    if (AppState.currentState !== 'background') start();
    const subscription = AppState.addEventListener('change', (state) => {
      if (state === 'active') start();
      if (state === 'background') stop();
    });
    return () => {
      subscription.remove();
      stop();
      live.stop();
    };
  }, [queries, userId, accountId]);
  return null;
}
