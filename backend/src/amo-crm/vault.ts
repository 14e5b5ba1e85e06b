import {
  AmoError,
  currentDomain,
  refreshTokens,
  type Integration,
  type Transport,
} from '@foryou-crm/amocrm';
import type { ReconnectReason } from '@foryou-crm/contract/problem';
import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { AmoCrmTokenRow } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';
import type { Log } from '../log.ts';
import type { IntegrationCircuit } from './circuit.ts';
import { asApiError, crmProblem } from './crm-problem.ts';
import { SealError } from './sealing.ts';
import { unknownOutcome, type AmoCrmToken, type TokenRows } from './token-rows.ts';
import { openPair, persistPair, type OpenPair } from './token-pair.ts';

/** An access token with less than this left is replaced before it is used. */
const earlyMs = 5 * 60_000;
/** What a token must have left to be used although it could not be replaced. */
const usableMs = 15_000;
/** Token call, domain look-up and a second token call: 10 + 5 + 10 s fit into the lease. */
const leaseSeconds = 30;
const tokenCallMs = 10_000;
const lookUpMs = 5_000;
/** Some 404 only means that an id is unknown: not each of them is worth a look-up. */
const lookUpRestMs = 60_000;
const youngMs = 30_000;
const waitMs = 15_000;
const pollMs = 100;

export interface Vault {
  /**
   * The user's connection with an access token that is good now, refreshed first when it is due.
   * @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later`
   */
  usable(userId: string): Promise<AmoCrmToken>;
  /**
   * After amoCRM refused the access token of `refused`: a newer one, by a refresh if nobody has made
   * one meanwhile. The same version comes back when none was to be had.
   * @throws {ApiError} as `usable`
   */
  replace(refused: AmoCrmTokenRow | AmoCrmToken): Promise<AmoCrmToken>;
  /** Asks once where a connection's account lives now; null when it has not moved. */
  findMoved(token: AmoCrmToken): Promise<AmoCrmToken | null>;
}

/**
 * Keeps every connection's pair usable. One refresh at a time for each version of a pair: within
 * the process by a shared promise, among processes by a lease in the row. No transaction is open
 * while amoCRM is asked. Nothing here ever deletes a token.
 */
export function createVault(parts: {
  rows: TokenRows;
  integration: Integration;
  circuit: IntegrationCircuit;
  transport: Transport;
  clock: Clock;
  log: Log;
}): Vault {
  const { rows, integration, circuit, transport, clock, log } = parts;
  const running = new Map<string, Promise<AmoCrmTokenRow>>();
  /** When each connection's domain was last looked up because of an answer of the API. */
  const lookedUp = new LRUCache<string, number>({ max: 10_000 });

  const left = (row: { expiresAt: Date }) => row.expiresAt.getTime() - clock().getTime();

  /** The row if it is connected, else the answer that says why not. */
  function live(row: AmoCrmTokenRow | null): AmoCrmTokenRow {
    if (!row) throw apiError.notConnected('No amoCRM account is connected.');
    if (row.state === 'reconnect_required') throw broken(row.reason ?? 'revoked');
    return row;
  }

  const broken = (reason: ReconnectReason) =>
    apiError.reconnectRequired(reason, 'The amoCRM connection has ended: connect again.');

  /** One refresh of this version in this process, however many ask. */
  function refreshed(row: AmoCrmTokenRow): Promise<AmoCrmTokenRow> {
    const key = `${row.id}/${row.tokenVersion}`;
    const known = running.get(key);
    if (known) return known;
    const work = refreshOrWait(row).finally(() => running.delete(key));
    running.set(key, work);
    return work;
  }

  /** The newest row: with another version when somebody's refresh succeeded, else as it was. */
  async function refreshOrWait(row: AmoCrmTokenRow): Promise<AmoCrmTokenRow> {
    const owner = randomUUID();
    const until = performance.now() + waitMs;
    for (;;) {
      const before = live(await rows.byId(row.id));
      if (before.tokenVersion !== row.tokenVersion) return before;
      if (await rows.claim(row, owner, leaseSeconds)) {
        // A lease that ran out has no owner any more who could say what came of it.
        return refreshAsHolder(before, owner, before.leaseOwner !== null);
      }
      const now = await rows.byId(row.id);
      const resting = now?.leaseOwner === null || now?.leaseOwner === unknownOutcome;
      if (now?.tokenVersion === row.tokenVersion && resting && (await rows.isLeased(row.id))) {
        return now;
      }
      if (performance.now() > until) return live(now);
      await pause(pollMs);
    }
  }

  async function refreshAsHolder(
    row: AmoCrmTokenRow,
    owner: string,
    outcomeWasUnknown: boolean,
  ): Promise<AmoCrmTokenRow> {
    const sendBefore = performance.now() + (leaseSeconds - tokenCallMs / 1000) * 1000;
    let pair: OpenPair;
    try {
      circuit.check();
      pair = await askForPair(rows.open(row), sendBefore);
    } catch (error) {
      return await withoutPair(row, owner, error, outcomeWasUnknown);
    }
    circuit.secretAccepted();
    const saved = await persistPair(() => rows.saveRefreshed(row, pair), log);
    // Disconnected, or connected anew, while amoCRM answered: the row that is there now counts.
    return saved ?? live(await rows.byId(row.id));
  }

  /** Asks at the account's host and, when that host no longer serves it, once more at the new one. */
  async function askForPair(token: AmoCrmToken, sendBefore: number): Promise<OpenPair> {
    try {
      return await tokenCall(token, token.baseDomain);
    } catch (error) {
      const gone = error instanceof AmoError && /^(unauthorized|not_found)$/.test(error.code);
      if (!gone) throw error;
      const domain = await lookUp(token);
      if (domain === null || performance.now() > sendBefore) throw error;
      await rows.moveTo(token.id, domain);
      return await tokenCall(token, domain);
    }
  }

  async function tokenCall(token: AmoCrmToken, host: string): Promise<OpenPair> {
    const asked = clock();
    const refreshToken = token.refreshToken.reveal();
    const signal = AbortSignal.timeout(tokenCallMs);
    return openPair(
      await refreshTokens(integration, { host, refreshToken }, { signal, transport }),
      asked,
    );
  }

  /** Another domain than the one we know, or null. */
  async function lookUp(token: AmoCrmToken): Promise<string | null> {
    if (token.apiDomain === null) return null;
    const input = { apiDomain: token.apiDomain, refreshToken: token.refreshToken.reveal() };
    const signal = AbortSignal.timeout(lookUpMs);
    const found = await currentDomain(integration.server, input, { signal, transport });
    const moved = found.accountId === token.accountId && found.domain !== token.baseDomain;
    return moved ? found.domain : null;
  }

  /** No pair came. Says so for good only when amoCRM itself says that the grant is over. */
  async function withoutPair(
    row: AmoCrmTokenRow,
    owner: string,
    error: unknown,
    outcomeWasUnknown: boolean,
  ): Promise<AmoCrmTokenRow> {
    const failure = error instanceof AmoError ? error.code : 'other';
    if (failure === 'token_revoked') {
      const expired = row.refreshExpiresAt.getTime() <= clock().getTime();
      const reason = expired
        ? 'refresh_expired'
        : outcomeWasUnknown
          ? 'unknown_outcome'
          : 'revoked';
      const ended = await rows.requireReconnect(row, reason);
      if (ended) log.warn({ connection: row.id, reason }, 'An amoCRM connection has ended');
      return live(ended ?? (await rows.byId(row.id)));
    }
    if (failure === 'invalid_client') {
      circuit.secretRejected();
      log.error('amoCRM does not accept the client id or secret of this deployment');
    }
    const unknown = error instanceof AmoError && (error.outcomeUnknown || failure === 'aborted');
    const mark = unknown || outcomeWasUnknown ? unknownOutcome : null;
    const wait = error instanceof AmoError ? (error.retryAfterMs ?? 0) / 1000 : 0;
    await rows.release(row.id, owner, { restSeconds: Math.min(Math.max(wait, 10), 300), mark });
    log.warn({ connection: row.id, failure }, 'A token refresh did not succeed');
    if (left(row) > usableMs && !(error instanceof SealError)) return row;
    throw asApiError(error);
  }

  function opened(row: AmoCrmTokenRow): AmoCrmToken {
    try {
      return rows.open(row);
    } catch (error) {
      log.error({ connection: row.id }, 'A stored token pair cannot be opened');
      throw asApiError(error);
    }
  }

  return {
    async usable(userId) {
      const row = live(await rows.ofUser(userId));
      if (left(row) > earlyMs) return opened(row);
      const newest = await refreshed(row);
      if (left(newest) > usableMs) return opened(newest);
      throw crmProblem(new AmoError('unreachable'));
    },

    async replace(refused) {
      const row = live(await rows.byId(refused.id));
      const isNewer = row.tokenVersion !== refused.tokenVersion;
      const age = row.lastRefreshedAt
        ? clock().getTime() - row.lastRefreshedAt.getTime()
        : Infinity;
      // A pair this young is not replaced again: something else than its age is refused.
      if (isNewer || age < youngMs) return opened(row);
      return opened(await refreshed(row));
    },

    async findMoved(token) {
      const connection = token.id;
      const last = lookedUp.get(connection) ?? -Infinity;
      if (clock().getTime() - last < lookUpRestMs) return null;
      lookedUp.set(connection, clock().getTime());
      const domain = await lookUp(token).catch((error: unknown) => {
        const failure = error instanceof AmoError ? error.code : 'other';
        log.warn({ connection, failure }, 'The domain look-up did not succeed');
        return null;
      });
      if (domain === null) return null;
      const moved = await rows.moveTo(connection, domain);
      return moved ? opened(moved) : null;
    },
  };
}
