import { setTimeout as sleep } from 'node:timers/promises';
import { AmoError } from './errors.ts';
import { placeOf, type LimiterPlace } from './limiter/key.ts';
import { Line, type Priority, type Waiter } from './limiter/line.ts';
import { memoryLimiterStore } from './limiter/memory-store.ts';
import { penaltyOf, type BadReply } from './limiter/penalty.ts';
import type { LimiterStore, PauseReason, SlotAnswer } from './limiter/store.ts';

/** Something that makes callers wait until one more request may leave. */
export interface Limiter {
  /**
   * Resolves when one request for `key` (see `limiterKey`) may be sent now; send it at once. Waiters
   * are served first come, first served within a priority; `interactive` when none is given.
   *
   * Rejects with AmoError `aborted` (signal), `rate_limited` (waited `deadlineMs`, the line is full,
   * or a pause outlasts the deadline) or `ip_blocked` (the same for a pause after a block), with
   * `retryAfterMs` where it is known; or with what the store throws. A rejected waiter has sent
   * nothing.
   */
  take(key: string, options?: TakeOptions): Promise<void>;
}

export interface TakeOptions {
  /** `background` gets a share of the slots only, so that a person never waits behind a job. */
  priority?: Priority;
  signal?: AbortSignal;
  /** Longest wait in milliseconds; the limiter's `maxWaitMs` when not given. */
  deadlineMs?: number;
}

/** A limiter that also knows how amoCRM answered. */
export interface SharedLimiter extends Limiter {
  /**
   * To be told of every answer that is not a success; takes note of 429 and of the 403 block page and
   * makes everybody with the same account (on Kommo: address) wait. Anything else changes nothing.
   * Resolves when it is noted; rejects with what the store throws.
   */
  penalize(key: string, reply: BadReply): Promise<void>;
  /** How a key stands now; rejects with what the store throws. */
  state(key: string): Promise<LimiterState>;
}

export interface LimiterState {
  /** Requests of the last second, by everybody who shares the store. */
  used: number;
  limit: number;
  /** The same for the account over all integrations. */
  accountUsed: number;
  accountLimit: number;
  /** Callers in this process's line. */
  waiting: Record<Priority, number>;
  /** Null: nothing is held back. */
  paused: { reason: PauseReason; forMs: number } | null;
  /** How many pauses came one after the other; 0 when there was none lately. */
  level: number;
}

export interface BackOff {
  /** The first pause after 429, doubled each time: 1 s. amoCRM's own wish counts when it is longer. */
  limitedMs: number;
  /** Its longest: 60 s. */
  limitedMaxMs: number;
  /** The first pause after a block page: 60 s. */
  blockedMs: number;
  /** Its longest: 30 min. A block is lifted by amoCRM's support; asking on makes it worse. */
  blockedMaxMs: number;
  /** A pause that ended longer ago than this is forgotten, 5 min; never longer than an hour. */
  quietMs: number;
}

export interface LimiterOptions {
  /** Where grants are counted. */
  store: LimiterStore;
  /** Requests a second for an integration in an account (on Kommo: an address): 7. */
  perSecond?: number;
  /** Requests a second for an account over all integrations: 50. */
  perAccount?: number;
  /** How many of `perSecond` background calls may fill in a window: 5. */
  background?: number;
  /** 1000. */
  windowMs?: number;
  /**
   * How much later than granted a request may leave: 60 ms. A slot stays taken for `windowMs` and this.
   * A store that answers later than this costs the slot, and the limiter allows more from then on.
   */
  slackMs?: number;
  /** Longest line a lane in this process: 1000. */
  maxWaiting?: number;
  /** Longest wait of a caller who names none: 10 min. */
  maxWaitMs?: number;
  /** Longest wait for the store: 5 s. */
  storeTimeoutMs?: number;
  backOff?: Partial<BackOff>;
  /** A monotonic clock in milliseconds. */
  now?: () => number;
  /** Waits; rejects when the signal fires. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const defaultBackOff: BackOff = {
  limitedMs: 1_000,
  limitedMaxMs: 60_000,
  blockedMs: 60_000,
  blockedMaxMs: 1_800_000,
  quietMs: 300_000,
};

interface Lane {
  place: LimiterPlace;
  line: Line;
  serving: boolean;
  /** Wakes the server of a lane that sleeps until a background call may go. */
  wake: AbortController | null;
  /** When it is worth asking again, as last heard. */
  freeAt: number;
  paused: PauseReason | null;
}

const quiet = () => undefined;

/**
 * A limiter over a store: never more than `perSecond` requests in any sliding second for an
 * integration in an account and `perAccount` for the account, over everybody who shares the store.
 * Holds no lock and no connection while callers wait.
 *
 * Throws a RangeError for limits that make no sense.
 * Sources: https://www.amocrm.ru/developers/content/api/recommendations (7 a second, 429, then a
 * block), https://developers.kommo.com/docs/limitations (by address).
 */
export function createLimiter(options: LimiterOptions): SharedLimiter {
  const { store, perSecond = 7, windowMs = 1000, maxWaiting = 1000 } = options;
  const { maxWaitMs = 600_000, storeTimeoutMs = 5_000 } = options;
  const perAccount = options.perAccount ?? Math.max(50, perSecond);
  const backgroundLimit = options.background ?? Math.max(1, Math.floor((perSecond * 5) / 7));
  const backOff = { ...defaultBackOff, ...options.backOff };
  const now = options.now ?? (() => performance.now());
  const wait =
    options.wait ?? ((ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }));
  let slackMs = options.slackMs ?? 60;
  const lanes = new Map<string, Lane>();
  checkLimits({ perSecond, perAccount, backgroundLimit, windowMs, maxWaiting });

  function laneOf(place: LimiterPlace): Lane {
    const name = `${place.pool}\n${place.lane}`;
    const known = lanes.get(name);
    if (known) return known;
    if (lanes.size >= 1000) forgetIdle();
    const fresh = { line: new Line(), serving: false, wake: null, freeAt: 0, paused: null };
    const lane: Lane = { place, ...fresh };
    lanes.set(name, lane);
    return lane;
  }

  function forgetIdle(): void {
    for (const [name, lane] of lanes) {
      if (!lane.serving && lane.line.length === 0) lanes.delete(name);
    }
  }

  const ask = (lane: Lane, priority: Priority) =>
    store.take({
      pool: lane.place.pool,
      lane: lane.place.lane,
      laneLimit: perSecond,
      poolLimit: perAccount,
      holdMs: windowMs + slackMs,
      // The share is ours alone to keep: no request is refused for leaving the next window early.
      ...(priority === 'background' && { share: { limit: backgroundLimit, withinMs: windowMs } }),
    });

  /** The store's answer; an error after `storeTimeoutMs`. */
  async function inTime<T>(answer: Promise<T>): Promise<T> {
    const answered = new AbortController();
    const late = wait(storeTimeoutMs, answered.signal).then(
      () => {
        // The code that callers know a silent server by.
        const words = 'The limiter store did not answer in time';
        throw Object.assign(new Error(words), { code: 'ETIMEDOUT' });
      },
      () => answer,
    );
    answer.catch(quiet);
    return Promise.race([answer, late]).finally(() => answered.abort());
  }

  /** The answer of a store that does not answer at once; null when it came too late to be used. */
  async function later(answer: Promise<SlotAnswer>): Promise<SlotAnswer | null> {
    const began = now();
    const got = await inTime(answer);
    const tookMs = now() - began;
    if (got.waitMs > 0 || tookMs <= slackMs) return got;
    slackMs = Math.min(5_000, Math.ceil(tookMs * 1.5));
    return null;
  }

  /** One server a lane, however many wait; runs without a break as long as the store does. */
  async function serve(lane: Lane): Promise<void> {
    lane.serving = true;
    try {
      for (let next = lane.line.next(); next !== null; next = lane.line.next()) {
        const asked = ask(lane, next);
        const answer = asked instanceof Promise ? await later(asked) : asked;
        if (answer === null) continue;
        lane.paused = answer.paused;
        if (answer.waitMs > 0) await rest(lane, next, answer.waitMs);
        else lane.line.shift()?.grant();
      }
    } catch (error) {
      for (const waiter of lane.line.all()) {
        if (lane.line.remove(waiter)) waiter.refuse(error);
      }
    } finally {
      lane.serving = false;
    }
  }

  async function rest(lane: Lane, of: Priority, forMs: number): Promise<void> {
    lane.freeAt = now() + forMs;
    lane.wake = new AbortController();
    refuseHopeless(lane);
    // Timers are coarse: a hair early would be one more round trip for nothing.
    const ms = Math.min(Math.ceil(forMs), 60_000);
    if (lane.line.length > 0 && lane.line.next() === of)
      await wait(ms, lane.wake.signal).catch(quiet);
    lane.wake = null;
  }

  /** Who would outwait his deadline because of a pause is told at once. */
  function refuseHopeless(lane: Lane): void {
    if (lane.paused === null) return;
    for (const waiter of lane.line.all()) {
      if (waiter.until < lane.freeAt && lane.line.remove(waiter)) waiter.refuse(tooLate(lane));
    }
  }

  function tooLate(lane: Lane): AmoError {
    const code = lane.paused === 'blocked' && lane.freeAt > now() ? 'ip_blocked' : 'rate_limited';
    return new AmoError(code, { retryAfterMs: Math.max(0, Math.ceil(lane.freeAt - now())) });
  }

  async function take(key: string, { priority = 'interactive', ...more }: TakeOptions = {}) {
    const { signal, deadlineMs = maxWaitMs } = more;
    if (signal?.aborted) throw new AmoError('aborted');
    const place = placeOf(key);
    const lane = laneOf(place);
    if (lane.line.length >= maxWaiting) throw tooLate(lane);
    const settled = new AbortController();
    await new Promise<void>((grant, refuse) => {
      const { party } = place;
      const waiter: Waiter = { priority, party, until: now() + deadlineMs, grant, refuse };
      const leave = (error: () => AmoError) => {
        if (lane.line.remove(waiter)) refuse(error());
      };
      signal?.addEventListener('abort', () => leave(() => new AmoError('aborted')), {
        signal: settled.signal,
      });
      join(lane, waiter);
      if (!lane.line.has(waiter)) return;
      if (deadlineMs <= 0) leave(() => tooLate(lane));
      else wait(deadlineMs, settled.signal).then(() => leave(() => tooLate(lane)), quiet);
    }).finally(() => settled.abort());
  }

  function join(lane: Lane, waiter: Waiter): void {
    lane.line.push(waiter);
    if (!lane.serving) void serve(lane);
    else if (lane.wake && lane.paused !== null) refuseHopeless(lane);
    else if (waiter.priority === 'interactive' && lane.line.count('interactive') === 1) {
      lane.wake?.abort();
    }
  }

  async function penalize(key: string, reply: BadReply): Promise<void> {
    const penalty = penaltyOf(reply);
    if (penalty === null) return;
    const blocked = penalty.reason === 'blocked';
    const noted = store.pause({
      pool: placeOf(key).pool,
      ...penalty,
      baseMs: blocked ? backOff.blockedMs : backOff.limitedMs,
      maxMs: blocked ? backOff.blockedMaxMs : backOff.limitedMaxMs,
      quietMs: Math.min(backOff.quietMs, 3_600_000),
    });
    if (noted instanceof Promise) await inTime(noted);
  }

  async function state(key: string): Promise<LimiterState> {
    const place = placeOf(key);
    const { laneTaken, poolTaken, pausedForMs, reason, level } = await store.read(place);
    const line = lanes.get(`${place.pool}\n${place.lane}`)?.line;
    return {
      used: laneTaken,
      limit: perSecond,
      accountUsed: poolTaken,
      accountLimit: perAccount,
      waiting: {
        interactive: line?.count('interactive') ?? 0,
        background: line?.count('background') ?? 0,
      },
      paused: reason === null ? null : { reason, forMs: Math.ceil(pausedForMs) },
      level,
    };
  }

  return { take, penalize, state };
}

function checkLimits(limits: Record<string, number>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!(value > 0)) throw new RangeError(`${name} has to be more than nothing`);
  }
}

/** The same limiter for a job: everything that asks it takes its turns as `background`. */
export function inBackground(limiter: SharedLimiter): SharedLimiter;
export function inBackground(limiter: Limiter): Limiter;
export function inBackground(limiter: Limiter | SharedLimiter): Limiter | SharedLimiter {
  const take: Limiter['take'] = (key, options) =>
    limiter.take(key, { ...options, priority: 'background' });
  if (!('penalize' in limiter)) return { take };
  return {
    take,
    penalize: (key, reply) => limiter.penalize(key, reply),
    state: (key) => limiter.state(key),
  };
}

export interface MemoryLimiterOptions {
  /** Requests a window, 7 by default: https://www.amocrm.ru/developers/content/api/recommendations */
  perSecond?: number;
  /** 1060 by default: a second, and room for a request that travels slower than the one before. */
  windowMs?: number;
  /** Longest line of waiters a key, 1000 by default. */
  maxWaiting?: number;
  /** A monotonic clock in milliseconds. */
  now?: () => number;
  /** Waits; rejects when the signal fires. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A limiter for one process: never more than `perSecond` grants in any window of `windowMs`, a key
 * each, and 50 an account. Several processes that share an integration need `createLimiter` with a
 * store they share.
 */
export function memoryLimiter(options: MemoryLimiterOptions = {}): SharedLimiter {
  const { windowMs = 1060, now, ...rest } = options;
  const clock = now ? { now } : {};
  const store = memoryLimiterStore(clock);
  return createLimiter({ store, ...rest, ...clock, windowMs, slackMs: 0 });
}
