import type { Problem } from '@foryou-crm/contract/problem';

/**
 * Everything that can go wrong with a request of ours, closed. `no_network`: this device reached
 * nobody. `server_down`: the network is there and the backend is not. `unreadable`: something
 * answered, and not in our contract.
 */
export type ApiFailure = (
  Problem | { kind: 'no_network' } | { kind: 'server_down' } | { kind: 'unreadable' }
) & {
  /** Seconds, from the Retry-After header, counted from the answer. */
  retryAfter?: number;
};

export type ApiResult<T> = { ok: true; data: T } | { ok: false; failure: ApiFailure };

/** What the functions of `api/` reject with. */
export class ApiError extends Error {
  readonly failure: ApiFailure;

  constructor(failure: ApiFailure) {
    super(failure.kind);
    this.name = 'ApiError';
    this.failure = failure;
  }
}

/** The failure behind anything caught; what is not ours was not readable to us either. */
export const failureOf = (error: unknown): ApiFailure =>
  error instanceof ApiError ? error.failure : { kind: 'unreadable' };

/** The data, or a rejection that carries the failure. */
export function unwrap<T>(result: ApiResult<T>): T {
  if (result.ok) return result.data;
  throw new ApiError(result.failure);
}
