import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useRef } from 'react';
import { exchangeCode, getConnectionStatus } from '@/api/amo-crm';
import { failureOf } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { useSession } from '@/session/SessionProvider';
import { dropAttempt, readAttempt } from '@/storage/connect-attempt';
import {
  endsAttempt,
  startOf,
  step,
  type CallbackEvent,
  type CallbackState,
} from './callback-machine';
import { landing } from './landing';
import { useConnectionChanged, useLanding } from './use-connection';

/**
 * Exchanges under way, by the attempt's state: a screen that is drawn twice, or left and entered
 * again, waits for the first call instead of making a second one.
 */
const flights = new Map<string, Promise<ConnectionStatus>>();

type Exchanging = Extract<CallbackState, { name: 'exchanging' }>;

function exchangeOnce({ link, attempt, code, confirmed }: Exchanging): Promise<ConnectionStatus> {
  const key = `${attempt.state} ${String(confirmed)}`;
  const running = flights.get(key);
  if (running) return running;
  const flight = exchangeCode(code, {
    state: attempt.state,
    referer: link.referer,
    ...(confirmed && { confirmAccountChange: true }),
  }).finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}

/** Runs the callback machine: its three effects, and what follows from its endings. */
export function useCallbackMachine() {
  const { state: signedIn, profile } = useSession();
  const userId = profile?.id ?? null;
  const link = useLanding();
  const queries = useQueryClient();
  const changed = useConnectionChanged();
  const [state, dispatch] = useReducer(step, landing.current(), startOf);
  const first = useRef(link);

  // Another link while this screen is open.
  useEffect(() => {
    if (link === first.current) return;
    first.current = link;
    if (link !== null) dispatch({ type: 'link', link });
  }, [link]);

  useEffect(() => {
    if (signedIn === 'signedOut') dispatch({ type: 'signed_out' });
  }, [signedIn, state.name]);
  // Only when somebody signs in: a session that the API refuses must not go round in a circle.
  useEffect(() => {
    if (signedIn === 'signedIn') dispatch({ type: 'signed_in' });
  }, [signedIn]);

  useEffect(() => {
    let here = true;
    const tell = (event: CallbackEvent) => {
      if (here) dispatch(event);
    };
    if (state.name === 'reading' && userId !== null) {
      void readAttempt().then((attempt) =>
        tell({ type: 'attempt_read', attempt, userId, now: Date.now() }),
      );
    }
    if (state.name === 'exchanging') {
      exchangeOnce(state).then(
        (status) => {
          void changed(status);
          tell({ type: 'connected', status });
        },
        (error: unknown) =>
          tell({ type: 'exchange_failed', failure: failureOf(error), now: Date.now() }),
      );
    }
    if (state.name === 'asking') {
      getConnectionStatus().then(
        (status) => {
          queries.setQueryData(queryKeys.status, status);
          if (status.connected) void changed(status);
          tell(status.connected ? { type: 'connected', status } : { type: 'not_connected' });
        },
        (error: unknown) => tell({ type: 'status_failed', failure: failureOf(error) }),
      );
    }
    return () => {
      here = false;
    };
  }, [state, userId, changed, queries]);

  useEffect(() => {
    const worked = state.name === 'done' || (state.name === 'failed' && state.again === null);
    const current = landing.current();
    if (worked && current !== null) landing.finish(current);
    if (!endsAttempt(state)) return;
    const over = state.name === 'failed' ? state.attempt?.state : undefined;
    // A newer attempt, begun meanwhile, is not touched.
    if (over !== undefined) {
      void dropAttempt(over).then(() => queries.invalidateQueries({ queryKey: queryKeys.attempt }));
    }
  }, [state, queries]);

  return { state, dispatch };
}
