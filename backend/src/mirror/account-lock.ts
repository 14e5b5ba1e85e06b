import { eq, sql } from 'drizzle-orm';
import { transaction, type Database, type Session } from '../database/open.ts';
import { mirrorAccounts, mirrorChanges } from './tables.ts';

export type Change = Omit<typeof mirrorChanges.$inferInsert, 'accountId' | 'number' | 'at'>;

/** Where a transaction that writes to one account's mirror says what it changed. */
export interface AccountTx {
  tx: Session;
  accountId: number;
  /** The number of the import that is running, or ran last. */
  importNumber: number;
  /** Tells the live events, in the order of the calls. */
  changed(changes: readonly Change[]): void;
}

/** The channel on which backends tell each other that an account has new changes; its payload is the account's id. */
export const changesChannel = 'mirror_changes';

/**
 * Does `work` in one transaction, alone among all who write to this account's mirror. Changes get
 * their numbers at the end, while the account's row is locked, so numbers are in the order of the
 * commits; a listener hears of them after the commit.
 * Resolves to null when the account has no mirror (any more).
 */
export async function withAccount<T>(
  db: Database,
  accountId: number,
  work: (account: AccountTx) => Promise<T>,
): Promise<T | null> {
  return transaction(db, async (tx) => {
    const [row] = await tx
      .select({ last: mirrorAccounts.lastChange, importNumber: mirrorAccounts.importNumber })
      .from(mirrorAccounts)
      .where(eq(mirrorAccounts.accountId, accountId))
      .for('update');
    if (!row) return null;
    const changes: Change[] = [];
    const result = await work({
      tx,
      accountId,
      importNumber: row.importNumber,
      changed: (more) => void changes.push(...more),
    });
    if (changes.length > 0) await tellChanges(tx, accountId, row.last, changes);
    return result;
  });
}

async function tellChanges(
  tx: Session,
  accountId: number,
  last: number,
  changes: readonly Change[],
): Promise<void> {
  const at = sql<Date>`clock_timestamp()`;
  await tx
    .insert(mirrorChanges)
    .values(
      changes.map((change, index) => ({ ...change, accountId, number: last + index + 1, at })),
    );
  await tx
    .update(mirrorAccounts)
    .set({ lastChange: last + changes.length })
    .where(eq(mirrorAccounts.accountId, accountId));
  await tx.execute(sql`select pg_notify(${changesChannel}, ${String(accountId)})`);
}
