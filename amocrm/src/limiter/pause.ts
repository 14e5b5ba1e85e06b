import type { PauseReason, PauseRequest } from './store.ts';

/** A pool's latest pause, in milliseconds of the store's clock. */
export interface Pause {
  until: number;
  reason: PauseReason;
  level: number;
}

/**
 * What a pause request makes of the pause before it. While a pause lasts, more bad answers are those
 * of requests that were under way: they make no new level, but may ask for longer or say "blocked". A
 * pause after a pause is twice as long; a block is never read down to a mere limit while it lasts.
 * The PostgreSQL store says the same in SQL; one test runs over both.
 */
export function pauseOf(before: Pause | null, request: PauseRequest, now: number): Pause {
  const lasting = before !== null && before.until > now;
  const recent = before !== null && before.until + request.quietMs > now;
  const level = before === null || !recent ? 1 : lasting ? before.level : before.level + 1;
  const grown = Math.min(request.maxMs, request.baseMs * 2 ** Math.min(level - 1, 30));
  const until = Math.max(before?.until ?? 0, now + Math.max(request.retryAfterMs, grown));
  const blocked = request.reason === 'blocked' || (lasting && before.reason === 'blocked');
  return { until, reason: blocked ? 'blocked' : 'rate_limited', level };
}
