import type { Account, CardKind, Note } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import { elementTypes } from './element-types.ts';
import type { FormTree } from './form.ts';
import type { Hook } from './hook.ts';
import { dateText, moscowAhead } from './times.ts';

const entities: Readonly<Record<CardKind, { code: string; root: string; type?: string }>> = {
  leads: { code: 'note_lead', root: 'leads' },
  contacts: { code: 'note_contact', root: 'contacts', type: 'contact' },
  companies: { code: 'note_company', root: 'contacts', type: 'company' },
};

/**
 * Types of note by their old number. 4 and 5 are documented; 10 and 11 and their texts are as
 * receivers of calls read them; the others are of the API before v4.
 */
const numbers: ReadonlyMap<string, number> = new Map([
  ['common', 4],
  ['attachment', 5],
  ['call_in', 10],
  ['call_out', 11],
  ['service_message', 25],
  ['extended_service_message', 25],
  ['sms_in', 102],
  ['sms_out', 103],
]);
const plainNote = 4;

/** Only a new note is told. One with a file is told twice: as words and as a file. */
export function noteHooks(account: Account, before: Note | null, after: Note | null): Hook[] {
  if (before !== null || after === null) return [];
  const { code, root, type } = entities[after.entityType];
  const told = after.noteType === 'attachment' ? [plainNote, 5] : [numbers.get(after.noteType)];
  return told.map((number) => ({
    code,
    root,
    action: 'note',
    item: { note: noteItem(account, after, number ?? plainNote), type },
  }));
}

function noteItem(account: Account, note: Note, number: number): FormTree {
  const author = userOf(account, note.createdBy)?.name ?? '';
  return {
    id: note.id,
    element_type: elementTypes[note.entityType],
    element_id: note.entityId,
    note_type: number,
    text: textOf(note),
    // Spelt so by amoCRM.
    attachement: number === 5 ? param(note, 'file_name') : '',
    metadata: JSON.stringify({ event_source: { author_name: author } }),
    account_id: account.id,
    date_create: dateText(note.createdAt, moscowAhead),
    timestamp_x: dateText(note.updatedAt, moscowAhead),
    created_by: note.createdBy,
    modified_by: note.updatedBy,
    main_user_id: note.responsibleUserId,
    group_id: userOf(account, note.responsibleUserId)?.groupId ?? 0,
    created_at: note.createdAt,
    updated_at: note.updatedAt,
  };
}

/** What is no plain text is JSON in it; calls have upper-case keys. */
function textOf(note: Note): string {
  if (note.noteType === 'attachment') return param(note, 'file_name');
  if (note.noteType !== 'call_in' && note.noteType !== 'call_out') {
    return 'text' in note.params ? param(note, 'text') : JSON.stringify(note.params);
  }
  const { uniq, link, phone, duration, source } = note.params;
  return JSON.stringify({ UNIQ: uniq, LINK: link, PHONE: phone, DURATION: duration, SRC: source });
}

function param(note: Note, key: string): string {
  const value = note.params[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
