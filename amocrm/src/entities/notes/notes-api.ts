import { z } from 'zod';
import { writeAll, type ItemOutcome } from '../../batch-report.ts';
import { writeBatch, type BatchPlan, type Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import type { ListPlace, Page } from '../../pages.ts';
import { pathId } from '../../path.ts';
import {
  listQuery,
  type Direction,
  type NextPage,
  type OneOrMany,
  type PageQuery,
  type Range,
} from '../../query.ts';
import { amoId, optionalId } from '../common.ts';
import { pathEntity, type EntityType } from '../entity-type.ts';
import { patchedSchema, type Patched } from '../written.ts';
import { noteBody, type NewEntityNote, type NewNote, type NoteChanges } from './note-input.ts';
import { noteSchema, type Note } from './note.ts';

export interface NotesQuery extends PageQuery {
  order?: { by: 'updated_at' | 'id'; direction: Direction };
  /** These filters work in every account. */
  filter?: {
    id?: OneOrMany<number>;
    entityId?: OneOrMany<number>;
    noteType?: OneOrMany<string>;
    /** Unix seconds. */
    updatedAt?: Range;
  };
}

export interface AddedNote {
  id: number;
  entityId: number | null;
}

type NoteChange = NoteChanges & { id: number } & Named;

/** Notes of one entity type, or of one entity. amoCRM documents no way to delete one. */
export interface NotesApi {
  /** All notes of an entity type. */
  list(entity: EntityType, query?: NotesQuery | NextPage): Promise<Page<Note>>;
  pages(entity: EntityType, query?: NotesQuery | NextPage): AsyncIterable<Page<Note>>;
  /** The notes of one entity. */
  listOf(entity: EntityType, id: number, query?: NotesQuery | NextPage): Promise<Page<Note>>;
  pagesOf(entity: EntityType, id: number, query?: NotesQuery | NextPage): AsyncIterable<Page<Note>>;
  /** Null when there is no such note. */
  get(entity: EntityType, noteId: number): Promise<Note | null>;
  /** Up to 250 in one request, all or none. Never sent twice. */
  add(entity: EntityType, notes: readonly NewEntityNote[]): Promise<AddedNote[]>;
  addAll(entity: EntityType, notes: readonly NewEntityNote[]): Promise<ItemOutcome<AddedNote>[]>;
  addTo(entity: EntityType, id: number, notes: readonly NewNote[]): Promise<AddedNote[]>;
  patch(
    entity: EntityType,
    entityId: number,
    noteId: number,
    changes: NoteChanges,
  ): Promise<Patched>;
  patchMany(entity: EntityType, notes: readonly NoteChange[]): Promise<Patched[]>;
  patchAll(entity: EntityType, notes: readonly NoteChange[]): Promise<ItemOutcome<Patched>[]>;
  /** Keeps it above the others, as Kommo and the vendor's PHP client do; amoCRM prints no page of it. */
  pin(entity: EntityType, noteId: number): Promise<void>;
  unpin(entity: EntityType, noteId: number): Promise<void>;
}

const addedNote = z
  .object({ id: amoId, entity_id: optionalId })
  .transform((raw): AddedNote => ({ id: raw.id, entityId: raw.entity_id }));

/** Source: https://www.amocrm.ru/developers/content/crm_platform/events-and-notes */
export function notesApi(client: Client): NotesApi {
  const all = (entity: EntityType) => `/api/v4/${pathEntity(entity)}/notes`;
  const of = (entity: EntityType, id: number) =>
    `/api/v4/${pathEntity(entity)}/${pathId(id)}/notes`;
  const at = <T>(path: string, item: z.ZodType<T>): ListPlace<T> => ({
    path,
    collection: 'notes',
    item,
  });
  const adding = (path: string): BatchPlan<NewNote, AddedNote> => ({
    method: 'POST',
    place: at(path, addedNote),
    body: noteBody,
  });
  const patching = (entity: EntityType): BatchPlan<NoteChange, Patched> => ({
    method: 'PATCH',
    place: at(all(entity), patchedSchema),
    body: noteBody,
    idOf: ({ id }) => id,
  });
  return {
    list: async (entity, query = {}) => client.page(at(all(entity), noteSchema), listQuery(query)),
    pages: (entity, query = {}) => client.pages(at(all(entity), noteSchema), listQuery(query)),
    listOf: async (entity, id, query = {}) =>
      client.page(at(of(entity, id), noteSchema), listQuery(query)),
    pagesOf: (entity, id, query = {}) =>
      client.pages(at(of(entity, id), noteSchema), listQuery(query)),
    get: async (entity, noteId) => client.one(`${all(entity)}/${pathId(noteId)}`, noteSchema),
    add: async (entity, notes) => writeBatch(client, adding(all(entity)), notes),
    addAll: async (entity, notes) => writeAll(client, adding(all(entity)), notes),
    addTo: async (entity, id, notes) => writeBatch(client, adding(of(entity, id)), notes),
    patch: async (entity, entityId, noteId, changes) =>
      client.send(
        {
          method: 'PATCH',
          path: `${of(entity, entityId)}/${pathId(noteId)}`,
          body: noteBody(changes),
          requestIds: ['0'],
        },
        patchedSchema,
      ),
    patchMany: async (entity, notes) => writeBatch(client, patching(entity), notes),
    patchAll: async (entity, notes) => writeAll(client, patching(entity), notes),
    pin: async (entity, noteId) =>
      client.order({ method: 'POST', path: `${all(entity)}/${pathId(noteId)}/pin` }),
    unpin: async (entity, noteId) =>
      client.order({ method: 'POST', path: `${all(entity)}/${pathId(noteId)}/unpin` }),
  };
}
