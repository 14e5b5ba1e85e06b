import { describeChange } from '../events/describe-change.ts';
import { appendEvent } from '../events/write-events.ts';
import type { Change, NewEvent } from '../store/changes.ts';
import type { Account, Lead } from '../store/model.ts';
import { leadNotes } from './notes.ts';
import type { Plan } from './plan.ts';
import { isClosed } from './plan.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { seedUnsorted } from './unsorted.ts';

/**
 * What happened to a seeded account before its first day here: the notes under its leads, the history
 * of its cards and tasks, and where its incoming leads came from. It draws on chances of its own, so
 * that the cards stay what they are without it.
 * @param today - start of the account's day, Unix seconds.
 */
export function seedHistory({ seed, account, firstIds }: Plan, today: number): void {
  const random = createRandom(seed + 1);
  seedUnsorted(random, account);
  const incoming = new Set([...account.unsorted.values()].map(({ leadId }) => leadId));
  let noteId = firstIds.lead * 5;
  for (const lead of account.leads.values()) {
    // Nobody has worked on those yet.
    if (incoming.has(lead.id)) continue;
    const contact = account.contacts.get(lead.contactIds[0] ?? 0);
    for (const note of leadNotes(random, lead, contact, () => (noteId += 2))) {
      account.notes.set(note.id, note);
    }
  }
  const told = moments(random, account, today).sort((a, b) => a.at - b.at);
  for (const { at, by, event } of told) appendEvent(account, event, by, at);
}

interface Moment {
  readonly at: number;
  readonly by: number;
  readonly event: NewEvent;
}

function moments(random: Random, account: Account, today: number): Moment[] {
  const told: Moment[] = [];
  const tell = (at: number, by: number, change: Change) => {
    for (const event of describeChange(change, told.length)) told.push({ at, by, event });
  };
  for (const company of account.companies.values()) {
    tell(company.createdAt, company.createdBy, { entity: 'company', before: null, after: company });
  }
  for (const contact of account.contacts.values()) {
    tell(contact.createdAt, contact.createdBy, { entity: 'contact', before: null, after: contact });
  }
  for (const lead of account.leads.values()) {
    let before: Lead | null = null;
    for (const { at, row } of steps(random, account, lead)) {
      const by = before === null ? lead.createdBy : lead.responsibleUserId;
      tell(at, by, { entity: 'lead', before, after: row });
      before = row;
    }
  }
  for (const task of account.tasks.values()) {
    const open = { ...task, isCompleted: false, result: null };
    tell(task.createdAt, task.createdBy, { entity: 'task', before: null, after: open });
    if (task.isCompleted) {
      const at = Math.max(task.createdAt, Math.min(task.completeTill, today - 60));
      tell(at, task.updatedBy, { entity: 'task', before: open, after: task });
    }
  }
  for (const note of account.notes.values()) {
    tell(note.createdAt, note.createdBy, { entity: 'note', before: null, after: note });
  }
  return told;
}

/** How a lead came to where it is: from the first stage, or the incoming one, through some others. */
function steps(random: Random, account: Account, lead: Lead): { at: number; row: Lead }[] {
  const path = [...stagesBefore(random, account, lead), lead.statusId];
  const length = lead.updatedAt - lead.createdAt;
  return path.map((statusId, place) => {
    const isLast = place === path.length - 1;
    // What came last is what the lead's own time tells of.
    const share = isLast && path.length > 1 ? 1 : place / path.length;
    const row = isLast ? lead : { ...lead, statusId, lossReasonId: null, closedAt: null };
    return { at: lead.createdAt + Math.floor(length * share), row };
  });
}

function stagesBefore(random: Random, account: Account, lead: Lead): number[] {
  const statuses = account.pipelines.find(({ id }) => id === lead.pipelineId)?.statuses ?? [];
  const incoming = statuses.find(({ type }) => type === 1)?.id;
  if (incoming === undefined || lead.statusId === incoming) return [];
  const own = statuses.filter(({ id }) => id !== incoming && !isClosed(id)).map(({ id }) => id);
  const reached = isClosed(lead.statusId)
    ? random.whole(1, own.length)
    : own.indexOf(lead.statusId);
  const passed = own.slice(0, reached).filter((_, place) => place === 0 || random.chance(0.85));
  // Nobody's leads came in by themselves.
  return lead.createdBy === 0 ? [incoming, ...passed] : passed;
}
