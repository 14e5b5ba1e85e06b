import { AmoError } from '@foryou-crm/amocrm';
import { eq } from 'drizzle-orm';
import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseFailure } from '../../database/failure.ts';
import { ApiError } from '../../http/problem.ts';
import { endSubscription } from '../hooks/subscription.ts';
import { mirrorAccounts } from '../tables.ts';
import { discoverAccounts, tidyMirrors } from './discover.ts';
import { claimAccount, LeaseLost, releaseLease, renewLease, type Lease } from './lease.ts';
import type { MirrorParts } from './parts.ts';
import { readersOf } from './readers.ts';
import { troubleAfter } from './trouble.ts';
import { takeTurn } from './turn.ts';
import { createWork, noteIn, type Work } from './work.ts';

/**
 * How many accounts a backend works on at a time. Most of a turn is waiting for amoCRM and its limit, so
 * they are many; every other one takes accounts whose changes somebody waits for first, or hundreds of
 * accounts whose delta is due at the same time would keep them waiting.
 */
const workers = 16;
const firstAt = (place: number) => (place % 2 === 0 ? 'longest' : 'hooks');
const lookEveryMs = 1_000;
const restMs = 60_000;
const wakeWithinMs = 50;
const discoverEveryMs = 30_000;
const tidyEveryMs = 3_600_000;
const renewEveryMs = 8_000;
const stopWithinMs = 5_000;
/** A person who disconnects does not wait for an amoCRM that does not answer. */
const leaveWithinMs = 3_000;

/** Whoever lost an account has nothing more to say about it. */
function unlessLost(error: unknown): void {
  if (!(error instanceof LeaseLost)) throw error;
}

/** Safe to log: a database's own words would hold people's names and phones. */
function failureOf(error: unknown): string {
  if (error instanceof AmoError || error instanceof ApiError) return error.message;
  return error instanceof Error ? error.name : 'unknown';
}

export type Mirror = ReturnType<typeof createMirror>;

/** Keeps the mirrors of all accounts, together with every other backend on the database. */
export function createMirror(parts: MirrorParts) {
  const { db, clock, log } = parts;
  const never = new AbortController().signal;
  const resting = new Set<() => void>();
  let isNew = true;
  let busy = 0;
  let waking: NodeJS.Timeout | undefined;

  const wakeOne = () => {
    const [first] = resting;
    first?.();
  };

  /** Has one worker look, soon and once however often it is called; who finds work calls the next. */
  const wake = () => {
    waking ??= setTimeout(() => {
      waking = undefined;
      wakeOne();
    }, wakeWithinMs).unref();
  };

  /** Gives the account that waited longest, or longest for its hooks, its turn; false: nothing is due anywhere. */
  async function workOnce(
    signal: AbortSignal = never,
    first: 'longest' | 'hooks' = 'longest',
  ): Promise<boolean> {
    const lease = await claimAccount(db, clock, first);
    if (!lease) return false;
    wakeOne();
    const renewing = setInterval(() => {
      // A lease that could not be lengthened runs out, and its holder writes nothing more.
      renewLease(db, lease).catch(() => undefined);
    }, renewEveryMs).unref();
    const work = createWork(parts, lease, { signal, isCrowded: () => busy >= workers });
    busy += 1;
    try {
      await takeTurn(work);
      await succeeded(work, lease);
    } catch (error) {
      // Whoever stops gives up in the middle, and nothing is wrong with the account.
      if (signal.aborted) await releaseLease(db, lease);
      else await failed(work, lease, error).catch(unlessLost);
    } finally {
      busy -= 1;
      clearInterval(renewing);
    }
    return true;
  }

  async function succeeded(work: Work, lease: Lease): Promise<void> {
    const none = { failures: 0, trouble: null, troubleSince: null, restUntil: null };
    if ((await work.state()).trouble !== null) await tellTrouble(work, none);
    await releaseLease(db, lease, none);
  }

  async function failed(work: Work, lease: Lease, error: unknown): Promise<void> {
    if (error instanceof LeaseLost || isDatabaseFailure(error)) throw error;
    const before = await work.state();
    const after = troubleAfter(error, before, clock());
    const { trouble, failures } = after;
    const failure = failureOf(error);
    log.warn({ account: lease.accountId, trouble, failures, failure }, 'A mirror stands still');
    // Another reader may do better.
    const isOver = trouble === 'reconnect_required' || trouble === 'not_connected';
    const noted = { ...after, ...(isOver && { structureDueAt: null }) };
    if (before.trouble !== trouble) await tellTrouble(work, noted);
    await releaseLease(db, lease, noted);
  }

  const tellTrouble = (work: Work, columns: Parameters<Work['note']>[0]) =>
    work.save(async (account) => {
      await noteIn(account.tx, account.accountId, columns);
      account.changed([{ entity: 'sync' }]);
    });

  /** What came of it; null when it failed. */
  const attempt = <T>(task: string, work: () => Promise<T>): Promise<T | null> =>
    work().catch((error: unknown) => {
      const failure = failureOf(error);
      const isAway = isDatabaseFailure(error);
      log[isAway ? 'warn' : 'error']({ task, failure, isAway }, 'Keeping the mirrors failed');
      return null;
    });

  async function rest(ms: number, signal: AbortSignal): Promise<void> {
    const done = new AbortController();
    const awake = () => {
      resting.delete(awake);
      done.abort();
    };
    resting.add(awake);
    const over = AbortSignal.any([signal, done.signal]);
    await pause(ms, undefined, { ref: false, signal: over }).catch(() => undefined);
    resting.delete(awake);
  }

  async function workAt(place: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const didWork = (await attempt('turn', () => workOnce(signal, firstAt(place)))) ?? false;
      // One looks regularly; the others are called when there is more than one can do.
      if (!didWork) await rest(place === 0 ? lookEveryMs : restMs, signal);
    }
  }

  async function discovering(signal: AbortSignal): Promise<void> {
    let tidied = -Infinity;
    let discovered = -Infinity;
    while (!signal.aborted) {
      if (isNew || performance.now() - discovered > discoverEveryMs) {
        isNew = false;
        discovered = performance.now();
        await attempt('discover', () => discoverAccounts(db));
        wakeOne();
      }
      if (performance.now() - tidied > tidyEveryMs) {
        tidied = performance.now();
        await attempt('tidy', () => tidyMirrors(db, clock));
      }
      await pause(lookEveryMs, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  return {
    wake,
    /** A connection has become live: its account's mirror is begun, or goes on at once. */
    connected(accountId: number): void {
      isNew = true;
      void attempt('connected', async () => {
        await db
          .update(mirrorAccounts)
          .set({ structureDueAt: null, restUntil: null })
          .where(eq(mirrorAccounts.accountId, accountId));
        wake();
      });
    },

    /** The last connection of an account takes the webhooks with it, if amoCRM answers in time. */
    async leaving(userId: string): Promise<void> {
      const work = async () => {
        const { api, accountId } = await parts.accountFor(userId);
        if ((await readersOf(db, accountId)).length > 1) return;
        await endSubscription(api, parts.config.publicUrl);
      };
      const done = new AbortController();
      const late = pause(leaveWithinMs, undefined, { signal: done.signal }).catch(() => undefined);
      await Promise.race([work().catch(() => undefined), late]);
      done.abort();
    },

    /** Gives accounts with connections their mirrors; see `discoverAccounts`. */
    discover: () => discoverAccounts(db),
    workOnce,
    /** Does everything that is due now, whichever accounts it is due in. */
    async settle(): Promise<void> {
      await discoverAccounts(db);
      while (await workOnce());
    },

    /** Works until the signal; a turn that does not end soon after it is left to its lease. */
    async background(signal: AbortSignal): Promise<void> {
      const over = Promise.withResolvers<undefined>();
      const patience = () => setTimeout(() => over.resolve(undefined), stopWithinMs).unref();
      signal.addEventListener('abort', patience, { once: true });
      const working = Array.from({ length: workers }, (_, place) => workAt(place, signal));
      await Promise.race([Promise.all([discovering(signal), ...working]), over.promise]);
    },
  };
}
