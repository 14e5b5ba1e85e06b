import { and, isNotNull, lt, sql } from 'drizzle-orm';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { amoCrmTokens as tokens } from '../../database/schema.ts';
import {
  mirrorAccounts as accounts,
  mirrorChanges,
  mirrorChoices,
  mirrorCompanies,
  mirrorContacts,
  mirrorEvents,
  mirrorFieldGroups,
  mirrorFields,
  mirrorHooks,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorPipelines,
  mirrorReaders,
  mirrorStages,
  mirrorStageTotals,
  mirrorTasks,
  mirrorUnsorted,
  mirrorUsers,
  mirrorWriteLocks,
} from '../tables.ts';
import { pruneIdempotencyKeys } from '../writing/idempotency-keys.ts';

const dayMs = 86_400_000;
/** How long the mirror of an account that nobody is connected to is kept. */
export const keptMs = 30 * dayMs;

/**
 * Gives every account with a connection its mirror, has a reader chosen where a connection is new, and
 * notes where none works any more; so that nothing depends on a call that a killed process did not make.
 */
export async function discoverAccounts(db: Database): Promise<void> {
  await db.execute(sql`
    insert into ${accounts} (account_id, coverage)
    select distinct ${tokens.accountId}, 'seen' from ${tokens} where ${tokens.state} = 'connected'
    on conflict do nothing`);
  const isNew = sql`exists (
    select from ${tokens}
    where ${tokens.accountId} = ${accounts.accountId} and ${tokens.state} = 'connected'
      and not exists (
        select from ${mirrorReaders}
        where ${mirrorReaders.accountId} = ${tokens.accountId}
          and ${mirrorReaders.connectionId} = ${tokens.id}))`;
  await db.update(accounts).set({ structureDueAt: null, restUntil: null }).where(isNew);
  await db
    .update(accounts)
    .set({ trouble: 'reconnect_required', troubleSince: sql`clock_timestamp()` })
    .where(
      sql`${accounts.trouble} is distinct from 'reconnect_required'
        and exists (select from ${tokens} where ${tokens.accountId} = ${accounts.accountId})
        and not exists (select from ${tokens}
          where ${tokens.accountId} = ${accounts.accountId} and ${tokens.state} = 'connected')`,
    );
}

const tables = [
  mirrorChanges,
  mirrorChoices,
  mirrorCompanies,
  mirrorContacts,
  mirrorEvents,
  mirrorFieldGroups,
  mirrorFields,
  mirrorHooks,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorStages,
  mirrorPipelines,
  mirrorReaders,
  mirrorStageTotals,
  mirrorTasks,
  mirrorUnsorted,
  mirrorUsers,
  mirrorWriteLocks,
];

/** Notes which accounts have lost their last connection, and forgets those that lost it long ago. */
export async function tidyMirrors(db: Database, clock: Clock): Promise<void> {
  const now = clock();
  const isConnected = sql`exists (
    select from ${tokens} where ${tokens.accountId} = ${accounts.accountId})`;
  await db
    .update(accounts)
    .set({
      abandonedAt: sql`case when ${isConnected} then null
        else coalesce(${accounts.abandonedAt}, ${now.toISOString()}::timestamptz) end`,
    })
    .where(sql`${isConnected} = (${accounts.abandonedAt} is not null)`);
  await db.execute(sql`
    delete from ${mirrorReaders} where not exists (
      select from ${tokens} where ${tokens.id} = ${mirrorReaders.connectionId})`);
  await forgetOldHooks(db, clock);
  await db.delete(mirrorChanges).where(lt(mirrorChanges.at, new Date(now.getTime() - dayMs)));
  await pruneIdempotencyKeys(db, clock);
  await db.delete(mirrorWriteLocks).where(lt(mirrorWriteLocks.leaseUntil, sql`clock_timestamp()`));
  const gone = await db
    .delete(accounts)
    .where(lt(accounts.abandonedAt, new Date(now.getTime() - keptMs)))
    .returning({ accountId: accounts.accountId });
  for (const { accountId } of gone) {
    for (const table of tables) {
      await db.delete(table).where(sql`${table.accountId} = ${accountId}`);
    }
  }
}

/** Hooks of an account that cannot be read are not kept for ever: reading everything makes up for them. */
async function forgetOldHooks(db: Database, clock: Clock): Promise<void> {
  const isOld = lt(mirrorHooks.receivedAt, new Date(clock().getTime() - dayMs));
  await db
    .update(accounts)
    .set({ sweepDueAt: null })
    .where(
      and(
        isNotNull(accounts.importFinishedAt),
        sql`exists (select from ${mirrorHooks}
          where ${mirrorHooks.accountId} = ${accounts.accountId} and ${isOld})`,
      ),
    );
  await db.delete(mirrorHooks).where(isOld);
}
