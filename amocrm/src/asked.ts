import type { z } from 'zod';
import type { Client } from './client.ts';
import type { Page } from './pages.ts';
import { pathId } from './path.ts';
import { encodeQuery, listQuery, withList, type ListQuery, type NextPage } from './query.ts';

/** T with the fields named by F never null. */
type Certain<T, F extends keyof T> = [F] extends [never] ? T : T & { [K in F]: NonNullable<T[K]> };

/**
 * What was asked for decides what comes: `Fields` says which field each name in `with` fills, and
 * `W` is the `with` of the call. A `with` whose members the compiler does not know promises nothing.
 */
export type Asked<T, Fields, W extends readonly string[]> = number extends W['length']
  ? T
  : Certain<T, Fields[W[number] & keyof Fields] & keyof T>;

/** The query of a list with its `with` known to the compiler. */
export type AskedQuery<Query, W> = Query & { with?: W };

/** Reading of an entity whose `with` decides its type. */
export interface AskedReads<T, Fields, With extends string, Query> {
  /** One page. Rejects with AmoError, or a RangeError for a limit or page out of range. */
  list<const W extends readonly With[] = []>(
    query?: AskedQuery<Query, W> | NextPage,
  ): Promise<Page<Asked<T, Fields, W>>>;
  /** Null when the account has no such entity. */
  get<const W extends readonly With[] = []>(
    id: number,
    query?: { with?: W },
  ): Promise<Asked<T, Fields, W> | null>;
  /** Page after page until the last; stop by leaving the loop. */
  pages<const W extends readonly With[] = []>(
    query?: AskedQuery<Query, W> | NextPage,
  ): AsyncIterable<Page<Asked<T, Fields, W>>>;
}

interface AskedPlace<T> {
  path: string;
  collection: string;
  /** The schema of an item for which `asked` was asked. */
  item: (asked: readonly string[]) => z.ZodType<T>;
}

/** The three reads of an entity at `place`. */
export function askedReads<T, Fields, With extends string, Query extends ListQuery>(
  client: Client,
  { path, collection, item }: AskedPlace<T>,
): AskedReads<T, Fields, With, Query> {
  const placeFor = (query: ListQuery | NextPage) => ({
    path,
    collection,
    item: item('next' in query ? [] : (query.with ?? [])),
  });

  function list<const W extends readonly With[] = []>(
    query?: AskedQuery<Query, W> | NextPage,
  ): Promise<Page<Asked<T, Fields, W>>>;
  async function list(query: ListQuery | NextPage = {}): Promise<Page<T>> {
    return client.page(placeFor(query), listQuery(query));
  }

  function get<const W extends readonly With[] = []>(
    id: number,
    query?: { with?: W },
  ): Promise<Asked<T, Fields, W> | null>;
  async function get(id: number, query: { with?: readonly string[] } = {}): Promise<T | null> {
    const search = encodeQuery({ with: withList(query.with) });
    return client.one(`${path}/${pathId(id)}`, item(query.with ?? []), search);
  }

  function pages<const W extends readonly With[] = []>(
    query?: AskedQuery<Query, W> | NextPage,
  ): AsyncIterable<Page<Asked<T, Fields, W>>>;
  function pages(query: ListQuery | NextPage = {}): AsyncIterable<Page<T>> {
    return client.pages(placeFor(query), listQuery(query));
  }

  return { list, get, pages };
}
