import { sql, type SQL } from 'drizzle-orm';
import { setTimeout as pause } from 'node:timers/promises';
import { apiError, type ApiError } from '../../http/problem.ts';

/*
 * Whoever writes holds a row by a lease of the database's clock, as the vault's keeper does: no
 * transaction stays open while amoCRM is asked, and a killed holder is replaced.
 */

const leaseSeconds = 30;
const renewEveryMs = 8_000;
const lookEveryMs = 50;
/** A person waits no longer for somebody else's request. */
const waitMs = 15_000;

/** Until when a lease taken now is good. */
export const leaseEnd = (): SQL<Date> =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`;

export const busy = (detail: string): ApiError =>
  apiError.retryLater('busy', detail, { retryAfter: 2 });

/** Looks until there is something, or nobody can be expected to wait any longer. */
export async function waitFor<T>(look: () => Promise<T | null>, detail: string): Promise<T> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw busy(detail);
    await pause(lookEveryMs);
  }
}

/** Does the work while `renew` lengthens its lease; one that cannot be lengthened runs out. */
export async function whileRenewing<T>(
  renew: () => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  const renewing = setInterval(() => {
    renew().catch(() => undefined);
  }, renewEveryMs).unref();
  try {
    return await work();
  } finally {
    clearInterval(renewing);
  }
}
