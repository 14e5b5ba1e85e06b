import type { LeadWithContacts } from '@foryou-crm/amocrm';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { AccountTx, Change } from '../account-lock.ts';
import { mirrorLeadContacts, mirrorLeads } from '../tables.ts';
import { cardRowOf, replacing, weigh, type Read, type Times } from './card-row.ts';
import { scopeOf } from './lead-scopes.ts';
import { awaitEvents } from './save-events.ts';
import { isSameStage, settleStages, stageSinceOf, type Moved } from './stage-since.ts';

type LeadRow = typeof mirrorLeads.$inferSelect;

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
  const moved: Moved[] = [];
  let isInHistory = false;
  const relinked: LeadWithContacts[] = [];
  for (const lead of items) {
    const before = known.get(lead.id);
    const { row, isNews, isBelieved } = weigh(
      leadRowOf({ accountId, importNumber, lead, times, before }),
      before,
    );
    rows.push(row);
    if (!isBelieved) continue;
    if (!before || !isSameStage(row, before)) {
      moved.push({ id: lead.id, after: before?.updatedAt ?? null });
    }
    isInHistory ||= isTold(row, before);
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
  await settleStages(account, moved);
  if (isInHistory) await awaitEvents(account, times.savedAt);
  account.changed(changes);
  return changes.flatMap(({ leadId }) => leadId ?? []);
}

/** Whether amoCRM's history has something new to say of a lead. */
const isTold = (row: LeadRow, before: LeadRow | undefined): boolean =>
  !before ||
  !isSameStage(row, before) ||
  row.price !== before.price ||
  row.responsibleUserId !== before.responsibleUserId;

interface ToldLead {
  accountId: number;
  importNumber: number;
  lead: LeadWithContacts;
  times: Times;
  before: LeadRow | undefined;
}

function leadRowOf({ accountId, importNumber, lead, times, before }: ToldLead): LeadRow {
  const card = cardRowOf(accountId, importNumber, lead, times);
  const stage = { pipelineId: lead.pipelineId, stageId: lead.statusId };
  const closedAt = lead.closedAt === null ? null : new Date(lead.closedAt * 1000);
  return {
    ...card,
    ...stage,
    stageSince: stageSinceOf({ ...card, ...stage, closedAt }, before),
    price: lead.price,
    lossReasonId: lead.lossReasonId,
    companyId: lead.companyIds[0] ?? null,
    mainContactId: (lead.contacts.find(({ isMain }) => isMain) ?? lead.contacts[0])?.id ?? null,
    closedAt,
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
