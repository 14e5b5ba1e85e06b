import type { AmoError } from '../errors.ts';
import { classifyApiReply, isJson, replyError } from '../replies.ts';
import type { TransportResponse } from '../transport.ts';
import type { PauseReason } from './store.ts';

/** What amoCRM answered: the AmoError made of it, or the answer itself. */
export type BadReply = Pick<AmoError, 'code' | 'retryAfterMs'> | TransportResponse;

/**
 * What follows from an answer; null: nothing. A 403 as JSON is no block: code 113 is the list of
 * addresses that one account keeps for itself, and nobody else has to wait for that.
 */
export function penaltyOf(reply: BadReply): { reason: PauseReason; retryAfterMs: number } | null {
  if (!('code' in reply) && reply.status === 403 && isJson(reply)) return null;
  const { code, retryAfterMs } = 'code' in reply ? reply : errorOf(reply);
  if (code === 'rate_limited') return { reason: 'rate_limited', retryAfterMs: retryAfterMs ?? 0 };
  return code === 'ip_blocked' ? { reason: 'blocked', retryAfterMs: retryAfterMs ?? 0 } : null;
}

const errorOf = (reply: TransportResponse): Pick<AmoError, 'code' | 'retryAfterMs'> =>
  reply.status < 300
    ? { code: 'unexpected_status', retryAfterMs: null }
    : replyError(classifyApiReply(reply), reply, []);
