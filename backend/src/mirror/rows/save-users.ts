import type { User } from '@foryou-crm/amocrm';
import { and, eq, notInArray, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { AccountTx } from '../account-lock.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeads,
  mirrorTasks,
  mirrorUsers,
} from '../tables.ts';
import { replacing, type Read } from './card-row.ts';

type UserRow = typeof mirrorUsers.$inferSelect;

/**
 * The account's amoCRM users, whole: who is not among them is no user any more. Cards carry the group
 * of who is responsible for them, and follow him when he changes groups.
 */
export async function saveUsers(account: AccountTx, { items, askedAt }: Read<User>): Promise<void> {
  if (items.length === 0) return;
  const { tx, accountId } = account;
  const known = new Map(
    (await tx.select().from(mirrorUsers).where(eq(mirrorUsers.accountId, accountId))).map((row) => [
      row.id,
      row,
    ]),
  );
  if ([...known.values()].some(({ readAt }) => readAt > askedAt)) return;
  const rows = items.map((user) => userRowOf(accountId, user, askedAt));
  await tx
    .insert(mirrorUsers)
    .values(rows)
    .onConflictDoUpdate({
      target: [mirrorUsers.accountId, mirrorUsers.id],
      set: replacing(mirrorUsers),
    });
  const ids = rows.map(({ id }) => id);
  await tx
    .delete(mirrorUsers)
    .where(and(eq(mirrorUsers.accountId, accountId), notInArray(mirrorUsers.id, ids)));
  for (const { id, groupId } of rows) {
    const before = known.get(id);
    if (before && before.groupId !== groupId) await moveCards(account, id, groupId ?? 0);
  }
  const isSame =
    rows.length === known.size &&
    rows.every((row) => {
      const before = known.get(row.id);
      return before !== undefined && isDeepStrictEqual({ ...row, readAt: before.readAt }, before);
    });
  if (!isSame) account.changed([{ entity: 'users' }]);
}

function userRowOf(accountId: number, user: User, readAt: Date): UserRow {
  return {
    accountId,
    id: user.id,
    name: user.name,
    isAdmin: user.isAdmin,
    isActive: user.isActive,
    isFree: user.isFree,
    groupId: user.groupId,
    rights: user.rights,
    readAt,
  };
}

async function moveCards(
  { tx, accountId }: AccountTx,
  userId: number,
  groupId: number,
): Promise<void> {
  for (const table of [mirrorLeads, mirrorContacts, mirrorCompanies, mirrorTasks]) {
    const isHis = and(eq(table.accountId, accountId), eq(table.responsibleUserId, userId));
    await tx
      .update(table)
      .set({ groupId })
      .where(and(isHis, sql`${table.groupId} <> ${groupId}`));
  }
}
