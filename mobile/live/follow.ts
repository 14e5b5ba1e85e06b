import type { LiveEvent } from '@foryou-crm/contract/events';
import { failureOf, type ApiFailure, type ApiResult } from '@/api/failure';
import { readEvents } from './read-events';

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

export type FollowParts = {
  token: {
    get: () => Promise<ApiResult<string>>;
    renew: (refused: string) => Promise<ApiResult<string>>;
  };
  onEvent: (event: LiveEvent, place: { isResumed: boolean }) => void;
  /** Told why it cannot be followed at all; it is tried again all the same. */
  onFailure: (failure: ApiFailure) => void;
  /** Where the last reading ended; it is moved on. */
  place: { lastEventId: string | null };
  signal: AbortSignal;
  random?: () => number;
};

/**
 * Reads the stream again and again, going on after the last event: at once when the backend ended it,
 * slower each time when it failed. Resolves when `signal` aborts.
 */
export async function follow(parts: FollowParts): Promise<void> {
  const { token, place, signal, random = Math.random } = parts;
  let failures = 0;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    const failure = await readOnce();
    if (isOver()) return;
    if (failure !== null) {
      failures += 1;
      parts.onFailure(failure);
    }
    await sleep(failure === null ? FIRST_WAIT * random() : waitAfter(failures, failure, random));
  }

  async function readOnce(): Promise<ApiFailure | null> {
    const bearer = await token.get();
    if (!bearer.ok) return bearer.failure;
    const { lastEventId } = place;
    try {
      await readEvents({
        bearer: bearer.data,
        lastEventId,
        signal,
        onEvent: (event, id) => {
          failures = 0;
          place.lastEventId = id ?? place.lastEventId;
          parts.onEvent(event, { isResumed: lastEventId !== null });
        },
      });
      return null;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'unauthenticated') await token.renew(bearer.data);
      return failure;
    }
  }

  function sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}

/** Milliseconds: doubling, never as many as all the others wait, and what the backend asked for. */
export function waitAfter(
  failures: number,
  { retryAfter = 0 }: ApiFailure,
  random: () => number,
): number {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  return Math.max(retryAfter * 1000, longest * (0.5 + random() / 2));
}
