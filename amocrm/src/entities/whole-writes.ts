import { writeBatch, type Named } from '../batch.ts';
import type { Client } from '../client.ts';
import type { ListPlace } from '../pages.ts';
import { pathId } from '../path.ts';

/**
 * Writing of what an account is made of (fields, stages, roles): amoCRM answers with the whole entity.
 * Needs an admin's grant, else AmoError `forbidden`. A RangeError for what cannot be asked for, before
 * anything is sent.
 */
export interface WholeWrites<T, New extends Named, Changes> {
  /** All in one request, all or none; the answers in the order of the items. Never sent twice. */
  add(items: readonly New[]): Promise<T[]>;
  /** AmoError `not_found` or `validation_failed` when there is none. */
  patch(id: number, changes: Changes): Promise<T>;
  /** Several in one request, all or none. */
  patchMany(items: readonly (Changes & { id: number } & Named)[]): Promise<T[]>;
  delete(id: number): Promise<void>;
}

interface WholeWritesOf<T, New, Changes> {
  place: ListPlace<T>;
  newBody: (item: New) => Record<string, unknown>;
  changesBody: (changes: Changes) => Record<string, unknown>;
  /** Most items a request, 250 when not given. */
  max?: number;
}

/** The writes of an entity at `place` whose answers are whole. */
export function wholeWrites<T, New extends Named, Changes extends object>(
  client: Client,
  { place, newBody, changesBody, ...more }: WholeWritesOf<T, New, Changes>,
): WholeWrites<T, New, Changes> {
  const one = (id: number) => `${place.path}/${pathId(id)}`;
  return {
    add: async (items) =>
      writeBatch(client, { method: 'POST', place, body: newBody, ...more }, items),
    patch: async (id, changes) =>
      client.send(
        { method: 'PATCH', path: one(id), body: changesBody(changes), requestIds: ['0'] },
        place.item,
      ),
    patchMany: async (items) =>
      writeBatch(
        client,
        {
          method: 'PATCH',
          place,
          body: (item: Changes & { id: number } & Named) => {
            pathId(item.id);
            return changesBody(item);
          },
          idOf: ({ id }) => id,
          ...more,
        },
        items,
      ),
    delete: async (id) => client.order({ method: 'DELETE', path: one(id) }),
  };
}
