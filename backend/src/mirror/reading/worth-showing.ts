import { apiError } from '../../http/problem.ts';
import type { Seeing } from '../rights/read-viewer.ts';

/**
 * Before the first lead is read an answer would be empty, and an empty board is a lie.
 * @throws {ApiError} `retry_later`
 */
export function worthShowing(seeing: Seeing): Seeing {
  if (seeing.mirror.state !== 'waiting') return seeing;
  throw apiError.retryLater('busy', 'This account is being read from amoCRM for the first time.', {
    retryAfter: 3,
  });
}
