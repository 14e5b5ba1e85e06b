/**
 * Everything that can go wrong, as one closed union.
 *
 * - `timeout`: our deadline passed; `outcomeUnknown` tells whether the request had left.
 * - `unreachable`: the connection was never made (DNS, refused, TLS, connect deadline).
 * - `connection_lost`: the connection broke after the request had left.
 * - `aborted`: the caller's signal.
 * - `unauthorized`: 401 from the API, or a 401 that is not OAuth's own (a renamed account).
 * - `token_revoked`: the refresh token is spent, expired or withdrawn; the user must consent again.
 * - `invalid_client`: our client id or secret is wrong; nobody's grant is to blame.
 * - `code_used`, `code_expired`, `code_rejected`: the authorization code.
 * - `invalid_request`: amoCRM does not accept what we sent; `hint` says what.
 * - `payment_required`: the account's subscription ended (402).
 * - `forbidden`: the user behind the token lacks the right, or the feature is off.
 * - `ip_blocked`: this address or account is blocked, or not on the account's IP allow-list.
 * - `not_found`: no such path, or a host that no longer serves this account.
 * - `validation_failed`: fields were refused; `hint` lists path and code, `items` tells which item.
 * - `rate_limited`: 429, or our own limiter's deadline.
 * - `server_error`: 5xx.
 * - `invalid_response`: an answer that is not what amoCRM documents.
 * - `host_refused`: the host is not on the allow-list; nothing was sent.
 * - `unexpected_status`: a status that has no meaning here.
 */
export type AmoErrorCode =
  | 'timeout'
  | 'unreachable'
  | 'connection_lost'
  | 'aborted'
  | 'unauthorized'
  | 'token_revoked'
  | 'invalid_client'
  | 'code_used'
  | 'code_expired'
  | 'code_rejected'
  | 'invalid_request'
  | 'payment_required'
  | 'forbidden'
  | 'ip_blocked'
  | 'not_found'
  | 'validation_failed'
  | 'rate_limited'
  | 'server_error'
  | 'invalid_response'
  | 'host_refused'
  | 'unexpected_status';

const messages: Record<AmoErrorCode, string> = {
  timeout: 'amoCRM did not answer in time',
  unreachable: 'amoCRM could not be reached',
  connection_lost: 'the connection to amoCRM broke before the answer was complete',
  aborted: 'the call was aborted',
  unauthorized: 'amoCRM does not accept the access token',
  token_revoked: 'amoCRM does not accept the refresh token any more',
  invalid_client: 'amoCRM does not accept the client id or secret',
  code_used: 'the authorization code was already used',
  code_expired: 'the authorization code has expired',
  code_rejected: 'amoCRM cannot read the authorization code',
  invalid_request: 'amoCRM does not accept the request',
  payment_required: "the account's amoCRM subscription has ended",
  forbidden: 'amoCRM does not allow this to the user',
  ip_blocked: 'amoCRM blocks requests from this address or to this account',
  not_found: 'amoCRM has nothing at this address',
  validation_failed: 'amoCRM refused the data',
  rate_limited: 'too many requests to amoCRM',
  server_error: 'amoCRM failed',
  invalid_response: "amoCRM's answer was not understood",
  host_refused: 'the host is not an amoCRM account host; nothing was sent',
  unexpected_status: 'amoCRM answered with an unexpected status',
};

/** One thing amoCRM refused: https://www.amocrm.ru/developers/content/crm_platform/error-codes */
export interface ItemProblem {
  /** What the item was called in the request; its place as text when it had no name of its own. */
  requestId: string | null;
  /** The item's place in what was sent, from 0; null when amoCRM names none that was sent. */
  index: number | null;
  /** Dot notation into the item that was sent: `custom_fields_values.0.field_id`. */
  path: string;
  /** amoCRM's code: `NotSupportedChoice`, `InvalidType` and others. */
  code: string;
  /** amoCRM's sentence, cut to 200 characters; null when there is none or it may repeat a value. */
  detail: string | null;
}

export interface AmoErrorDetails {
  status?: number | null;
  hint?: string | null;
  requestId?: string | null;
  retryAfterMs?: number | null;
  outcomeUnknown?: boolean;
  items?: readonly ItemProblem[];
  cause?: Error;
}

/**
 * The only error this package throws for anything that happens between it and amoCRM.
 *
 * It is safe to log: message, hint and cause carry no token, secret, code, header or body.
 */
export class AmoError extends Error {
  override readonly name = 'AmoError';
  readonly code: AmoErrorCode;
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null;
  /** What amoCRM said is wrong, cut to 200 characters; null when it said nothing useful. */
  readonly hint: string | null;
  /** amoCRM's id of the request, to quote to its support. */
  readonly requestId: string | null;
  /** How long to wait before trying again, in milliseconds, when that is known. */
  readonly retryAfterMs: number | null;
  /** True when amoCRM may have processed the request although we saw no good answer. */
  readonly outcomeUnknown: boolean;
  /** What was refused, item by item, when amoCRM said so (`validation_failed`); else empty. */
  readonly items: readonly ItemProblem[];

  constructor(code: AmoErrorCode, details: AmoErrorDetails = {}) {
    const status = details.status ?? null;
    const suffix = status === null ? '' : ` (HTTP ${status})`;
    super(messages[code] + suffix, details.cause ? { cause: details.cause } : {});
    this.code = code;
    this.status = status;
    this.hint = details.hint ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.items = details.items ?? [];
  }
}

/** Refuses a host before anything is sent: `check` is `server.accountHost` or `server.apiDomain`. */
export function admittedHost(check: (value: string) => string | null, value: string): string {
  const host = check(value);
  if (host === null) throw new AmoError('host_refused');
  return host;
}
