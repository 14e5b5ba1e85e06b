import type { LeadWithContacts } from '@foryou-crm/amocrm';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { AccountTx, Change } from '../account-lock.ts';
import { mirrorLeadContacts, mirrorLeads, type LeadScope } from '../tables.ts';
import { cardRowOf, replacing, weigh, type Read, type Times } from './card-row.ts';

type LeadRow = typeof mirrorLeads.$inferSelect;

/** What rights look at in a lead; null when there is none, or it is in the trash. */
export const scopeOf = (row: LeadRow | undefined): LeadScope | null =>
  row?.deletedAt === null
    ? {
        responsibleUserId: row.responsibleUserId,
        groupId: row.groupId,
        pipelineId: row.pipelineId,
        stageId: row.stageId,
      }
    : null;

/**
 * Leads as amoCRM tells them, with their contacts. An answer older than what is known changes
 * nothing; what is the same is only noted as seen. Tells a change for each lead that differs, and
 * answers their ids.
 */
export async function saveLeads(
  account: AccountTx,
  { items, ...times }: Read<LeadWithContacts>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const { tx, accountId, importNumber } = account;
  const ids = items.map(({ id }) => id);
  const ofThese = and(eq(mirrorLeads.accountId, accountId), inArray(mirrorLeads.id, ids));
  const known = new Map(
    (await tx.select().from(mirrorLeads).where(ofThese)).map((row) => [row.id, row]),
  );
  const linked = await contactsOf(account, ids);
  const changes: Change[] = [];
  const rows: LeadRow[] = [];
  const relinked: LeadWithContacts[] = [];
  for (const lead of items) {
    const before = known.get(lead.id);
    const { row, isNews, isBelieved } = weigh(
      leadRowOf(accountId, importNumber, lead, times),
      before,
    );
    rows.push(row);
    if (!isBelieved) continue;
    const hasOtherContacts = !isDeepStrictEqual(linksOf(lead), linked.get(lead.id) ?? []);
    if (hasOtherContacts) relinked.push(lead);
    if (!isNews && !hasOtherContacts) continue;
    changes.push({
      entity: 'lead',
      entityId: lead.id,
      leadId: lead.id,
      before: scopeOf(before),
      after: scopeOf(row),
    });
  }
  await tx
    .insert(mirrorLeads)
    .values(rows)
    .onConflictDoUpdate({
      target: [mirrorLeads.accountId, mirrorLeads.id],
      set: replacing(mirrorLeads),
    });
  await relink(account, relinked);
  account.changed(changes);
  return changes.flatMap(({ leadId }) => leadId ?? []);
}

function leadRowOf(
  accountId: number,
  importNumber: number,
  lead: LeadWithContacts,
  times: Times,
): LeadRow {
  return {
    ...cardRowOf(accountId, importNumber, lead, times),
    price: lead.price,
    pipelineId: lead.pipelineId,
    stageId: lead.statusId,
    lossReasonId: lead.lossReasonId,
    companyId: lead.companyIds[0] ?? null,
    mainContactId: (lead.contacts.find(({ isMain }) => isMain) ?? lead.contacts[0])?.id ?? null,
    closedAt: lead.closedAt === null ? null : new Date(lead.closedAt * 1000),
    closestTaskAt: lead.closestTaskAt === null ? null : new Date(lead.closestTaskAt * 1000),
  };
}

interface Link {
  contactId: number;
  isMain: boolean;
}

const linksOf = ({ contacts }: LeadWithContacts): Link[] =>
  contacts.map(({ id, isMain }) => ({ contactId: id, isMain })).sort(byContact);
const byContact = (a: Link, b: Link) => a.contactId - b.contactId;

async function contactsOf(
  { tx, accountId }: AccountTx,
  leadIds: readonly number[],
): Promise<Map<number, Link[]>> {
  const { leadId, contactId, isMain } = mirrorLeadContacts;
  const rows = await tx
    .select({ leadId, contactId, isMain })
    .from(mirrorLeadContacts)
    .where(and(eq(mirrorLeadContacts.accountId, accountId), inArray(leadId, [...leadIds])))
    .orderBy(leadId, contactId);
  const byLead = new Map<number, Link[]>();
  for (const { leadId: lead, ...link } of rows) {
    const links = byLead.get(lead);
    if (links) links.push(link);
    else byLead.set(lead, [link]);
  }
  return byLead;
}

async function relink(
  { tx, accountId }: AccountTx,
  leads: readonly LeadWithContacts[],
): Promise<void> {
  if (leads.length === 0) return;
  const ids = leads.map(({ id }) => id);
  const { leadId, contactId } = mirrorLeadContacts;
  await tx
    .delete(mirrorLeadContacts)
    .where(and(eq(mirrorLeadContacts.accountId, accountId), inArray(leadId, ids)));
  const links = leads.flatMap((lead) =>
    linksOf(lead).map((link) => ({ accountId, leadId: lead.id, ...link })),
  );
  if (links.length === 0) return;
  await tx
    .insert(mirrorLeadContacts)
    .values(links)
    .onConflictDoUpdate({
      target: [mirrorLeadContacts.accountId, leadId, contactId],
      set: { isMain: sql`excluded.is_main` },
    });
}
