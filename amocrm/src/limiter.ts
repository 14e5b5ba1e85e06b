import { setTimeout as sleep } from 'node:timers/promises';
import { AmoError } from './errors.ts';

/** Something that makes callers wait until one more request may leave. */
export interface Limiter {
  /**
   * Resolves when one request for `key` may be sent now. Waiters are served first come, first served.
   * Rejects with AmoError `aborted` (signal) or `rate_limited` (waited `deadlineMs`, or the line is
   * full); a rejected waiter has used up nothing.
   */
  take(key: string, options?: { signal?: AbortSignal; deadlineMs?: number }): Promise<void>;
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

interface Waiter {
  grant: () => void;
}

interface Lane {
  /** When the latest requests left, oldest first, at most `perSecond` of them. */
  sent: number[];
  line: Waiter[];
  serving: boolean;
}

const quiet = () => undefined;

/**
 * A limiter for one process: never more than `perSecond` grants in any window of `windowMs`, a key
 * each. Several processes that share an integration need a limiter they share.
 */
export function memoryLimiter(options: MemoryLimiterOptions = {}): Limiter {
  const { perSecond = 7, windowMs = 1060, maxWaiting = 1000 } = options;
  const now = options.now ?? (() => performance.now());
  const wait =
    options.wait ?? ((ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }));
  const lanes = new Map<string, Lane>();

  /** Milliseconds until a slot is free; 0 when one is. */
  function delay(lane: Lane): number {
    const oldest = lane.sent.length < perSecond ? undefined : lane.sent[0];
    return oldest === undefined ? 0 : Math.max(0, oldest + windowMs - now());
  }

  function record(lane: Lane): void {
    lane.sent.push(now());
    if (lane.sent.length > perSecond) lane.sent.shift();
  }

  function laneOf(key: string): Lane {
    const known = lanes.get(key);
    if (known) return known;
    if (lanes.size >= 1000) forgetIdle();
    const lane: Lane = { sent: [], line: [], serving: false };
    lanes.set(key, lane);
    return lane;
  }

  function forgetIdle(): void {
    for (const [key, lane] of lanes) {
      const last = lane.sent.at(-1) ?? -Infinity;
      if (lane.line.length === 0 && last + windowMs <= now()) lanes.delete(key);
    }
  }

  /** One server a lane, however many wait: grants the head of the line whenever a slot is free. */
  async function serve(lane: Lane): Promise<void> {
    lane.serving = true;
    const never = new AbortController().signal;
    while (lane.line.length > 0) {
      const ms = delay(lane);
      if (ms > 0) {
        await wait(ms, never);
        continue;
      }
      record(lane);
      lane.line.shift()?.grant();
    }
    lane.serving = false;
  }

  return {
    async take(key, { signal, deadlineMs } = {}) {
      if (signal?.aborted) throw new AmoError('aborted');
      const lane = laneOf(key);
      if (lane.line.length === 0 && delay(lane) === 0) {
        record(lane);
        return;
      }
      if (lane.line.length >= maxWaiting || (deadlineMs !== undefined && deadlineMs <= 0)) {
        throw new AmoError('rate_limited', { retryAfterMs: Math.ceil(delay(lane)) });
      }
      const settled = new AbortController();
      await new Promise<void>((resolve, reject) => {
        const waiter: Waiter = { grant: resolve };
        const leave = (error: AmoError) => {
          const place = lane.line.indexOf(waiter);
          if (place < 0) return;
          lane.line.splice(place, 1);
          reject(error);
        };
        lane.line.push(waiter);
        signal?.addEventListener('abort', () => leave(new AmoError('aborted')), {
          signal: settled.signal,
        });
        if (deadlineMs !== undefined) {
          const late = () => {
            leave(new AmoError('rate_limited', { retryAfterMs: Math.ceil(delay(lane)) }));
          };
          wait(deadlineMs, settled.signal).then(late, quiet);
        }
        if (!lane.serving) void serve(lane);
      }).finally(() => settled.abort());
    },
  };
}
