import {
  AmoError,
  currentDomain,
  refreshTokens,
  type Integration,
  type Transport,
} from '@foryou-crm/amocrm';
import type { Clock } from '../../clock.ts';
import type { AmoCrmTokenRow } from '../../database/schema.ts';
import { apiError } from '../../http/problem.ts';
import type { RequestLimiter } from '../request-limiter.ts';
import type { AtCrashPoint } from './crash-points.ts';
import type { VaultTiming } from './timing.ts';
import type { AmoCrmToken, TokenRows } from './token-rows.ts';
import { openPair, type OpenPair } from './token-pair.ts';
import type { VaultMetrics } from './vault-metrics.ts';

/** The right to make one token call, for as long as it lasts by this process's own steady clock. */
export interface Lease {
  owner: string;
  /** Milliseconds of `performance.now()`; no later than what the database's clock says. */
  until: number;
}

export interface RefreshCall {
  /**
   * Asks amoCRM for a row's next pair, at the account's host and, when that no longer serves it, once
   * more at the new one.
   * @throws {AmoError | SealError} and `ApiError` `retry_later(busy)` when the lease is over: then
   * nothing was sent
   */
  (row: AmoCrmTokenRow, lease: Lease): Promise<OpenPair>;
  /** The account's domain where it is another than the one we know, else null. */
  lookUp(row: AmoCrmTokenRow): Promise<string | null>;
}

/** What of a lease must be left for a request to leave under it. */
const marginOf = ({ leaseSeconds }: VaultTiming) => (leaseSeconds * 1000) / 10;

export function createRefreshCall(parts: {
  rows: TokenRows;
  integration: Integration;
  limiter: RequestLimiter;
  transport: Transport;
  metrics: VaultMetrics;
  clock: Clock;
  timing: VaultTiming;
  at: AtCrashPoint;
}): RefreshCall {
  const { rows, integration, limiter, transport, metrics, clock, timing, at } = parts;

  async function tokenCall(token: AmoCrmToken, host: string, lease: Lease): Promise<OpenPair> {
    const key = limiter.keyOf(token.accountId, host);
    await limiter.take(key, { deadlineMs: timing.lookUpMs });
    await at('refresh.sending');
    // The process may have stood still since the lease was given: somebody else may have it by now.
    if (performance.now() + marginOf(timing) > lease.until) {
      throw apiError.retryLater('busy', 'The access is being renewed.', { retryAfter: 1 });
    }
    const asked = clock();
    metrics.tokenCall();
    const given = await refreshTokens(
      integration,
      { host, refreshToken: token.refreshToken.reveal() },
      { timeoutMs: timing.tokenCallMs, transport },
    );
    return openPair(given, asked);
  }

  async function lookUpOf(token: AmoCrmToken): Promise<string | null> {
    if (token.apiDomain === null) return null;
    const input = { apiDomain: token.apiDomain, refreshToken: token.refreshToken.reveal() };
    const options = { timeoutMs: timing.lookUpMs, transport };
    const found = await currentDomain(integration.server, input, options);
    const moved = found.accountId === token.accountId && found.domain !== token.baseDomain;
    return moved ? found.domain : null;
  }

  const call = async (row: AmoCrmTokenRow, lease: Lease): Promise<OpenPair> => {
    const token = rows.open(row);
    try {
      return await tokenCall(token, token.baseDomain, lease);
    } catch (error) {
      if (!saysElsewhere(error)) throw error;
      const domain = await lookUpOf(token).catch(() => null);
      if (domain === null) throw error;
      await rows.moveTo(token.id, domain);
      return await tokenCall(token, domain, lease);
    }
  };
  return Object.assign(call, { lookUp: async (row: AmoCrmTokenRow) => lookUpOf(rows.open(row)) });
}

/** What the old host of a renamed account answers: a bare 401, a 404, or another account's "no". */
function saysElsewhere(error: unknown): boolean {
  if (!(error instanceof AmoError)) return false;
  if (error.code === 'unauthorized' || error.code === 'not_found') return true;
  return error.code === 'invalid_request' && /invalid account/i.test(error.hint ?? '');
}
