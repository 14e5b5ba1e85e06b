import { pauseOf, type Pause } from './pause.ts';
import type { LimiterStore, SlotRequest } from './store.ts';

interface Pool {
  /** Slots that are taken, in the order they were. */
  slots: { lane: string; until: number }[];
  pause: Pause | null;
}

const hourMs = 3_600_000;

/** Counts in this process. `now` is a monotonic clock in milliseconds. */
export function memoryLimiterStore(options: { now?: () => number } = {}): LimiterStore {
  const now = options.now ?? (() => performance.now());
  const pools = new Map<string, Pool>();

  function poolOf(name: string): Pool {
    const known = pools.get(name);
    if (known) return known;
    if (pools.size >= 1000) forgetIdle();
    const pool: Pool = { slots: [], pause: null };
    pools.set(name, pool);
    return pool;
  }

  function forgetIdle(): void {
    const at = now();
    for (const [name, { slots, pause }] of pools) {
      const paused = pause !== null && pause.until + hourMs > at;
      if (!paused && slots.every(({ until }) => until <= at)) pools.delete(name);
    }
  }

  return {
    take(request) {
      const pool = poolOf(request.pool);
      const at = now();
      pool.slots = pool.slots.filter(({ until }) => until > at);
      const pausedMs = Math.max(0, (pool.pause?.until ?? 0) - at);
      const waitMs = Math.max(pausedMs, slotWait(pool, request, at));
      if (waitMs === 0) pool.slots.push({ lane: request.lane, until: at + request.holdMs });
      return { waitMs, paused: pausedMs > 0 ? (pool.pause?.reason ?? null) : null };
    },
    pause(request) {
      const pool = poolOf(request.pool);
      pool.pause = pauseOf(pool.pause, request, now());
    },
    read({ pool: name, lane }) {
      const at = now();
      const { slots, pause } = pools.get(name) ?? { slots: [], pause: null };
      const taken = slots.filter(({ until }) => until > at);
      const pausedForMs = Math.max(0, (pause?.until ?? 0) - at);
      return {
        laneTaken: taken.filter((slot) => slot.lane === lane).length,
        poolTaken: taken.length,
        pausedForMs,
        reason: pausedForMs > 0 ? (pause?.reason ?? null) : null,
        level: pause === null || pause.until + hourMs <= at ? 0 : pause.level,
      };
    },
  };
}

/** Until enough slots are free again, of the lane and of the pool. */
function slotWait(pool: Pool, request: SlotRequest, at: number): number {
  const lane = pool.slots.filter((slot) => slot.lane === request.lane);
  const { share = { limit: request.laneLimit, withinMs: request.holdMs } } = request;
  const until = Math.max(
    nthFree(lane, request.laneLimit) ?? at,
    (nthFree(lane, share.limit) ?? at) - (request.holdMs - share.withinMs),
    nthFree(pool.slots, request.poolLimit) ?? at,
  );
  return until - at;
}

/** When fewer than `limit` of the slots are taken; null when that is so already. */
function nthFree(slots: readonly { until: number }[], limit: number): number | null {
  const sorted = slots.map(({ until }) => until).sort((a, b) => a - b);
  return sorted[sorted.length - limit] ?? null;
}
