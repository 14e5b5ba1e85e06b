import { and, asc, eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { together } from '../../database/together.ts';
import { mirrorAccounts, mirrorChanges } from '../tables.ts';

export type ChangeRow = typeof mirrorChanges.$inferSelect;

const changesAfter = (db: Database, accountId: number, number: number, limit: number) =>
  db
    .select()
    .from(mirrorChanges)
    .where(and(eq(mirrorChanges.accountId, accountId), gt(mirrorChanges.number, number)))
    .orderBy(asc(mirrorChanges.number))
    .limit(limit);

/** What has changed in accounts, for many who ask at the same time. */
export interface ChangeReader {
  /** The number of the account's last change; 0: it has no mirror. */
  last(accountId: number): Promise<number>;
  /** Changes after this one, in the order of their commits, so many at most. */
  after(accountId: number, number: number): Promise<readonly ChangeRow[]>;
}

/** Changes looked at together. */
export const batch = 500;

/**
 * Everybody who follows an account stands at the same place in it nearly always: what is read for one
 * is read for all, and who has nothing to hear costs a share of one question.
 */
export function createChangeReader(db: Database): ChangeReader {
  const lasts = db
    .select({ accountId: mirrorAccounts.accountId, last: mirrorAccounts.lastChange })
    .from(mirrorAccounts)
    .where(sql`${mirrorAccounts.accountId} = any(${sql.placeholder('accountIds')})`)
    .prepare('last_changes');
  const last = together(async (accountIds: readonly number[]) => {
    const rows = await lasts.execute({ accountIds });
    return new Map(rows.map((row) => [row.accountId, row.last]));
  });
  const after = together(async (places: readonly string[]) => {
    const read = async (place: string) => {
      const [accountId = 0, number = 0] = place.split('/').map(Number);
      return [place, await changesAfter(db, accountId, number, batch)] as const;
    };
    return new Map(await Promise.all(places.map(read)));
  });
  return {
    last: async (accountId) => (await last(accountId)) ?? 0,
    after: async (accountId, number) =>
      (await after(`${String(accountId)}/${String(number)}`)) ?? [],
  };
}

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
