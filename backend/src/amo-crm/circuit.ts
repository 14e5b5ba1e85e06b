import { apiError } from '../http/problem.ts';
import type { Clock } from '../clock.ts';

/** How long no token call is made after amoCRM said that our own secret is wrong. */
const restMs = 30_000;

/** Opens when amoCRM refuses the integration itself: asking again for each user would not help. */
export interface IntegrationCircuit {
  /** @throws {ApiError} `retry_later(secret_rejected)` while it is open. */
  check(): void;
  secretRejected(): void;
  secretAccepted(): void;
  /** For the health of the integration, as administrators see it. */
  health(): 'ok' | 'secret_rejected';
}

export function createIntegrationCircuit(clock: Clock): IntegrationCircuit {
  let rejectedAt: number | null = null;
  return {
    check() {
      const rest = rejectedAt === null ? 0 : rejectedAt + restMs - clock().getTime();
      if (rest <= 0) return;
      throw apiError.retryLater('secret_rejected', 'amoCRM does not accept our client secret.', {
        retryAfter: Math.ceil(rest / 1000),
      });
    },
    secretRejected() {
      rejectedAt = clock().getTime();
    },
    secretAccepted() {
      rejectedAt = null;
    },
    health: () => (rejectedAt === null ? 'ok' : 'secret_rejected'),
  };
}
