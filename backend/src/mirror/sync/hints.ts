import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import type { CardKind } from '../rows/save-notes.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorHooks,
  mirrorLeadContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorTasks,
} from '../tables.ts';

/*
 * Things to be read again, from whatever told it: they stand in line with the webhooks, and like those
 * they are hints, never facts.
 */

export type HintedEntity = 'lead' | 'contact' | 'company' | 'task';

export type Hint = { entityId: number; action: string } & (
  { entity: HintedEntity } | { entity: 'note'; card: CardKind }
);

/** The action of a hint that amoCRM itself has given: it deleted this. */
export const toldDeleted = 'told_deleted';

export async function addHints(
  { tx, accountId }: AccountTx,
  hints: readonly Hint[],
): Promise<void> {
  if (hints.length === 0) return;
  const receivedAt = sql<Date>`clock_timestamp()`;
  await tx.insert(mirrorHooks).values(hints.map((hint) => ({ accountId, receivedAt, ...hint })));
}

/** Reads these again, because something else says that they have changed. */
export const addFollowUps = (
  account: AccountTx,
  entity: HintedEntity,
  ids: readonly number[],
): Promise<void> =>
  addHints(
    account,
    [...new Set(ids)].map((entityId) => ({ entity, entityId, action: 'follow_up' })),
  );

/** The contacts and companies of these leads that the mirror does not have. */
export async function addMissingCards(
  account: AccountTx,
  leadIds: readonly number[],
): Promise<void> {
  if (leadIds.length === 0) return;
  const { tx, accountId } = account;
  const contacts = await tx
    .select({ id: mirrorLeadContacts.contactId })
    .from(mirrorLeadContacts)
    .leftJoin(
      mirrorContacts,
      and(
        eq(mirrorContacts.accountId, mirrorLeadContacts.accountId),
        eq(mirrorContacts.id, mirrorLeadContacts.contactId),
        isNull(mirrorContacts.deletedAt),
      ),
    )
    .where(
      and(
        eq(mirrorLeadContacts.accountId, accountId),
        inArray(mirrorLeadContacts.leadId, [...leadIds]),
        isNull(mirrorContacts.id),
      ),
    );
  const companies = await tx
    .select({ id: mirrorLeads.companyId })
    .from(mirrorLeads)
    .leftJoin(
      mirrorCompanies,
      and(
        eq(mirrorCompanies.accountId, mirrorLeads.accountId),
        eq(mirrorCompanies.id, mirrorLeads.companyId),
        isNull(mirrorCompanies.deletedAt),
      ),
    )
    .where(
      and(
        eq(mirrorLeads.accountId, accountId),
        inArray(mirrorLeads.id, [...leadIds]),
        isNull(mirrorCompanies.id),
      ),
    );
  await addFollowUps(
    account,
    'contact',
    contacts.map(({ id }) => id),
  );
  await addFollowUps(
    account,
    'company',
    companies.flatMap(({ id }) => id ?? []),
  );
}

/** How many of a card's tasks and notes are read again with it. */
const mostBelongings = 1000;

/** The tasks and notes of cards that are gone: where a card was merged into another, they have moved. */
export async function addBelongings(
  account: AccountTx,
  card: CardKind,
  ids: readonly number[],
): Promise<void> {
  if (ids.length === 0) return;
  const { tx, accountId } = account;
  const [tasks, notes] = [
    await tx
      .select({ id: mirrorTasks.id })
      .from(mirrorTasks)
      .where(
        and(
          eq(mirrorTasks.accountId, accountId),
          eq(mirrorTasks.entityType, card),
          inArray(mirrorTasks.entityId, [...ids]),
          eq(mirrorTasks.isCompleted, false),
        ),
      )
      .limit(mostBelongings),
    await tx
      .select({ id: mirrorNotes.id })
      .from(mirrorNotes)
      .where(
        and(
          eq(mirrorNotes.accountId, accountId),
          eq(mirrorNotes.entityType, card),
          inArray(mirrorNotes.entityId, [...ids]),
        ),
      )
      .orderBy(desc(mirrorNotes.createdAt))
      .limit(mostBelongings),
  ];
  await addFollowUps(
    account,
    'task',
    tasks.map(({ id }) => id),
  );
  await addHints(
    account,
    notes.map(({ id }) => ({ entity: 'note', entityId: id, action: 'follow_up', card })),
  );
}

/** What of two lists is in one of them only. */
function difference(some: readonly number[], others: readonly number[]): number[] {
  const [a, b] = [new Set(some), new Set(others)];
  return [...some.filter((id) => !b.has(id)), ...others.filter((id) => !a.has(id))];
}

/** The leads whose link to a contact is not as the contact says; a contact that is gone has none. */
export async function addLeadsOfContacts(
  account: AccountTx,
  contacts: readonly { id: number; leadIds: readonly number[] | null }[],
): Promise<void> {
  const said = contacts.flatMap(({ id, leadIds }) => (leadIds ? [{ id, leadIds }] : []));
  if (said.length === 0) return;
  const { tx, accountId } = account;
  const links = await tx
    .select({ contactId: mirrorLeadContacts.contactId, leadId: mirrorLeadContacts.leadId })
    .from(mirrorLeadContacts)
    .innerJoin(
      mirrorLeads,
      and(
        eq(mirrorLeads.accountId, mirrorLeadContacts.accountId),
        eq(mirrorLeads.id, mirrorLeadContacts.leadId),
        isNull(mirrorLeads.deletedAt),
      ),
    )
    .where(
      and(
        eq(mirrorLeadContacts.accountId, accountId),
        inArray(
          mirrorLeadContacts.contactId,
          said.map(({ id }) => id),
        ),
      ),
    );
  const leads = said.flatMap(({ id, leadIds }) =>
    difference(
      leadIds,
      links.filter(({ contactId }) => contactId === id).map(({ leadId }) => leadId),
    ),
  );
  await addFollowUps(account, 'lead', leads);
}

/** The same for the leads and contacts of companies. */
export async function addCardsOfCompanies(
  account: AccountTx,
  companies: readonly {
    id: number;
    leadIds: readonly number[] | null;
    contactIds: readonly number[] | null;
  }[],
): Promise<void> {
  for (const { id, leadIds, contactIds } of companies) {
    if (leadIds) {
      const known = await ofCompany(account, mirrorLeads, id);
      await addFollowUps(account, 'lead', difference(leadIds, known));
    }
    if (contactIds) {
      const known = await ofCompany(account, mirrorContacts, id);
      await addFollowUps(account, 'contact', difference(contactIds, known));
    }
  }
}

async function ofCompany(
  { tx, accountId }: AccountTx,
  table: typeof mirrorLeads | typeof mirrorContacts,
  companyId: number,
): Promise<number[]> {
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(
      and(eq(table.accountId, accountId), eq(table.companyId, companyId), isNull(table.deletedAt)),
    );
  return rows.map(({ id }) => id);
}
