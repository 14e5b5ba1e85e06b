import { z } from 'zod';
import type { AmoError } from './errors.ts';
import { parseReply } from './parse-reply.ts';
import { unusableReply } from './replies.ts';
import type { TransportResponse } from './transport.ts';

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Names the next page for `list({ next })`; opaque; null on the last page. */
  next: string | null;
  /** From 1. */
  page: number;
}

/** The envelope around a list; items stand under the collection's name. */
function envelopeOf<T>(collection: string, item: z.ZodType<T>) {
  return z.object({
    _page: z.int().positive().nullable().catch(null),
    _links: z.object({ next: z.object({ href: z.string() }).nullish() }).nullish(),
    _embedded: z.object({ [collection]: z.array(item) }),
  });
}

/**
 * A list answer as a page. 204 is the empty page. Of the `next` link only the query is kept: its
 * host is never followed, whatever it says.
 */
export function pageOf<T>(
  response: TransportResponse,
  collection: string,
  item: z.ZodType<T>,
  asked: number,
): Page<T> {
  if (response.status === 204) return { items: [], next: null, page: asked };
  const envelope = parseReply(envelopeOf(collection, item), response);
  const href = envelope._links?.next?.href ?? null;
  return {
    items: envelope._embedded[collection] ?? [],
    next: href === null ? null : nextQuery(href, response),
    page: envelope._page ?? asked,
  };
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
