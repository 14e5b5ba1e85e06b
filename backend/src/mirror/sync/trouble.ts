import { asApiError } from '../../amo-crm/crm-problem.ts';
import { ApiError } from '../../http/problem.ts';
import type { MirrorAccount } from './lease.ts';

/** How long an account that fails is left alone, in seconds: doubled each time. */
const firstRest = 2;
const longestRest = 900;

/**
 * Why a turn failed, in the contract's words, and when the next one may begin. `null` for a mere
 * pause: another reader has to be found, or we are asked to slow down for a moment.
 */
export function troubleAfter(
  error: unknown,
  before: Pick<MirrorAccount, 'failures' | 'trouble' | 'troubleSince'>,
  now: Date,
): Pick<MirrorAccount, 'failures' | 'trouble' | 'troubleSince' | 'restUntil'> {
  const known = asApiError(error);
  const { problem, retryAfter } =
    known instanceof ApiError ? known : { problem: null, retryAfter: null };
  const trouble = problem?.kind === 'retry_later' ? problem.reason : (problem?.kind ?? 'internal');
  const failures = before.failures + 1;
  const grown = Math.min(longestRest, firstRest * 2 ** Math.min(before.failures, 20));
  const seconds = Math.max(grown, Math.min(retryAfter ?? 0, longestRest));
  return {
    failures,
    trouble,
    troubleSince: before.trouble === trouble ? before.troubleSince : now,
    restUntil: new Date(now.getTime() + seconds * 1000),
  };
}
