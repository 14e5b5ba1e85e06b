import { AmoError, type AmoErrorCode } from '@foryou-crm/amocrm';
import type { RetryReason, TroubleReason } from '@foryou-crm/contract/problem';
import { databaseProblem } from '../http/errors.ts';
import { apiError, type ApiError } from '../http/problem.ts';
import { SealError } from './vault/sealing.ts';

const later =
  (reason: RetryReason, detail: string, seconds: number) =>
  (cause: AmoError): ApiError =>
    apiError.retryLater(reason, detail, {
      retryAfter: cause.retryAfterMs === null ? seconds : Math.ceil(cause.retryAfterMs / 1000),
      cause,
    });
const unreachable = later('crm_unreachable', 'amoCRM does not answer as it should.', 5);
const ours = (detail: string) => (cause: AmoError) => apiError.internal(detail, { cause });

/** What each failure of amoCRM means to the caller of our API. A new code does not compile here. */
const problems: Record<AmoErrorCode, (cause: AmoError) => ApiError> = {
  timeout: unreachable,
  unreachable,
  connection_lost: unreachable,
  aborted: unreachable,
  server_error: unreachable,
  invalid_response: unreachable,
  unexpected_status: unreachable,
  // After a fresh token and the account's present host were tried: nothing the broker could mend.
  unauthorized: later('crm_unreachable', 'amoCRM refuses an access token that is still good.', 60),
  rate_limited: later('crm_rate_limited', 'amoCRM asks to slow down.', 2),
  invalid_client: later('secret_rejected', 'amoCRM does not accept our client secret.', 60),
  payment_required: later('subscription_ended', "The account's amoCRM subscription ended.", 3600),
  ip_blocked: later('ip_blocked', 'amoCRM blocks requests from this server.', 600),
  token_revoked: (cause) =>
    apiError.reconnectRequired('revoked', 'amoCRM has withdrawn the access.', { cause }),
  forbidden: (cause) => apiError.forbiddenByCrm('The amoCRM user has no right to this.', { cause }),
  not_found: (cause) => apiError.notFound('amoCRM has no such object.', { cause }),
  validation_failed: ours('amoCRM refused what we sent.'),
  invalid_request: ours('amoCRM did not understand what we sent.'),
  code_used: (cause) =>
    apiError.attemptInvalid('used', 'amoCRM has already taken this code.', { cause }),
  code_expired: (cause) =>
    apiError.attemptInvalid('expired', "amoCRM's code has expired.", { cause }),
  code_rejected: (cause) =>
    apiError.attemptInvalid('code_rejected', 'amoCRM does not know this code.', { cause }),
  host_refused: (cause) =>
    apiError.attemptInvalid('host_refused', 'The host is not an amoCRM account.', { cause }),
};

/** The answer for an AmoError. */
export const crmProblem = (error: AmoError): ApiError => problems[error.code](error);

const troubles: Record<TroubleReason, { detail: string; seconds: number }> = {
  crm_unreachable: { detail: 'amoCRM did not renew the access yet.', seconds: 10 },
  crm_rate_limited: { detail: 'amoCRM asks to slow down.', seconds: 10 },
  secret_rejected: { detail: 'amoCRM does not accept our client secret.', seconds: 60 },
  subscription_ended: { detail: "The account's amoCRM subscription ended.", seconds: 3600 },
  ip_blocked: { detail: 'amoCRM blocks requests from this server.', seconds: 600 },
  key_unavailable: { detail: 'The stored tokens cannot be opened.', seconds: 60 },
};

/** The answer for a connection that is known to be in trouble, without asking amoCRM again. */
export const troubleProblem = (trouble: TroubleReason, cause?: unknown): ApiError =>
  apiError.retryLater(trouble, troubles[trouble].detail, {
    retryAfter: troubles[trouble].seconds,
    cause,
  });

/** Any error of the connection as the API words it; what is none of ours passes as it is. */
export function asApiError(error: unknown): unknown {
  if (error instanceof AmoError) return crmProblem(error);
  if (error instanceof SealError) return troubleProblem('key_unavailable', error);
  return databaseProblem(error) ?? error;
}
