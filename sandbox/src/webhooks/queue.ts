import type { Clock } from '../clock.ts';

/** One hook on its way. Everything a receiver sees of it is fixed when it is made. */
export interface Delivery {
  /** `X-Amocrm-Requestid`: the same for every attempt. */
  readonly requestId: string;
  readonly accountId: number;
  readonly subdomain: string;
  /** Deliveries of one lane go out one after the other. */
  readonly lane: string;
  readonly kind: 'webhook' | 'pipeline';
  /** The subscription, or the action in a stage, that it goes to. */
  readonly hookId: number;
  readonly code: string;
  readonly destination: string;
  readonly body: string;
  /** Attempts made so far. */
  readonly attempts: number;
  /** Sandbox time. */
  readonly dueAt: number;
}

/** Deliveries that are due go out at once, one lane beside the other; the others wait for the clock. */
export interface Queue {
  /** @returns false when there is no room for it. */
  add(delivery: Delivery): boolean;
  /** What is not due yet, soonest first. */
  waiting(): readonly Delivery[];
  /** When the next one that waits is due; null when none waits. */
  nextDue(): number | null;
  /** Resolves when everything that is due was tried. */
  settle(): Promise<void>;
  /** Forgets what waits and what has not gone out yet. */
  drop(isDropped: (delivery: Delivery) => boolean): void;
  close(): Promise<void>;
}

/** More than any test leaves undelivered; beyond it new hooks are lost, as the log counts. */
const largest = 100_000;
/** The longest that `setTimeout` is asked to wait: an hour is the longest wait of a retry. */
const longestTimer = 3_600_000;

/** @param attempt - tries once; answers when to try again, or null when it is over. */
export function createQueue(
  clock: Clock,
  attempt: (delivery: Delivery) => Promise<number | null>,
): Queue {
  let waiting: Delivery[] = [];
  const lanes = new Map<string, Delivery[]>();
  const runs = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  clock.onMove(pull);

  function add(delivery: Delivery): boolean {
    if (isClosed || size() >= largest) return false;
    if (delivery.dueAt > clock.now()) {
      waiting.push(delivery);
      arm();
    } else {
      start(delivery);
    }
    return true;
  }

  function size(): number {
    let total = waiting.length;
    for (const lane of lanes.values()) total += lane.length;
    return total;
  }

  function start(delivery: Delivery): void {
    const lane = lanes.get(delivery.lane);
    if (lane !== undefined) {
      lane.push(delivery);
      return;
    }
    const fresh = [delivery];
    lanes.set(delivery.lane, fresh);
    const run = work(delivery.lane, fresh).finally(() => runs.delete(run));
    runs.add(run);
  }

  async function work(name: string, lane: Delivery[]): Promise<void> {
    for (let next = lane.shift(); next !== undefined && !isClosed; next = lane.shift()) {
      const dueAt = await attempt(next);
      if (dueAt !== null) add({ ...next, attempts: next.attempts + 1, dueAt });
    }
    lanes.delete(name);
  }

  /** Starts what has become due. */
  function pull(): void {
    const now = clock.now();
    const due = waiting.filter(({ dueAt }) => dueAt <= now);
    waiting = waiting.filter(({ dueAt }) => dueAt > now);
    for (const delivery of due.sort((a, b) => a.dueAt - b.dueAt)) start(delivery);
    arm();
  }

  /** Waits for the next one, unless the clock stands still: then only an order moves it. */
  function arm(): void {
    clearTimeout(timer);
    const due = nextDue();
    if (isClosed || due === null || clock.frozenAt() !== null) return;
    const ms = Math.min(Math.max(due - clock.now(), 0) * 1000, longestTimer);
    timer = setTimeout(pull, ms).unref();
  }

  function nextDue(): number | null {
    if (waiting.length === 0) return null;
    return waiting.reduce((soonest, { dueAt }) => Math.min(soonest, dueAt), Infinity);
  }

  return {
    add,
    waiting: () => waiting.toSorted((a, b) => a.dueAt - b.dueAt),
    nextDue,
    async settle() {
      pull();
      while (runs.size > 0) {
        await Promise.all(runs);
        pull();
      }
    },
    drop(isDropped) {
      waiting = waiting.filter((delivery) => !isDropped(delivery));
      for (const lane of lanes.values()) {
        const kept = lane.filter((delivery) => !isDropped(delivery));
        lane.splice(0, lane.length, ...kept);
      }
      arm();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      waiting = [];
      await Promise.all(runs);
    },
  };
}
