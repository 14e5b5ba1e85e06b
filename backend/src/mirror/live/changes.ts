import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { mirrorAccounts, mirrorChanges } from '../tables.ts';

export type ChangeRow = typeof mirrorChanges.$inferSelect;

/** Changes of an account after this one, in the order of their commits. */
export const changesAfter = (db: Database, accountId: number, number: number, limit: number) =>
  db
    .select()
    .from(mirrorChanges)
    .where(and(eq(mirrorChanges.accountId, accountId), gt(mirrorChanges.number, number)))
    .orderBy(asc(mirrorChanges.number))
    .limit(limit);

/** Which changes are kept: whoever knows those up to `before` can go on. */
export interface Kept {
  last: number;
  before: number;
}

export async function keptChanges(db: Database, accountId: number): Promise<Kept> {
  const [row] = await db
    .select({
      last: mirrorAccounts.lastChange,
      oldest: sql<string | null>`(
        select min(${mirrorChanges.number}) from ${mirrorChanges}
        where ${mirrorChanges.accountId} = ${accountId})`,
    })
    .from(mirrorAccounts)
    .where(eq(mirrorAccounts.accountId, accountId));
  const last = row?.last ?? 0;
  const oldest = row?.oldest ?? null;
  return { last, before: oldest === null ? last : Number(oldest) - 1 };
}

/** Forgets changes older than a day, by the clock that dated them. */
export async function pruneChanges(db: Database): Promise<void> {
  await db
    .delete(mirrorChanges)
    .where(lt(mirrorChanges.at, sql`clock_timestamp() - interval '1 day'`));
}
