import { writeAll, type ItemOutcome } from '../batch-report.ts';
import { writeBatch, type BatchPlan, type Named } from '../batch.ts';
import type { Client } from '../client.ts';
import { pathId } from '../path.ts';
import { addedSchema, patchedSchema, type Added, type Patched } from './written.ts';

/**
 * Writing of an entity. Every method rejects with AmoError, or with a RangeError for an argument that
 * cannot be asked for, before anything is sent.
 */
export interface Writes<New extends Named, Changes, A = Added> {
  /**
   * Creates up to 250 in one request, all or none; the answers stand in the order of the items.
   * Never sent twice: when `outcomeUnknown` is true, look before you create again.
   */
  add(items: readonly New[]): Promise<A[]>;
  /** Creates any number, 50 a request, and says of each what became of it. */
  addAll(items: readonly New[]): Promise<ItemOutcome<A>[]>;
  /** Changes one. AmoError `not_found` or `validation_failed` when there is none. */
  patch(id: number, changes: Changes): Promise<Patched>;
  /** Changes up to 250 in one request, all or none. */
  patchMany(items: readonly (Changes & { id: number } & Named)[]): Promise<Patched[]>;
  /** Changes any number, 50 a request (fewer after a 504), and says of each what became of it. */
  patchAll(items: readonly (Changes & { id: number } & Named)[]): Promise<ItemOutcome<Patched>[]>;
}

interface WritesOf<New, Changes> {
  path: string;
  collection: string;
  newBody: (item: New) => Record<string, unknown>;
  changesBody: (changes: Changes) => Record<string, unknown>;
}

/** The five writes of an entity at `path` whose answers are ids. */
export function writes<New extends Named, Changes extends object>(
  client: Client,
  of: WritesOf<New, Changes>,
): Writes<New, Changes> {
  const { path, collection } = of;
  const adding: BatchPlan<New, Added> = {
    method: 'POST',
    place: { path, collection, item: addedSchema },
    body: of.newBody,
  };
  const patching: BatchPlan<Changes & { id: number } & Named, Patched> = {
    method: 'PATCH',
    place: { path, collection, item: patchedSchema },
    body: (item) => {
      pathId(item.id);
      return of.changesBody(item);
    },
    idOf: ({ id }) => id,
  };
  return {
    add: async (items) => writeBatch(client, adding, items),
    addAll: async (items) => writeAll(client, adding, items),
    patch: async (id, changes) =>
      client.send(
        {
          method: 'PATCH',
          path: `${path}/${pathId(id)}`,
          body: of.changesBody(changes),
          requestIds: ['0'],
        },
        patchedSchema,
      ),
    patchMany: async (items) => writeBatch(client, patching, items),
    patchAll: async (items) => writeAll(client, patching, items),
  };
}
