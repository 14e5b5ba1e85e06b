import { z } from 'zod';
import type { AmoError } from './errors.ts';
import { brokenError, parseReply, readItems, type BrokenItem } from './parse-reply.ts';
import { unusableReply } from './replies.ts';
import type { TransportResponse } from './transport.ts';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Names the next page for `list({ next })`; opaque; null on the last page. */
  next: string | null;
  /** From 1. */
  page: number;
  /** Items that could not be read; always empty unless `brokenItems: 'report'` was asked for. */
  broken: BrokenItem[];
}

/** Where a list is, and what is in it. */
export interface ListPlace<T> {
  path: string;
  /** The name of the list in `_embedded`. */
  collection: string;
  item: z.ZodType<T>;
}

/** The envelope around a list; items stand in `_embedded` under the collection's name. */
const envelopeSchema = z.object({
  _page: z.int().positive().nullable().catch(null),
  _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
  _embedded: z.record(z.string(), z.unknown()),
});

/**
 * A list answer as a page. 204 is the empty page. Of the `next` link only the query is kept: its
 * host is never followed, whatever it says. Broken items as `AmoApiOptions.brokenItems` says.
 */
export function pageOf<T>(
  response: TransportResponse,
  { collection, item }: Pick<ListPlace<T>, 'collection' | 'item'>,
  asked: number,
  brokenItems: 'refuse' | 'report' = 'refuse',
): Page<T> {
  if (response.status === 204) return { items: [], next: null, page: asked, broken: [] };
  const envelope = parseReply(envelopeSchema, response);
  const raws = listIn(envelope._embedded, collection, response);
  const { items, broken } = readItems(raws, item, `_embedded.${collection}.`);
  if (broken.length > 0 && brokenItems === 'refuse') throw brokenError(broken, response);
  const href = envelope._links?.next?.href ?? null;
  return {
    items: items.map(({ value }) => value),
    next: href === null ? null : nextQuery(href, response),
    page: envelope._page ?? asked,
    broken,
  };
}

/** The list of that name in `_embedded`; AmoError `invalid_response` when there is none. */
export function listIn(
  embedded: Readonly<Record<string, unknown>>,
  collection: string,
  response: TransportResponse,
): unknown[] {
  const list = Object.hasOwn(embedded, collection) ? embedded[collection] : undefined;
  if (Array.isArray(list)) return list;
  throw unusableReply(response, `_embedded.${collection}: invalid_type`);
}

function nextQuery(href: string, response: TransportResponse): string {
  const mark = href.indexOf('?');
  const query = mark < 0 ? '' : href.slice(mark + 1).split('#')[0];
  if (!query || query.length > 8_192) throw unusableReply(response, 'next link without a query');
  return query;
}

/** Follows `next` from page to page; a list that comes round again is an error, not a loop. */
export async function* walk<T>(
  first: string,
  read: (query: string) => Promise<Page<T>>,
  again: () => AmoError,
): AsyncGenerator<Page<T>, void, undefined> {
  const seen = new Set<string>();
  for (let query: string | null = first; query !== null;) {
    if (seen.has(query)) throw again();
    seen.add(query);
    const page: Page<T> = await read(query);
    yield page;
    query = page.next;
  }
}
