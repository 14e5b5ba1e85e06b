import { z } from 'zod';
import { nothing, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { CardKind, Note } from '../../store/model.ts';
import { newRowId } from '../../store/row-id.ts';
import { userOf } from '../../store/world.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import { visibleCard } from '../visible-card.ts';
import { checkItem, fieldErrors, readAll, readBatch, readSingle } from '../validate.ts';
import type { Checked, FieldError, Item } from '../validate.ts';
import { isWritable, paramsSchemas, writableNoteType } from './note-types.ts';
import { noteLink, visibleNote } from './read.ts';

const maybeId = z
  .int()
  .nullish()
  .transform((value) => value ?? undefined);

const common = {
  responsible_user_id: maybeId,
  created_by: maybeId,
  updated_by: maybeId,
  created_at: maybeId,
  params: z.unknown(),
};
const newNoteSchema = z.object({ ...common, entity_id: maybeId, note_type: writableNoteType });
const notePatchSchema = z.object(common);

/** `POST /api/v4/{kind}/notes`, and `/{kind}/{id}/notes` with the card in the path. */
export function createNotes(call: ApiCall, kind: CardKind, cardId: number | null): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  if (cardId !== null && visibleCard(call, kind, cardId) === undefined) return notFound;
  const plans = readAll(items, (item) => newNote(call, kind, cardId, item));
  if (!Array.isArray(plans)) return plans;
  const notes = plans.map(({ item, value: draft }) => {
    const note: Note = { id: newRowId(call.account.notes), ...draft };
    call.commit([{ entity: 'note', before: null, after: note }], note.createdBy);
    return {
      id: note.id,
      entity_id: note.entityId,
      request_id: item.requestId,
      _links: noteLink(call, note),
    };
  });
  return ok({ _links: self(call, call.path), _embedded: { notes } });
}

/** `PATCH /api/v4/{kind}/notes` and `/{kind}/{id}/notes`: every item names its note. */
export function changeNotes(call: ApiCall, kind: CardKind): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const plans = readAll(items, (item) => changedNote(call, kind, idIn(item), item));
  if (!Array.isArray(plans)) return plans;
  const notes = plans.map(({ value }) => put(call, value));
  return ok({ _links: self(call, call.path), _embedded: { notes } });
}

/** `PATCH /api/v4/{kind}/notes/{id}` and `/{kind}/{id}/notes/{id}`. */
export function changeNote(call: ApiCall, kind: CardKind, id: number): Answer {
  const item = readSingle(call);
  if (!('requestId' in item)) return item;
  if (visibleNote(call, kind, id) === undefined) return notFound;
  const plans = readAll([item], (one) => changedNote(call, kind, id, one));
  if (!Array.isArray(plans)) return plans;
  const [told] = plans.map(({ value }) => put(call, value));
  return ok(told ?? {});
}

/** `POST …/notes/{id}/pin` and `unpin`, which the vendor's own client calls: 204. */
export function pinNote(call: ApiCall, kind: CardKind, id: number, isPinned: boolean): Answer {
  const note = visibleNote(call, kind, id);
  if (note === undefined) return notFound;
  // A pin is no edit: the note keeps its time.
  call.commit([{ entity: 'note', before: note, after: { ...note, isPinned } }]);
  return nothing();
}

const notFound = problem(404, 'Not Found', 'Entity not found');

function newNote(
  call: ApiCall,
  kind: CardKind,
  cardId: number | null,
  item: Item,
): Checked<Omit<Note, 'id'>> {
  const read = checkItem(newNoteSchema, item);
  if (!read.ok) return read;
  const { value } = read;
  const entityId = cardId ?? value.entity_id;
  const params = readParams(value.note_type, value.params);
  const errors = [
    ...(entityId === undefined ? [fieldErrors.missing('entity_id')] : []),
    ...(entityId !== undefined && visibleCard(call, kind, entityId) === undefined
      ? [fieldErrors.choice('entity_id')]
      : []),
    ...(params.ok ? [] : params.errors),
    ...userErrors(call, value),
  ];
  if (entityId === undefined || !params.ok || errors.length > 0) return { ok: false, errors };
  const createdBy = value.created_by ?? call.viewer.user.id;
  const createdAt = value.created_at ?? call.now;
  return {
    ok: true,
    value: {
      entityType: kind,
      entityId,
      noteType: value.note_type,
      params: params.value,
      isPinned: false,
      responsibleUserId: value.responsible_user_id ?? createdBy,
      createdBy,
      updatedBy: createdBy,
      createdAt,
      updatedAt: Math.max(createdAt, call.now),
    },
  };
}

/** A note as it was read, and what is to become of it as it will be then. */
interface Edit {
  readonly note: Note;
  readonly edited: (before: Note) => Note;
}

/** A note keeps its type and its card; its params are put in place of the old ones. */
function changedNote(call: ApiCall, kind: CardKind, id: number, item: Item): Checked<Edit> {
  const note = visibleNote(call, kind, id);
  if (note === undefined) return { ok: false, errors: [fieldErrors.choice('id')] };
  const { noteType } = note;
  if (!isWritable(noteType)) return { ok: false, errors: [fieldErrors.choice('note_type')] };
  const read = checkItem(notePatchSchema, item);
  if (!read.ok) return read;
  const { value } = read;
  const params = value.params === undefined ? null : readParams(noteType, value.params);
  const errors = [...(params?.ok === false ? params.errors : []), ...userErrors(call, value)];
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      note,
      edited: (before) => ({
        ...before,
        params: params?.ok === true ? params.value : before.params,
        responsibleUserId: value.responsible_user_id ?? before.responsibleUserId,
        updatedBy: value.updated_by ?? call.viewer.user.id,
        updatedAt: call.now,
      }),
    },
  };
}

function readParams(
  type: keyof typeof paramsSchemas,
  given: unknown,
): Checked<Readonly<Record<string, unknown>>> {
  if (given === undefined || given === null) {
    return { ok: false, errors: [fieldErrors.missing('params')] };
  }
  const wrapped = z.object({ params: paramsSchemas[type] });
  const read = checkItem(wrapped, { requestId: '', value: { params: given } });
  return read.ok ? { ok: true, value: read.value.params } : read;
}

/** 0 is a robot: it writes notes, too. */
function userErrors(
  call: ApiCall,
  given: Pick<
    z.output<typeof notePatchSchema>,
    'created_by' | 'updated_by' | 'responsible_user_id'
  >,
): FieldError[] {
  return (['created_by', 'updated_by', 'responsible_user_id'] as const).flatMap((key) => {
    const id = given[key];
    if (id === undefined || id === 0 || userOf(call.account, id) !== undefined) return [];
    return [fieldErrors.choice(key)];
  });
}

function idIn({ value }: Item): number {
  return typeof value['id'] === 'number' ? value['id'] : 0;
}

function put(call: ApiCall, { note, edited }: Edit): object {
  // An earlier item may have changed the same note.
  const before = call.account.notes.get(note.id) ?? note;
  const after = edited(before);
  call.commit([{ entity: 'note', before, after }], after.updatedBy);
  return {
    id: after.id,
    entity_id: after.entityId,
    updated_at: after.updatedAt,
    _links: noteLink(call, after),
  };
}
