import type { Clock } from '../clock.ts';
import { createDeliveryLog } from './deliveries.ts';
import type { Attempt } from './deliveries.ts';
import { postForm } from './post.ts';
import type { Answered } from './post.ts';
import { createQueue } from './queue.ts';
import type { Delivery } from './queue.ts';
import { isGood } from './retries.ts';
import type { HookStatus } from './retries.ts';

/** What one kind of hook asks of whoever carries it. */
export interface Rules {
  /** Asked before and after every attempt: its subscription may be gone or off by then. */
  readonly isWanted: (delivery: Delivery) => boolean;
  /** Told of every bad answer. @returns whether it was one too many: nothing is tried again then. */
  readonly isTooMany: (delivery: Delivery) => boolean;
  /** Seconds until it is tried again; null: never. */
  readonly wait: (attempts: number, status: HookStatus) => number | null;
}

/** Carries hooks to their receivers, as often as their rules say, and writes down what came of it. */
export interface Courier {
  send(delivery: Delivery): void;
  /** Writes down one that was lost on purpose. */
  lose(delivery: Delivery): void;
  settle(): Promise<void>;
  nextDue(): number | null;
  waiting(): readonly Delivery[];
  /** Forgets what is on its way to one receiver. */
  drop(lane: string): void;
  attempts(): readonly Attempt[];
  clearAttempts(): void;
  /** How many there was no room for. */
  dropped(): number;
  reset(): void;
  close(): Promise<void>;
}

/** https://www.amocrm.ru/developers/content/crm_platform/webhooks-format */
const deadlineMs = 2000;

export function createCourier(clock: Clock, rules: Record<Delivery['kind'], Rules>): Courier {
  const log = createDeliveryLog();
  const queue = createQueue(clock, attempt);
  const stop = new AbortController();
  let dropped = 0;
  /** Grows with every reset: what was on its way then is not told of any more. */
  let epoch = 0;

  async function attempt(delivery: Delivery): Promise<number | null> {
    const { isWanted, isTooMany, wait } = rules[delivery.kind];
    if (!isWanted(delivery)) return null;
    const began = epoch;
    const { destination, requestId, body } = delivery;
    const answered = await postForm(destination, requestId, body, deadlineMs, stop.signal);
    if (stop.signal.aborted || began !== epoch || !isWanted(delivery)) return null;
    const isTooBad = !isGood(answered.status) && isTooMany(delivery);
    const seconds = isTooBad ? null : wait(delivery.attempts + 1, answered.status);
    const nextAt = seconds === null ? null : clock.now() + seconds;
    record(delivery, answered, nextAt, isTooBad);
    return nextAt;
  }

  function record(
    delivery: Delivery,
    { status, text, ms }: Omit<Answered, 'status'> & { readonly status: number | null },
    nextAt: number | null,
    disabled: boolean,
  ): void {
    const { requestId, accountId, subdomain, kind, code, destination, body } = delivery;
    const sent = { requestId, accountId, subdomain, kind, code, destination, body };
    const number = delivery.attempts + 1;
    log.add({
      at: clock.now(),
      ...sent,
      attempt: number,
      status,
      ms,
      answer: text,
      nextAt,
      disabled,
    });
  }

  return {
    send: (delivery) => {
      if (!queue.add(delivery)) dropped += 1;
    },
    lose: (delivery) => {
      record(delivery, { status: null, text: '', ms: 0 }, null, false);
    },
    settle: queue.settle,
    nextDue: queue.nextDue,
    waiting: queue.waiting,
    drop: (lane) => {
      queue.drop((delivery) => delivery.lane === lane);
    },
    attempts: log.all,
    clearAttempts: log.clear,
    dropped: () => dropped,
    reset() {
      epoch += 1;
      dropped = 0;
      queue.drop(() => true);
      log.clear();
    },
    async close() {
      stop.abort();
      await queue.close();
    },
  };
}
