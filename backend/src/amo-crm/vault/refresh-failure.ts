import { AmoError, type AmoErrorCode } from '@foryou-crm/amocrm';
import type { ReconnectReason, TroubleReason } from '@foryou-crm/contract/problem';
import type { AmoCrmTokenRow } from '../../database/schema.ts';
import { ApiError } from '../../http/problem.ts';
import { asApiError, troubleProblem } from '../crm-problem.ts';
import { SealError } from './sealing.ts';

/** What a refresh that brought no pair means for its connection. */
export type RefreshFailure = {
  /** For the metrics. */
  outcome: AmoErrorCode | 'sealed' | 'integration_resting' | 'not_sent' | 'fault';
  /** amoCRM refused the integration, not the user: nobody's connection ends by that. */
  integration: { hint: string | null } | null;
} & (
  | { kind: 'ended'; reason: ReconnectReason }
  | {
      kind: 'waits';
      /** How long nobody tries again. */
      restSeconds: number;
      /** amoCRM may have spent the refresh token although we saw no good answer. */
      outcomeUnknown: boolean;
      trouble: TroubleReason;
      /** For a caller whose access token is over. */
      problem: unknown;
    }
);

/** First rest and longest rest, in seconds; each failure in a row doubles it. */
const rests: Record<TroubleReason, readonly [number, number]> = {
  crm_unreachable: [10, 120],
  crm_rate_limited: [10, 300],
  // The circuit holds back token calls of the whole integration; a mended secret works at once.
  secret_rejected: [30, 30],
  subscription_ended: [60, 900],
  ip_blocked: [60, 900],
  key_unavailable: [60, 60],
};

/** What a token call's failure says. At the token endpoint nothing else can be missing or forbidden. */
const troubleOf: Record<Exclude<AmoErrorCode, 'token_revoked'>, TroubleReason> = {
  rate_limited: 'crm_rate_limited',
  invalid_client: 'secret_rejected',
  // "Redirect URI is not associated", "Check the client_id": our own settings.
  invalid_request: 'secret_rejected',
  payment_required: 'subscription_ended',
  ip_blocked: 'ip_blocked',
  timeout: 'crm_unreachable',
  unreachable: 'crm_unreachable',
  connection_lost: 'crm_unreachable',
  aborted: 'crm_unreachable',
  unauthorized: 'crm_unreachable',
  forbidden: 'crm_unreachable',
  not_found: 'crm_unreachable',
  validation_failed: 'crm_unreachable',
  server_error: 'crm_unreachable',
  invalid_response: 'crm_unreachable',
  host_refused: 'crm_unreachable',
  unexpected_status: 'crm_unreachable',
  code_used: 'crm_unreachable',
  code_expired: 'crm_unreachable',
  code_rejected: 'crm_unreachable',
};

/** Decides, and does nothing. */
export function afterFailure(row: AmoCrmTokenRow, error: unknown, now: Date): RefreshFailure {
  if (error instanceof AmoError) {
    const { code } = error;
    if (code === 'token_revoked') {
      const reason = reasonOfEnd(row, error, now);
      return { kind: 'ended', reason, outcome: code, integration: null };
    }
    const trouble = troubleOf[code];
    const asked = (error.retryAfterMs ?? 0) / 1000;
    return {
      kind: 'waits',
      trouble,
      restSeconds: Math.min(Math.max(restOf(row, trouble), asked), 900),
      outcomeUnknown: row.outcomeUnknown || error.outcomeUnknown,
      problem: troubleProblem(trouble, error),
      outcome: code,
      integration: trouble === 'secret_rejected' ? { hint: error.hint } : null,
    };
  }
  const trouble = troubleWithoutCall(row, error);
  return {
    kind: 'waits',
    trouble,
    restSeconds: isBusy(error) ? 0 : restOf(row, trouble),
    outcomeUnknown: row.outcomeUnknown,
    problem: asApiError(error),
    outcome:
      error instanceof SealError
        ? 'sealed'
        : isBusy(error)
          ? 'not_sent'
          : error instanceof ApiError
            ? 'integration_resting'
            : 'fault',
    integration: null,
  };
}

/** Three months without use, our own doing, or amoCRM's. */
function reasonOfEnd(row: AmoCrmTokenRow, error: AmoError, now: Date): ReconnectReason {
  const isOver = row.refreshExpiresAt.getTime() <= now.getTime();
  if (isOver || /expired/i.test(error.hint ?? '')) return 'refresh_expired';
  return row.outcomeUnknown ? 'unknown_outcome' : 'revoked';
}

/** No request has left. */
function troubleWithoutCall(row: AmoCrmTokenRow, error: unknown): TroubleReason {
  if (error instanceof SealError) return 'key_unavailable';
  if (isBusy(error)) return row.trouble ?? 'crm_unreachable';
  return error instanceof ApiError ? 'secret_rejected' : 'crm_unreachable';
}

const isBusy = (error: unknown) =>
  error instanceof ApiError &&
  error.problem.kind === 'retry_later' &&
  error.problem.reason === 'busy';

function restOf({ refreshFailures }: AmoCrmTokenRow, trouble: TroubleReason): number {
  const [first, longest] = rests[trouble];
  return Math.min(first * 2 ** Math.min(refreshFailures, 10), longest);
}
