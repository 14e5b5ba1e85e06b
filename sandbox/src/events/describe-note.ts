import type { NewEvent } from '../store/changes.ts';
import type { Note } from '../store/model.ts';
import { entityTypes, event } from './parts.ts';
import * as value from './values.ts';

const added: ReadonlyMap<string, string> = new Map([
  ['common', 'common_note_added'],
  ['call_in', 'incoming_call'],
  ['call_out', 'outgoing_call'],
  ['sms_in', 'incoming_sms'],
  ['sms_out', 'outgoing_sms'],
  ['attachment', 'attachment_note_added'],
  ['geolocation', 'geo_note_added'],
  ['service_message', 'service_note_added'],
  ['extended_service_message', 'service_note_added'],
  ['message_cashier', 'message_to_cashier_note_added'],
  ['targeting_in', 'targeting_in_note_added'],
  ['targeting_out', 'targeting_out_note_added'],
  ['site_visit', 'site_visit_note_added'],
]);

/** Of notes the feed tells that they came, and of plain ones that they went; edits are not told. */
export function describeNote(before: Note | null, after: Note | null): NewEvent[] {
  const note = after ?? before;
  if (note === null || (before !== null && after !== null)) return [];
  const about = { entityType: entityTypes[note.entityType], entityId: note.entityId };
  if (after === null) {
    if (note.noteType !== 'common') return [];
    return [event(about, 'common_note_deleted', [], [value.note(note.id)])];
  }
  const type = added.get(note.noteType);
  return type === undefined ? [] : [event(about, type, [value.note(note.id)])];
}
