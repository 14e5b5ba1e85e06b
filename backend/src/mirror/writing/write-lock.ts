import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { mirrorWriteLocks as locks } from '../tables.ts';
import { busy, leaseEnd, waitFor, whileRenewing } from './lease.ts';

/** What is changed. */
export type Locked = Pick<typeof locks.$inferInsert, 'accountId' | 'entity' | 'entityId'>;

export interface WriteLock {
  /**
   * Asked just before something is sent.
   * @throws {ApiError} `retry_later` when it is somebody else's to change by now
   */
  check(): Promise<void>;
}

const words = 'Somebody else is changing this.';

/** Does the work as the only one of all backends who changes this. */
export async function asOnlyWriter<T>(
  db: Database,
  what: Locked,
  work: (lock: WriteLock) => Promise<T>,
): Promise<T> {
  const leaseOwner = randomUUID();
  const isOurs = and(
    eq(locks.accountId, what.accountId),
    eq(locks.entity, what.entity),
    eq(locks.entityId, what.entityId),
    eq(locks.leaseOwner, leaseOwner),
  );
  await waitFor(async () => {
    const [taken] = await db
      .insert(locks)
      .values({ ...what, leaseOwner, leaseUntil: leaseEnd() })
      .onConflictDoUpdate({
        target: [locks.accountId, locks.entity, locks.entityId],
        set: { leaseOwner, leaseUntil: leaseEnd() },
        setWhere: sql`${locks.leaseUntil} < clock_timestamp()`,
      })
      .returning({ leaseOwner: locks.leaseOwner });
    return taken ?? null;
  }, words);
  const renew = () =>
    db
      .update(locks)
      .set({ leaseUntil: leaseEnd() })
      .where(and(isOurs, sql`${locks.leaseUntil} > clock_timestamp()`))
      .returning({ leaseOwner: locks.leaseOwner });
  const lock: WriteLock = {
    async check() {
      if ((await renew()).length === 0) throw busy(words);
    },
  };
  try {
    return await whileRenewing(renew, () => work(lock));
  } finally {
    // What cannot be released runs out.
    await db
      .delete(locks)
      .where(isOurs)
      .catch(() => undefined);
  }
}
