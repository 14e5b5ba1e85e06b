import { nothing, ok } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { CardKind, Note } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { page, self } from '../envelope.ts';
import { groupOf } from '../rights.ts';
import { sift, sorted } from '../select.ts';
import { visibleCard } from '../visible-card.ts';
import { printedParams } from './note-types.ts';

/** `GET /api/v4/{kind}/notes`: those of all the cards the caller sees. */
export function listNotes(call: ApiCall, kind: CardKind): Answer {
  const seen = new Map<number, boolean>();
  const isSeen = (id: number) => {
    const known = seen.get(id) ?? visibleCard(call, kind, id) !== undefined;
    seen.set(id, known);
    return known;
  };
  return listed(call, kind, (note) => isSeen(note.entityId));
}

/** `GET /api/v4/{kind}/{id}/notes`. */
export function listCardNotes(call: ApiCall, kind: CardKind, cardId: number): Answer {
  if (visibleCard(call, kind, cardId) === undefined) return nothing();
  return listed(call, kind, (note) => note.entityId === cardId);
}

/** `GET /api/v4/{kind}/notes/{id}`; 204 for a note that is not there or not for these eyes. */
export function oneNote(call: ApiCall, kind: CardKind, id: number): Answer {
  const note = visibleNote(call, kind, id);
  return note === undefined ? nothing() : ok(noteBody(call, note));
}

/** A note shows with its card. */
export function visibleNote(call: ApiCall, kind: CardKind, id: number): Note | undefined {
  const note = call.account.notes.get(id);
  if (note?.entityType !== kind) return undefined;
  return visibleCard(call, kind, note.entityId) === undefined ? undefined : note;
}

/** These filters are amoCRM's own and work in every account; a bare time means later than. */
function listed(call: ApiCall, kind: CardKind, isWanted: (note: Note) => boolean): Answer {
  const { account, query } = call;
  const found = sift(
    [...account.notes.values()].filter((note) => note.entityType === kind),
    query,
    {
      id: (note) => note.id,
      entity_id: (note) => note.entityId,
      note_type: (note) => note.noteType,
    },
    { updated_at: (note) => note.updatedAt },
    'after',
  ).filter(isWanted);
  const rows = sorted(found, query, {
    id: (note) => note.id,
    updated_at: (note) => note.updatedAt,
  });
  return page(call, 'notes', rows, (note) => noteBody(call, note));
}

/** A note is linked by way of its card, though it is found without. */
export function noteLink(call: ApiCall, note: Note): { self: { href: string } } {
  return self(call, `/api/v4/${note.entityType}/${note.entityId}/notes/${note.id}`);
}

function noteBody(call: ApiCall, note: Note): object {
  return {
    id: note.id,
    entity_id: note.entityId,
    created_by: note.createdBy,
    updated_by: note.updatedBy,
    created_at: note.createdAt,
    updated_at: note.updatedAt,
    responsible_user_id: note.responsibleUserId,
    group_id: groupOf(call.account, note.responsibleUserId),
    note_type: note.noteType,
    params: printedParams(note.noteType, note.params),
    account_id: call.account.id,
    // Not in the vendor's table; its own client asks for it.
    ...(call.query.with.has('is_pinned') && { is_pinned: note.isPinned }),
    _links: noteLink(call, note),
  };
}
