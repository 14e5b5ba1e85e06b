import { isIncoming } from '../api/cards/stages.ts';
import { canSeeLead } from '../api/rights.ts';
import type { Viewer } from '../api/rights.ts';
import { fieldTexts } from '../api/shared.ts';
import type { Account, Contact, Lead, Pipeline, Status, Task, Unsorted } from '../store/model.ts';

/** One stage with the leads that stand in it. */
export interface Column {
  readonly status: Status;
  readonly isIncoming: boolean;
  readonly count: number;
  readonly sum: number;
  /** The last that changed first; never more than was asked for. */
  readonly shown: readonly Lead[];
}

export interface BoardQuery {
  /** Lower case; empty for all. */
  readonly text: string;
  /** How many cards a stage shows. */
  readonly size: (statusId: number) => number;
}

/** One walk over the leads, whatever the board shows: 100,000 of them must not be felt. */
export function columnsOf(
  account: Account,
  viewer: Viewer,
  pipeline: Pipeline,
  { text, size }: BoardQuery,
): Column[] {
  const statuses = [...pipeline.statuses]
    .filter((status) => !isIncoming(status) || pipeline.isUnsortedOn)
    .sort((a, b) => a.sort - b.sort);
  const piles = new Map(statuses.map(({ id }) => [id, createPile(size(id))]));
  const isSought = text === '' ? () => true : seeker(account, text);
  for (const lead of account.leads.values()) {
    if (lead.isDeleted || lead.pipelineId !== pipeline.id) continue;
    if (!canSeeLead(viewer, account, lead)) continue;
    if (!isSought(lead)) continue;
    piles.get(lead.statusId)?.add(lead);
  }
  return statuses.flatMap((status) => {
    const pile = piles.get(status.id);
    return pile === undefined ? [] : [{ status, isIncoming: isIncoming(status), ...pile.told() }];
  });
}

interface Pile {
  add(lead: Lead): void;
  told(): Pick<Column, 'count' | 'sum' | 'shown'>;
}

/** Counts all and keeps the newest few: cut whenever it holds twice as many. */
function createPile(size: number): Pile {
  let count = 0;
  let sum = 0;
  let newest: Lead[] = [];
  const cut = () => newest.sort((a, b) => b.updatedAt - a.updatedAt || b.id - a.id).slice(0, size);
  return {
    add(lead) {
      count += 1;
      sum += lead.price;
      newest.push(lead);
      if (newest.length > 2 * size) newest = cut();
    },
    told: () => ({ count, sum, shown: cut() }),
  };
}

/** Number, name, tags, people with their phones and mails. A person is looked at once. */
function seeker(account: Account, text: string): (lead: Lead) => boolean {
  const digits = /^[\d\s()+-]{4,}$/.test(text) ? text.replaceAll(/\D/g, '') : '';
  const people = new Map<number, boolean>();
  const has = (words: string) => words.toLowerCase().includes(text);
  const isPerson = (id: number) => {
    const contact = account.contacts.get(id);
    if (contact === undefined || contact.isDeleted) return false;
    return [contact.name, ...fieldTexts(contact.fields)].some(
      (words) => has(words) || (digits !== '' && words.replaceAll(/\D/g, '').includes(digits)),
    );
  };
  const isFoundPerson = (id: number) => {
    const known = people.get(id) ?? isPerson(id);
    people.set(id, known);
    return known;
  };
  return (lead) =>
    String(lead.id) === text ||
    has(lead.name) ||
    lead.tags.some(({ name }) => has(name)) ||
    lead.contactIds.some(isFoundPerson);
}

/** The main contact of a lead, if it is there. */
export function mainContact(account: Account, lead: Lead): Contact | undefined {
  for (const id of lead.contactIds) {
    const contact = account.contacts.get(id);
    if (contact?.isDeleted === false) return contact;
  }
  return undefined;
}

/** The next open task of every lead, in one walk. */
export function nextTasks(account: Account): ReadonlyMap<number, Task> {
  const next = new Map<number, Task>();
  for (const task of account.tasks.values()) {
    if (task.isCompleted || task.entityType !== 'leads' || task.entityId === null) continue;
    const known = next.get(task.entityId);
    if (known === undefined || task.completeTill < known.completeTill)
      next.set(task.entityId, task);
  }
  return next;
}

/** What waits to be accepted or declined, by its lead. */
export function waitingByLead(account: Account): ReadonlyMap<number, Unsorted> {
  const waiting = new Map<number, Unsorted>();
  for (const row of account.unsorted.values()) {
    if (row.state === 'waiting') waiting.set(row.leadId, row);
  }
  return waiting;
}
