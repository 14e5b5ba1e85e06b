import { z } from 'zod';
import type { Account, EventRow, Lead, Note } from '../store/model.ts';
import { money, moment, nameOf } from './format.ts';

/** One line of what happened to a lead. */
export interface Line {
  readonly at: number;
  readonly userId: number;
  readonly what: string;
  /** A person's own words, shown as such. */
  readonly text: string | null;
  readonly isPinned: boolean;
}

const linesShown = 100;

/** Notes with their words, and the account's events about the lead and its tasks; the newest first. */
export function timelineOf(account: Account, lead: Lead): Line[] {
  const taskIds = new Set<number>();
  for (const task of account.tasks.values()) {
    if (task.entityType === 'leads' && task.entityId === lead.id) taskIds.add(task.id);
  }
  const lines: Line[] = [];
  for (const event of account.events) {
    const isHere =
      event.entityType === 'task'
        ? taskIds.has(event.entityId)
        : event.entityType === 'lead' && event.entityId === lead.id;
    if (isHere && !isToldElsewhere(event)) lines.push(eventLine(account, event));
  }
  for (const note of account.notes.values()) {
    if (note.entityType === 'leads' && note.entityId === lead.id) lines.push(noteLine(note));
  }
  return lines.sort((a, b) => b.at - a.at).slice(0, linesShown);
}

/** A note tells of itself, and a link is told as `entity_linked` as well. */
function isToldElsewhere({ type }: EventRow): boolean {
  return (
    type.endsWith('note_added') ||
    /^(incoming|outgoing)_(call|sms)$/.test(type) ||
    /^(lead|contact|company)_(un)?linked$/.test(type)
  );
}

const textSchema = z.object({ text: z.string() });

function noteLine(note: Note): Line {
  const read = textSchema.safeParse(note.params);
  return {
    at: note.createdAt,
    userId: note.createdBy,
    what: noteWords.get(note.noteType) ?? note.noteType.replaceAll('_', ' '),
    text: read.success ? read.data.text : callText(note),
    isPinned: note.isPinned,
  };
}

const callSchema = z.object({ phone: z.string(), duration: z.number() });

function callText({ params }: Note): string | null {
  const read = callSchema.safeParse(params);
  if (!read.success) return null;
  const { phone, duration } = read.data;
  return `${phone}, ${Math.floor(duration / 60)} min ${duration % 60} s`;
}

const noteWords = new Map([
  ['common', 'wrote a note'],
  ['call_in', 'took a call'],
  ['call_out', 'called'],
  ['sms_in', 'had an SMS'],
  ['sms_out', 'sent an SMS'],
  ['attachment', 'added a file'],
  ['geolocation', 'added a place'],
  ['service_message', 'left a message'],
]);

const valueSchema = z.looseObject({
  lead_status: z.object({ id: z.int(), pipeline_id: z.int() }).optional(),
  responsible_user: z.object({ id: z.int() }).optional(),
  tag: z.object({ name: z.string() }).optional(),
  name_field_value: z.object({ name: z.string() }).optional(),
  sale_field_value: z.object({ sale: z.number() }).optional(),
  custom_field_value: z.object({ field_id: z.int(), text: z.string() }).optional(),
  link: z.object({ entity: z.object({ type: z.string(), id: z.int() }) }).optional(),
  unlink: z.object({ entity: z.object({ type: z.string(), id: z.int() }) }).optional(),
  task: z.object({ text: z.string() }).optional(),
  task_deadline: z.object({ timestamp: z.number() }).optional(),
});

function eventLine(account: Account, event: EventRow): Line {
  const was = said(account, event.valueBefore);
  const is = said(account, event.valueAfter);
  const name = eventWords.get(event.type) ?? event.type.replaceAll('_', ' ');
  const change = was !== '' && is !== '' ? ` from ${was} to ${is}` : `: ${was}${is}`;
  const hasWords = was !== '' || is !== '';
  return {
    at: event.createdAt,
    userId: event.createdBy,
    what: hasWords ? `${name}${change}` : name,
    text: null,
    isPinned: false,
  };
}

function said(account: Account, values: readonly object[]): string {
  return values
    .flatMap((value) => {
      const read = valueSchema.safeParse(value);
      const words = read.success ? wordsOf(account, read.data) : null;
      return words === null ? [] : [words];
    })
    .join(', ');
}

function wordsOf(account: Account, value: z.output<typeof valueSchema>): string | null {
  if (value.lead_status !== undefined) {
    const { id, pipeline_id: pipelineId } = value.lead_status;
    const pipeline = account.pipelines.find((one) => one.id === pipelineId);
    return pipeline?.statuses.find((status) => status.id === id)?.name ?? String(id);
  }
  if (value.responsible_user !== undefined) return nameOf(account, value.responsible_user.id);
  if (value.tag !== undefined) return value.tag.name;
  if (value.name_field_value !== undefined) return value.name_field_value.name;
  if (value.sale_field_value !== undefined) return money(account, value.sale_field_value.sale);
  if (value.custom_field_value !== undefined) {
    const { field_id: id, text } = value.custom_field_value;
    return `${account.customFields.get(id)?.name ?? id} ${text}`;
  }
  const end = value.link ?? value.unlink;
  if (end !== undefined) return cardName(account, end.entity);
  if (value.task !== undefined) return value.task.text;
  if (value.task_deadline !== undefined) return moment(account, value.task_deadline.timestamp);
  return null;
}

function cardName(account: Account, { type, id }: { type: string; id: number }): string {
  const rows = { lead: account.leads, contact: account.contacts, company: account.companies };
  const card =
    type === 'lead' || type === 'contact' || type === 'company' ? rows[type].get(id) : undefined;
  return `${type} ${card?.name ?? id}`;
}

const eventWords = new Map([
  ['lead_added', 'made the lead'],
  ['lead_deleted', 'put the lead into the trash'],
  ['lead_restored', 'took the lead out of the trash'],
  ['lead_status_changed', 'moved the lead'],
  ['name_field_changed', 'changed the name'],
  ['sale_field_changed', 'changed the price'],
  ['entity_responsible_changed', 'changed who is responsible'],
  ['entity_tag_added', 'added tags'],
  ['entity_tag_deleted', 'took tags off'],
  ['custom_field_value_changed', 'changed a field'],
  ['entity_linked', 'linked'],
  ['entity_unlinked', 'unlinked'],
  ['entity_merged', 'merged another card into this one'],
  ['task_added', 'added a task'],
  ['task_completed', 'completed a task'],
  ['task_result_added', 'wrote down the result of a task'],
  ['task_text_changed', 'changed the words of a task'],
  ['task_deadline_changed', 'moved a deadline'],
]);
