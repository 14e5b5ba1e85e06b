import type { Contact, LeadWithContacts, Page, Task } from '@foryou-crm/amocrm';
import type { Lead, LeadsPage, LeadsQuery } from '@foryou-crm/contract/leads';
import type { AccountApi } from '../amo-crm/account-api.ts';
import { readCursor, writeCursor, type Place } from './lead-cursor.ts';
import { isForbidden } from './user-names.ts';

/** The most amoCRM gives at once. */
const amoPage = 250;
/** How many of amoCRM's pages one answer may cost where amoCRM cannot filter for us. */
const pagesBound = 4;

interface Asked {
  account: AccountApi;
  query: LeadsQuery;
  /** Whether amoCRM filters leads for this account: the vendor switches that on. */
  filters: boolean;
  namesOfUsers: (account: AccountApi) => Promise<ReadonlyMap<number, string>>;
}

/** One page of the caller's leads, newest first, read from amoCRM with the caller's own rights. */
export async function listLeads(asked: Asked): Promise<LeadsPage> {
  const { account, query } = asked;
  const { leads, next } = await readLeads(asked);
  const ids = leads.map(({ id }) => id);
  const contactIds = leads.flatMap((lead) => mainContact(lead) ?? []);
  const [users, contacts, tasks] = await Promise.all([
    asked.namesOfUsers(account),
    namesOfContacts(account, [...new Set(contactIds)]),
    nextTasks(account, ids),
  ]);
  return {
    data: leads.map((lead) => leadOf(lead, { users, contacts, tasks })),
    nextCursor: next && writeCursor(next, questionOf(account, query, asked.filters)),
    total: null,
  };
}

/** A cursor of another user, account, filter or page size is foreign. */
const questionOf = (account: AccountApi, query: LeadsQuery, filters: boolean) => [
  account.connectionId,
  query.pipelineId ?? null,
  query.stageId ?? null,
  query.limit,
  filters,
];

/**
 * Leads that match. amoCRM is asked to filter, and its answer is filtered again: an account without
 * that feature ignores the filter and sends everything.
 */
async function readLeads({ account, query, filters }: Asked) {
  const wanted = query.pipelineId !== undefined || query.stageId !== undefined;
  const size = wanted && !filters ? amoPage : query.limit;
  const start = readCursor(query.cursor, questionOf(account, query, filters));
  const leads: LeadWithContacts[] = [];
  let place: Place | null = start;
  for (let pages = 0; place && pages < pagesBound && leads.length < query.limit; pages++) {
    const page: Page<LeadWithContacts> = await account.api.leads.list({
      with: ['contacts'],
      order: { by: 'created_at', direction: 'desc' },
      limit: size,
      page: place.page,
      ...filterOf(query),
    });
    let at: number = place.skip;
    for (; at < page.items.length && leads.length < query.limit; at++) {
      const lead = page.items[at];
      if (lead && matches(lead, query)) leads.push(lead);
    }
    const isRead = at >= page.items.length;
    const number: number = place.page;
    if (!isRead) place = { page: number, skip: at };
    else place = page.next === null ? null : { page: number + 1, skip: 0 };
  }
  return { leads, next: place };
}

function filterOf({ pipelineId, stageId }: LeadsQuery) {
  if (pipelineId === undefined) return {};
  if (stageId === undefined) return { filter: { pipelineId } };
  return { filter: { statuses: [{ pipelineId, statusId: stageId }] } };
}

const matches = (lead: LeadWithContacts, { pipelineId, stageId }: LeadsQuery) =>
  !lead.isDeleted &&
  (pipelineId === undefined || lead.pipelineId === pipelineId) &&
  (stageId === undefined || lead.statusId === stageId);

const mainContact = ({ contacts }: LeadWithContacts): number | null =>
  (contacts.find(({ isMain }) => isMain) ?? contacts[0])?.id ?? null;

/** By one call. A contact the user may not see has no name here. */
async function namesOfContacts({ api }: AccountApi, ids: number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const contacts = await allowed<Contact>(
    api.contacts.list({ filter: { id: ids }, limit: amoPage }),
  );
  return new Map(contacts.map(({ id, name }) => [id, name]));
}

/** The earliest open task of each lead, by one call. */
async function nextTasks({ api }: AccountApi, ids: number[]): Promise<Map<number, Task>> {
  if (ids.length === 0) return new Map();
  const tasks = await allowed<Task>(
    api.tasks.list({
      filter: { entityType: 'leads', entityId: ids, isCompleted: false },
      order: { by: 'complete_till', direction: 'asc' },
      limit: amoPage,
    }),
  );
  const first = new Map<number, Task>();
  for (const task of tasks) {
    const { entityId, entityType, isCompleted } = task;
    if (entityId === null || entityType !== 'leads' || isCompleted) continue;
    const known = first.get(entityId);
    if (!known || task.completeTill < known.completeTill) first.set(entityId, task);
  }
  return first;
}

/** Nothing, where the user's rights do not reach. */
const allowed = async <T>(page: Promise<Page<T>>): Promise<T[]> => {
  try {
    return (await page).items;
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
};

const instant = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();

interface Around {
  users: ReadonlyMap<number, string>;
  contacts: ReadonlyMap<number, string>;
  tasks: ReadonlyMap<number, Task>;
}

function leadOf(lead: LeadWithContacts, { users, contacts, tasks }: Around): Lead {
  const contactId = mainContact(lead);
  const { responsibleUserId } = lead;
  return {
    id: lead.id,
    name: lead.name,
    price: lead.price,
    pipelineId: lead.pipelineId,
    stageId: lead.statusId,
    // amoCRM's leads do not say; the mirror will.
    stageSince: null,
    responsibleUser: { id: responsibleUserId, name: users.get(responsibleUserId) ?? null },
    contact: contactId === null ? null : { id: contactId, name: contacts.get(contactId) ?? null },
    tags: lead.tags.map(({ id, name }) => ({ id, name })),
    nextTask: nextTaskOf(lead, tasks.get(lead.id)),
    createdAt: instant(lead.createdAt),
    updatedAt: instant(lead.updatedAt),
    closedAt: lead.closedAt === null ? null : instant(lead.closedAt),
  };
}

function nextTaskOf(lead: LeadWithContacts, task: Task | undefined): Lead['nextTask'] {
  if (task) return { at: instant(task.completeTill), text: task.text };
  // The lead knows when, although the task itself is not the user's to see.
  return lead.closestTaskAt === null ? null : { at: instant(lead.closestTaskAt), text: null };
}
