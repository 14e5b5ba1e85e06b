import type { Client } from '../client.ts';
import type { ListPlace, Page } from '../pages.ts';
import { pathId } from '../path.ts';
import { encodeQuery, listQuery, withList, type ListQuery, type NextPage } from '../query.ts';

/** Reading of an entity whose type is the same whatever was asked for. */
export interface Reads<T, Query, With extends string = never> {
  /** One page. Rejects with AmoError, or a RangeError for a limit or page out of range. */
  list(query?: Query | NextPage): Promise<Page<T>>;
  /** Page after page until the last; stop by leaving the loop. */
  pages(query?: Query | NextPage): AsyncIterable<Page<T>>;
  /** Null when the account has no such entity. */
  get(id: number, query?: { with?: readonly With[] }): Promise<T | null>;
}

/** The three reads of an entity at `place`. */
export function reads<T, Query extends ListQuery, With extends string = never>(
  client: Client,
  place: ListPlace<T>,
): Reads<T, Query, With> {
  return {
    list: async (query: ListQuery | NextPage = {}) => client.page(place, listQuery(query)),
    pages: (query: ListQuery | NextPage = {}) => client.pages(place, listQuery(query)),
    get: async (id, query = {}) => {
      const search = encodeQuery({ with: withList(query.with) });
      return client.one(`${place.path}/${pathId(id)}`, place.item, search);
    },
  };
}
