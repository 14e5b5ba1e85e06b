import { AmoError, type Integration, type Transport } from '@foryou-crm/amocrm';
import type { ReconnectReason, TroubleReason } from '@foryou-crm/contract/problem';
import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../clock.ts';
import type { AmoCrmTokenRow } from '../../database/schema.ts';
import { apiError, ApiError } from '../../http/problem.ts';
import type { Log } from '../../log.ts';
import type { IntegrationCircuit } from '../circuit.ts';
import { asApiError, troubleProblem } from '../crm-problem.ts';
import type { RequestLimiter } from '../request-limiter.ts';
import { nothingHappens, type AtCrashPoint } from './crash-points.ts';
import { keepPair } from './keep-pair.ts';
import { createRefreshCall, type Lease } from './refresh-call.ts';
import { afterFailure } from './refresh-failure.ts';
import type { Secret } from './sealing.ts';
import type { Spool } from './spool.ts';
import { defaultTiming, type VaultTiming } from './timing.ts';
import type { TokenRows, UsableRow, Version } from './token-rows.ts';
import type { OpenPair } from './token-pair.ts';
import type { VaultMetrics } from './vault-metrics.ts';

/** An access token with less than this left is replaced before it is used. */
const earlyMs = 5 * 60_000;
/** What a token must have left to be used although it could not be replaced. */
const usableMs = 15_000;
/** Some 404 only means that an id is unknown: not each of them is worth a look-up. */
const lookUpRestMs = 60_000;
const youngMs = 30_000;
/** One reader a process and version, however many wait. */
const pollMs = 25;
const usedEveryMs = 3_600_000;
/** No flight is remembered longer than its parts can take; the lease goes on keeping it alone. */
const flightMs = 120_000;

/** A connection with an access token that is good now. The refresh token stays in the vault. */
export type UsableToken = Omit<UsableRow, 'accessToken'> & { accessToken: Secret };

export interface Vault {
  /**
   * The user's connection with an access token that is good now, refreshed first when it is due.
   * @throws {ApiError} `not_connected`, `reconnect_required`, `retry_later`
   */
  usable(userId: string): Promise<UsableToken>;
  /**
   * After amoCRM refused the access token of `refused`: a newer one, by a refresh if nobody has made
   * one meanwhile. The same version comes back when none was to be had.
   * @throws {ApiError} as `usable`
   */
  replace(refused: Version): Promise<UsableToken>;
  /** Asks once where a connection's account lives now; null when it has not moved. */
  findMoved(token: Version): Promise<UsableToken | null>;
  /** Notes what keeps amoCRM's API from answering this connection, or (null) that it answers again. */
  noteTrouble(
    token: Pick<UsableToken, 'id' | 'trouble'>,
    trouble: TroubleReason | null,
  ): Promise<void>;
  /** Refreshes a connection that is due, unless this process does already; true: it has a new pair. */
  refreshAhead(due: Version): Promise<boolean>;
}

/**
 * Keeps every connection's pair usable. One refresh at a time for each version of a pair: within
 * the process by a shared promise, among processes by a lease in the row. No transaction is open
 * while amoCRM is asked. Nothing here ever deletes a token.
 */
export function createVault(parts: {
  rows: TokenRows;
  spool: Spool;
  integration: Integration;
  circuit: IntegrationCircuit;
  limiter: RequestLimiter;
  transport: Transport;
  metrics: VaultMetrics;
  clock: Clock;
  log: Log;
  timing?: VaultTiming;
  at?: AtCrashPoint;
  /** Told of every connection that amoCRM has ended, so that a better reason may be looked for. */
  onEnded?: (row: AmoCrmTokenRow) => void;
}): Vault {
  const { rows, spool, circuit, metrics, clock, log, onEnded } = parts;
  const { timing = defaultTiming, at = nothingHappens } = parts;
  const call = createRefreshCall({ ...parts, timing, at });
  const flights = new Map<string, Promise<AmoCrmTokenRow>>();
  /** When each connection's domain was last looked up because of an answer of the API. */
  const lookedUp = new LRUCache<string, number>({ max: 10_000 });
  const used = new LRUCache<string, number>({ max: 50_000 });

  const left = (row: { expiresAt: Date }) => row.expiresAt.getTime() - clock().getTime();

  /** The row if it is connected, else the answer that says why not. */
  function live<Row extends Pick<AmoCrmTokenRow, 'state' | 'reason'>>(row: Row | null): Row {
    if (!row) throw apiError.notConnected('No amoCRM account is connected.');
    if (row.state === 'reconnect_required') throw broken(row.reason ?? 'revoked');
    return row;
  }

  const broken = (reason: ReconnectReason) =>
    apiError.reconnectRequired(reason, 'The amoCRM connection has ended: connect again.');

  const keyOf = ({ id, tokenVersion }: Version) => `${id}/${tokenVersion}`;

  /** One refresh of this version in this process, however many ask. */
  function flightOf(row: Version, start: () => Promise<AmoCrmTokenRow>): Promise<AmoCrmTokenRow> {
    const key = keyOf(row);
    const known = flights.get(key);
    if (known) return known;
    const forget = () => {
      if (flights.get(key) === flight) flights.delete(key);
      clearTimeout(deadline);
    };
    const flight = start().finally(forget);
    const deadline = setTimeout(forget, flightMs).unref();
    flights.set(key, flight);
    // Whoever waits may be gone by then; the flight's end is told to those who are not.
    flight.catch(() => undefined);
    return flight;
  }

  /** A caller's patience ends before a refresh does; the refresh goes on without it. */
  async function patiently(flight: Promise<AmoCrmTokenRow>): Promise<AmoCrmTokenRow> {
    const done = new AbortController();
    const late = pause(timing.waitMs, null, { signal: done.signal }).catch(() => null);
    try {
      const row = await Promise.race([flight, late]);
      if (row !== null) return row;
      throw apiError.retryLater('busy', 'The access is being renewed.', { retryAfter: 2 });
    } finally {
      done.abort();
    }
  }

  const refreshed = (row: Version) => patiently(flightOf(row, () => refreshOrWait(row)));

  /** The newest row: with another version when somebody's refresh succeeded, else as it was. */
  async function refreshOrWait(row: Version): Promise<AmoCrmTokenRow> {
    const until = performance.now() + timing.waitMs;
    for (;;) {
      const claimed = await claim(row);
      if (claimed) return refreshAsHolder(...claimed);
      const seen = await rows.look(row.id);
      const now = live(seen?.row ?? null);
      if (now.tokenVersion !== row.tokenVersion) return now;
      const isResting = seen?.isLeased === true && now.leaseOwner === null;
      if (isResting || performance.now() > until) return now;
      await pause(pollMs);
    }
  }

  async function claim(row: Version): Promise<[AmoCrmTokenRow, Lease] | null> {
    const lease: Lease = {
      owner: randomUUID(),
      until: performance.now() + timing.leaseSeconds * 1000,
    };
    const claimed = await rows.claim(row, lease.owner, timing.leaseSeconds);
    if (claimed) await at('refresh.claimed');
    return claimed && [claimed, lease];
  }

  async function refreshAsHolder(row: AmoCrmTokenRow, lease: Lease): Promise<AmoCrmTokenRow> {
    const release = renewing(row, lease);
    try {
      let pair: OpenPair;
      try {
        circuit.check();
        pair = await call(row, lease);
      } catch (error) {
        return await withoutPair(row, lease, error);
      }
      circuit.secretAccepted();
      await at('refresh.replied');
      return await keep(row, pair);
    } finally {
      release();
    }
  }

  /** Lengthens the lease for as long as its holder works. */
  function renewing(row: AmoCrmTokenRow, lease: Lease): () => void {
    const done = new AbortController();
    const leaseMs = timing.leaseSeconds * 1000;
    const renew = async () => {
      for (;;) {
        await pause(leaseMs / 4, undefined, { signal: done.signal, ref: false });
        const asked = performance.now();
        if (await rows.renew(row, lease.owner, timing.leaseSeconds)) lease.until = asked + leaseMs;
      }
    };
    // Without a database the lease runs out; the save compares versions and does not need it.
    renew().catch(() => undefined);
    return () => done.abort();
  }

  async function keep(row: AmoCrmTokenRow, pair: OpenPair): Promise<AmoCrmTokenRow> {
    const sealed = rows.seal(row, pair);
    const kept = await keepPair({
      save: () => rows.saveRefreshed(row, sealed, { fromSpool: false }),
      entry: { table: 'amo_crm_tokens', rowId: row.id, follows: row.tokenVersion, pair: sealed },
      spool,
      saveMs: timing.saveMs,
      log,
    });
    metrics.refreshed(kept.place === 'spool' ? 'spooled' : 'refreshed');
    if (kept.place === 'spool') return rows.withPair(row, sealed);
    await at('refresh.saved');
    // Disconnected, or connected anew, while amoCRM answered: the row that is there now counts.
    return kept.saved ?? live(await rows.byId(row.id));
  }

  /** No pair came. Says so for good only when amoCRM itself says that the grant is over. */
  async function withoutPair(
    row: AmoCrmTokenRow,
    lease: Lease,
    error: unknown,
  ): Promise<AmoCrmTokenRow> {
    const failure = afterFailure(row, error, clock());
    metrics.refreshed(failure.outcome);
    if (failure.integration !== null) {
      circuit.secretRejected();
      log.error({ hint: failure.integration.hint }, 'amoCRM does not accept this integration');
    }
    if (failure.kind === 'ended') {
      const { reason } = failure;
      const ended = await rows.requireReconnect(row, reason);
      if (ended) {
        log.warn({ connection: row.id, reason }, 'An amoCRM connection has ended');
        onEnded?.(ended);
      }
      return live(ended ?? (await rows.byId(row.id)));
    }
    await rows.release(row, lease.owner, failure);
    const { outcome, restSeconds } = failure;
    log.warn({ connection: row.id, outcome, restSeconds }, 'A token refresh did not succeed');
    if (left(row) > usableMs && failure.trouble !== 'key_unavailable') return row;
    throw failure.problem;
  }

  function opened(row: UsableRow): UsableToken {
    let accessToken: Secret;
    try {
      accessToken = rows.openAccess(row);
    } catch (error) {
      log.error({ connection: row.id }, 'A stored token pair cannot be opened');
      void noteTrouble(row, 'key_unavailable');
      throw asApiError(error);
    }
    if (row.trouble === 'key_unavailable') void noteTrouble(row, null);
    noteUse(row);
    return { ...row, accessToken };
  }

  /** To the hour, and without making anybody wait. */
  function noteUse(row: UsableRow): void {
    const now = clock().getTime();
    const last = Math.max(row.lastUsedAt.getTime(), used.get(row.id) ?? 0);
    if (now - last < usedEveryMs) return;
    used.set(row.id, now);
    void noted(rows.setUsed(row.id));
  }

  async function noteTrouble(
    token: Pick<UsableToken, 'id' | 'trouble'>,
    trouble: TroubleReason | null,
  ): Promise<void> {
    if (token.trouble !== trouble) await noted(rows.setTrouble(token.id, trouble));
  }

  /** A note is no reason to fail for what it is about. */
  function noted(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : 'unknown';
      log.warn({ failure }, 'A note about a connection could not be written');
    });
  }

  /** The token of a row that was not renewed although it was due: usable, or the reason why not. */
  function stillGood(row: AmoCrmTokenRow): UsableToken {
    if (left(row) > usableMs) return opened(row);
    throw troubleProblem(row.trouble ?? 'crm_unreachable');
  }

  const isEnd = (error: unknown) =>
    error instanceof ApiError &&
    (error.problem.kind === 'reconnect_required' || error.problem.kind === 'not_connected');

  /** A database that is away is a `retry_later`, wherever it was missed. */
  const worded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw asApiError(error);
    }
  };

  return {
    usable: (userId) =>
      worded(
        (async () => {
          const row = live(await rows.usable(userId));
          if (left(row) > earlyMs) return opened(row);
          const newest = await refreshed(row).catch((error: unknown) => {
            // Late, or our own trouble: the old token does for now. An ended connection ends here.
            if (left(row) > usableMs && !isEnd(error)) return null;
            throw error;
          });
          return newest === null ? opened(row) : stillGood(newest);
        })(),
      ),

    replace: (refused) =>
      worded(
        (async () => {
          const row = live(await rows.byId(refused.id));
          const age = row.lastRefreshedAt
            ? Math.abs(clock().getTime() - row.lastRefreshedAt.getTime())
            : Infinity;
          // A pair this young is not replaced again: something else than its age is refused.
          if (row.tokenVersion !== refused.tokenVersion || age < youngMs) return opened(row);
          return opened(await refreshed(row));
        })(),
      ),

    async findMoved(token) {
      const connection = token.id;
      const last = lookedUp.get(connection) ?? -Infinity;
      if (clock().getTime() - last < lookUpRestMs) return null;
      lookedUp.set(connection, clock().getTime());
      const row = await worded(rows.byId(connection));
      if (!row) return null;
      const domain = await call.lookUp(row).catch((error: unknown) => {
        const failure = error instanceof AmoError ? error.code : 'other';
        log.warn({ connection, failure }, 'The domain look-up did not succeed');
        return null;
      });
      if (domain === null) return null;
      const moved = await worded(rows.moveTo(connection, domain));
      return moved ? opened(moved) : null;
    },

    noteTrouble,

    async refreshAhead(due) {
      if (flights.has(keyOf(due))) return false;
      try {
        const newest = await flightOf(due, () => refreshOrWait(due));
        return newest.tokenVersion !== due.tokenVersion;
      } catch (error) {
        // What became of it is in the row; only a database that is away concerns the caller.
        if (error instanceof ApiError) return false;
        throw error;
      }
    },
  };
}
