import {
  statusOfKind,
  type AccountChange,
  type ConflictReason,
  type AttemptReason,
  type ErrorKind,
  type FieldError,
  type Problem,
  type ReconnectReason,
  type RetryReason,
} from '@foryou-crm/contract/problem';
import type { Lead } from '@foryou-crm/contract/leads';

const titles: Record<ErrorKind, string> = {
  unauthenticated: 'Sign in first',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  invalid_input: 'The input is not valid',
  attempt_invalid: 'This connect attempt cannot be finished',
  not_connected: 'amoCRM is not connected',
  reconnect_required: 'amoCRM has to be connected again',
  forbidden_by_crm: 'amoCRM does not allow this',
  conflict: 'This conflicts with the present state',
  retry_later: 'Try again later',
  rate_limited: 'Too many requests',
  internal: 'Something went wrong on our side',
};

/**
 * The only error a route throws on purpose. `detail` is English, for the developer who reads the
 * answer; it never carries what the caller sent nor anything secret.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  /** Seconds, for the Retry-After header. */
  readonly retryAfter: number | null;

  constructor(problem: Problem, options: { retryAfter?: number; cause?: unknown } = {}) {
    super(problem.detail, { cause: options.cause });
    this.problem = problem;
    this.retryAfter = options.retryAfter ?? null;
  }
}

type Options = { retryAfter?: number; cause?: unknown };

const base = <K extends ErrorKind>(kind: K, detail: string) => ({
  type: 'about:blank',
  title: titles[kind],
  status: statusOfKind[kind],
  detail,
  kind,
});

/** How routes say no: `throw apiError.attemptInvalid('expired', 'The attempt is over.')`. */
export const apiError = {
  unauthenticated: (detail: string, options?: Options) =>
    new ApiError(base('unauthenticated', detail), options),
  forbidden: (detail: string, options?: Options) =>
    new ApiError(base('forbidden', detail), options),
  notFound: (detail: string, options?: Options) => new ApiError(base('not_found', detail), options),
  invalidInput: (errors: FieldError[], options?: Options) =>
    new ApiError({ ...base('invalid_input', 'Some fields are not valid.'), errors }, options),
  attemptInvalid: (reason: AttemptReason, detail: string, options?: Options) =>
    new ApiError({ ...base('attempt_invalid', detail), reason }, options),
  notConnected: (detail: string, options?: Options) =>
    new ApiError(base('not_connected', detail), options),
  reconnectRequired: (reason: ReconnectReason, detail: string, options?: Options) =>
    new ApiError({ ...base('reconnect_required', detail), reason }, options),
  forbiddenByCrm: (detail: string, options?: Options) =>
    new ApiError(base('forbidden_by_crm', detail), options),
  conflict: (detail: string, options?: Options) => new ApiError(base('conflict', detail), options),
  conflictOf: (reason: ConflictReason, detail: string, options?: Options) =>
    new ApiError({ ...base('conflict', detail), reason }, options),
  leadChanged: (lead: Lead, options?: Options) =>
    new ApiError(
      {
        ...base('conflict', 'The lead has changed since: look at it as it is now.'),
        reason: 'lead_changed',
        lead,
      },
      options,
    ),
  accountChange: (accountChange: AccountChange, options?: Options) =>
    new ApiError(
      {
        ...base('conflict', 'Another amoCRM account than before was chosen: confirm the change.'),
        reason: 'account_change',
        accountChange,
      },
      options,
    ),
  retryLater: (reason: RetryReason, detail: string, options: Options & { retryAfter: number }) =>
    new ApiError({ ...base('retry_later', detail), reason }, options),
  rateLimited: (detail: string, options: Options & { retryAfter: number }) =>
    new ApiError(base('rate_limited', detail), options),
  internal: (detail: string, options?: Options) => new ApiError(base('internal', detail), options),
};
