import type { Delivery } from './queue.ts';

/** One attempt, as the log tells it. */
export interface Attempt {
  /** Sandbox time, Unix seconds. */
  readonly at: number;
  readonly requestId: string;
  readonly accountId: number;
  readonly subdomain: string;
  readonly kind: Delivery['kind'];
  readonly code: string;
  readonly destination: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** HTTP, or 0 without a connection and 499 after the deadline; null: lost, as ordered. */
  readonly status: number | null;
  readonly ms: number;
  readonly body: string;
  /** The beginning of what came back. */
  readonly answer: string;
  /** When it is tried again; null: it is over. */
  readonly nextAt: number | null;
  /** The answer that was one too many: the subscription is switched off. */
  readonly disabled: boolean;
}

/** The last attempts, oldest first. */
export interface DeliveryLog {
  add(attempt: Attempt): void;
  all(): readonly Attempt[];
  clear(): void;
}

const kept = 1000;
const keptOfBody = 20_000;

export function createDeliveryLog(): DeliveryLog {
  let attempts: Attempt[] = [];
  return {
    add(attempt) {
      attempts.push({ ...attempt, body: attempt.body.slice(0, keptOfBody) });
      if (attempts.length > 2 * kept) attempts = attempts.slice(-kept);
    },
    all: () => attempts.slice(-kept),
    clear: () => {
      attempts = [];
    },
  };
}
