import { and, asc, eq, sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { amoCrmTokens } from '../../database/schema.ts';
import { withAccount, type AccountTx } from '../account-lock.ts';
import { mirrorAccounts as accounts, mirrorHooks } from '../tables.ts';

export type MirrorAccount = typeof accounts.$inferSelect;

/** Longer than a request may take; whoever died is replaced after this. */
const leaseSeconds = 30;
const until = sql<Date>`clock_timestamp() + make_interval(secs => ${leaseSeconds})`;

/** The right to work on one account, for one worker over all backends. */
export interface Lease {
  accountId: number;
  owner: string;
}

/** Somebody else has the account by now, or it is gone: whatever was under way is given up. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * The account that has waited longest among those with something to do, or among those that amoCRM has
 * told a change of, if there are any; null when there is nothing to do. Due times go by our clock,
 * leases by the database's.
 */
export async function claimAccount(
  db: Database,
  clock: Clock,
  first: 'longest' | 'hooks' = 'longest',
): Promise<Lease | null> {
  const now = clock().toISOString();
  const owner = randomUUID();
  const isDue = (column: (typeof accounts)[DueColumn]) => sql`coalesce(${column} <= ${now}, true)`;
  // With a limit, which is a probe of the index an account. An "exists" is planned as a scan of all hooks
  // of everybody, which during a flood is what a turn must not wait for.
  const hasHooks = sql`(
    select true from ${mirrorHooks} where ${mirrorHooks.accountId} = ${accounts.accountId} limit 1)`;
  const due = db
    .select({ accountId: accounts.accountId })
    .from(accounts)
    .where(
      and(
        sql`coalesce(${accounts.leaseUntil} < clock_timestamp(), true)`,
        isDue(accounts.restUntil),
        sql`exists (select from ${amoCrmTokens} where ${amoCrmTokens.accountId} = ${accounts.accountId}
          and ${amoCrmTokens.state} = 'connected')`,
        sql`(${accounts.importFinishedAt} is null or ${isDue(accounts.structureDueAt)}
          or ${isDue(accounts.deltaDueAt)} or ${isDue(accounts.sweepDueAt)}
          or ${isDue(accounts.hookDueAt)} or ${accounts.eventsDueAt} <= ${now}
          or coalesce(${hasHooks}, false))`,
      ),
    )
    .orderBy(
      ...(first === 'hooks' ? [sql`${hasHooks} nulls last`] : []),
      sql`${accounts.workedAt} asc nulls first`,
      asc(accounts.accountId),
    )
    .limit(1)
    .for('update', { skipLocked: true });
  const [claimed] = await db
    .update(accounts)
    .set({ leaseOwner: owner, leaseUntil: until })
    .where(sql`${accounts.accountId} = (${due})`)
    .returning({ accountId: accounts.accountId });
  return claimed ? { ...claimed, owner } : null;
}

type DueColumn = 'restUntil' | 'structureDueAt' | 'deltaDueAt' | 'sweepDueAt' | 'hookDueAt';

const isHeld = ({ accountId, owner }: Lease) =>
  and(eq(accounts.accountId, accountId), eq(accounts.leaseOwner, owner));

/** False when it is somebody else's by now. */
export async function renewLease(db: Database, lease: Lease): Promise<boolean> {
  const renewed = await db
    .update(accounts)
    .set({ leaseUntil: until })
    .where(isHeld(lease))
    .returning({ accountId: accounts.accountId });
  return renewed.length === 1;
}

export async function releaseLease(
  db: Database,
  lease: Lease,
  noted: Partial<MirrorAccount> = {},
): Promise<void> {
  await db
    .update(accounts)
    .set({
      ...noted,
      leaseOwner: null,
      leaseUntil: null,
      workedAt: sql`clock_timestamp()`,
    })
    .where(isHeld(lease));
}

/**
 * `withAccount` for the lease's holder: one who was replaced meanwhile writes nothing.
 * @throws {LeaseLost}
 */
export async function asHolder<T>(
  db: Database,
  lease: Lease,
  work: (account: AccountTx) => Promise<T>,
): Promise<T> {
  const done = await withAccount(db, lease.accountId, async (account) => {
    const [held] = await account.tx
      .select({ owner: accounts.leaseOwner })
      .from(accounts)
      .where(isHeld(lease));
    if (!held) throw new LeaseLost();
    return { result: await work(account) };
  });
  if (done === null) throw new LeaseLost();
  return done.result;
}
