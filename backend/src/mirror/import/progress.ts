import { eq } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { mirrorAccounts as accounts } from '../tables.ts';

/** How an account's mirror stands, as people may know it. */
export interface MirrorProgress {
  /** Read for the first time, or anew for an administrator; the board can be used all the same. */
  isImporting: boolean;
  step: (typeof accounts.$inferSelect)['importStep'];
  importedRows: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** `full`: all of the account; `seen`: what the connected brokers may see. */
  coverage: 'full' | 'seen';
  lastSyncAt: Date | null;
  /** Why it stands still, in the contract's words. */
  trouble: { reason: string; since: Date } | null;
}

/** Null: the account has no mirror yet. */
export async function readProgress(
  db: Database,
  accountId: number,
): Promise<MirrorProgress | null> {
  const [row] = await db.select().from(accounts).where(eq(accounts.accountId, accountId));
  if (!row) return null;
  const { trouble, troubleSince } = row;
  return {
    isImporting: row.importFinishedAt === null,
    step: row.importStep,
    importedRows: row.importedRows,
    startedAt: row.importStartedAt,
    finishedAt: row.importFinishedAt,
    coverage: row.coverage,
    lastSyncAt: row.lastSyncAt,
    trouble:
      trouble !== null && troubleSince !== null ? { reason: trouble, since: troubleSince } : null,
  };
}
