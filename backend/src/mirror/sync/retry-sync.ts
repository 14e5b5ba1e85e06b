import { and, eq, sql } from 'drizzle-orm';
import { recordAudit, type Actor } from '../../amo-crm/audit.ts';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { amoCrmAccounts, amoCrmTokens } from '../../database/schema.ts';
import { apiError } from '../../http/problem.ts';
import { withAccount, type AccountTx } from '../account-lock.ts';
import { mirrorAccounts as accounts, mirrorReaders } from '../tables.ts';
import { noteIn } from './work.ts';

/**
 * Has an account taken at the next turn, whatever it failed of: its structure, its changes and its
 * webhooks are due at once, and with `full` everything is read once more. Only due times are set, so
 * that a turn under way is not disturbed; repeating it changes nothing more.
 * @throws {ApiError} `not_found` for an account that nobody has connected, `conflict`
 * (`nobody_connected`) where no connection works
 */
export async function retrySync(
  { db, clock }: { db: Database; clock: Clock },
  { accountId, full, actor }: { accountId: number; full: boolean; actor: Actor },
): Promise<void> {
  const connected = and(eq(amoCrmTokens.accountId, accountId), eq(amoCrmTokens.state, 'connected'));
  if ((await db.$count(amoCrmTokens, connected)) === 0) {
    const known = await db.$count(amoCrmAccounts, eq(amoCrmAccounts.accountId, accountId));
    if (known === 0) throw apiError.notFound('There is no such account.');
    throw apiError.conflictOf('nobody_connected', 'No connection of the account works.');
  }
  // Connected a moment ago, and not discovered yet.
  await db.insert(accounts).values({ accountId, coverage: 'seen' }).onConflictDoNothing();
  await withAccount(db, accountId, async (account) => {
    await makeDue(account, full);
    const details = { kind: 'sync_retried', full } as const;
    await recordAudit(account.tx, clock, { accountId, actor, details });
  });
}

async function makeDue({ tx, accountId, changed }: AccountTx, full: boolean): Promise<void> {
  const [before] = await tx
    .select({ trouble: accounts.trouble })
    .from(accounts)
    .where(eq(accounts.accountId, accountId));
  await noteIn(tx, accountId, {
    ...{ failures: 0, restUntil: null, trouble: null, troubleSince: null },
    ...{ structureDueAt: null, deltaDueAt: null, hookDueAt: null },
    ...(full && { sweepDueAt: null }),
  });
  // Where nobody sees all of it, the next look at the readers begins an import for each of them.
  if (full) {
    await tx
      .update(mirrorReaders)
      .set({ importedAt: null })
      .where(
        and(
          eq(mirrorReaders.accountId, accountId),
          sql`exists (select from ${accounts} where ${accounts.accountId} = ${accountId}
            and ${accounts.coverage} = 'seen')`,
        ),
      );
  }
  if ((before?.trouble ?? null) !== null) changed([{ entity: 'sync' }]);
}
