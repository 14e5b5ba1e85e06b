import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorTasks,
  mirrorUnsorted,
} from '../tables.ts';
import type { Times } from './card-row.ts';
import { changeOn, leadScopes, scopeOf } from './lead-scopes.ts';
import type { CardKind } from './save-notes.ts';
import { leadOf } from './save-tasks.ts';

/*
 * What amoCRM no longer has. A row that a later question has found stays. Cards keep their row, so
 * that a late answer of an earlier question finds it.
 */

type CardTable = typeof mirrorLeads | typeof mirrorContacts | typeof mirrorCompanies;

/** Those of the cards that are there, and that no later question has found. */
const stillThere = (
  card: CardTable,
  { accountId }: AccountTx,
  ids: readonly number[],
  { askedAt }: Times,
) =>
  and(
    eq(card.accountId, accountId),
    inArray(card.id, [...ids]),
    isNull(card.deletedAt),
    lte(card.askedAt, askedAt),
  );

const gone = ({ askedAt, savedAt }: Times) => ({ deletedAt: savedAt, askedAt, savedAt });

/** Answers which leads are gone now and were there before. */
export async function removeLeads(
  account: AccountTx,
  ids: readonly number[],
  times: Times,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const { tx } = account;
  const there = stillThere(mirrorLeads, account, ids, times);
  const before = await tx.select().from(mirrorLeads).where(there);
  await tx.update(mirrorLeads).set(gone(times)).where(there);
  account.changed(
    before.map((row) => ({
      entity: 'lead',
      entityId: row.id,
      leadId: row.id,
      before: scopeOf(row),
      after: null,
    })),
  );
  return before.map(({ id }) => id);
}

/** See `removeLeads`. */
export async function removeContacts(
  account: AccountTx,
  ids: readonly number[],
  times: Times,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const removed = await account.tx
    .update(mirrorContacts)
    .set(gone(times))
    .where(stillThere(mirrorContacts, account, ids, times))
    .returning({ id: mirrorContacts.id });
  account.changed(removed.map(({ id }) => ({ entity: 'contact', entityId: id })));
  return removed.map(({ id }) => id);
}

/** See `removeLeads`. */
export async function removeCompanies(
  account: AccountTx,
  ids: readonly number[],
  times: Times,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const removed = await account.tx
    .update(mirrorCompanies)
    .set(gone(times))
    .where(stillThere(mirrorCompanies, account, ids, times))
    .returning({ id: mirrorCompanies.id });
  account.changed(removed.map(({ id }) => ({ entity: 'company', entityId: id })));
  return removed.map(({ id }) => id);
}

/** Answers the leads that the removed tasks hung on. */
export async function removeTasks(
  account: AccountTx,
  ids: readonly number[],
  { askedAt }: Times,
): Promise<number[]> {
  if (ids.length === 0) return [];
  const { tx, accountId } = account;
  const removed = await tx
    .delete(mirrorTasks)
    .where(
      and(
        eq(mirrorTasks.accountId, accountId),
        inArray(mirrorTasks.id, [...ids]),
        lte(mirrorTasks.askedAt, askedAt),
      ),
    )
    .returning();
  const leads = removed.map(leadOf);
  const scopes = await leadScopes(account, leads);
  account.changed(removed.map((row) => changeOn('task', row.id, leadOf(row), scopes)));
  return [...new Set(leads.flatMap((id) => id ?? []))];
}

const cards = {
  leads: mirrorLeads,
  contacts: mirrorContacts,
  companies: mirrorCompanies,
} as const;

/** A note whose card is gone stays: it is back when the card is. */
export async function removeNotes(
  account: AccountTx,
  kind: CardKind,
  ids: readonly number[],
  { askedAt }: Times,
): Promise<void> {
  if (ids.length === 0) return;
  const { tx, accountId } = account;
  const card = cards[kind];
  const removed = await tx
    .delete(mirrorNotes)
    .where(
      and(
        eq(mirrorNotes.accountId, accountId),
        eq(mirrorNotes.entityType, kind),
        inArray(mirrorNotes.id, [...ids]),
        lte(mirrorNotes.askedAt, askedAt),
        sql`not exists (select from ${card} where ${card.accountId} = ${accountId}
          and ${card.id} = ${mirrorNotes.entityId} and ${card.deletedAt} is not null)`,
      ),
    )
    .returning();
  const scopes = await leadScopes(account, removed.map(leadOf));
  account.changed(removed.map((row) => changeOn('note', row.id, leadOf(row), scopes)));
}

/** Answers the cards that came with what was removed: amoCRM shows them from now on, or never will. */
export async function removeUnsorted(
  account: AccountTx,
  uids: readonly string[],
  { askedAt }: Times,
): Promise<{ leadIds: number[]; contactIds: number[] }> {
  if (uids.length === 0) return { leadIds: [], contactIds: [] };
  const { tx, accountId } = account;
  const removed = await tx
    .delete(mirrorUnsorted)
    .where(
      and(
        eq(mirrorUnsorted.accountId, accountId),
        inArray(mirrorUnsorted.uid, [...uids]),
        lte(mirrorUnsorted.askedAt, askedAt),
      ),
    )
    .returning();
  const leadIds = removed.flatMap(({ leadId }) => leadId ?? []);
  const scopes = await leadScopes(account, leadIds);
  account.changed(removed.map(({ leadId }) => changeOn('unsorted', null, leadId, scopes)));
  return { leadIds, contactIds: removed.flatMap(({ contactId }) => contactId ?? []) };
}
