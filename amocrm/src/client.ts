import type { z } from 'zod';
import type { ApiCall, Caller } from './caller.ts';
import { AmoError } from './errors.ts';
import { pageOf, walk, type ListPlace, type Page } from './pages.ts';
import { parseReply } from './parse-reply.ts';

/** What an entity's operations are made of. */
export interface Client {
  call: Caller;
  /** One object; null when amoCRM answers 204, its word for "there is none". */
  one<T>(path: string, item: z.ZodType<T>, query?: string): Promise<T | null>;
  page<T>(place: ListPlace<T>, query: string): Promise<Page<T>>;
  /** Page after page until the last. */
  pages<T>(place: ListPlace<T>, query: string): AsyncIterable<Page<T>>;
  /** All of a list that has no pages. */
  all<T>(place: ListPlace<T>, query?: string): Promise<T[]>;
  /** A write whose answer is read; AmoError `not_found` when amoCRM answers 204. */
  send<T>(call: ApiCall, answer: z.ZodType<T>): Promise<T>;
  /** A write whose answer says nothing more. */
  order(call: ApiCall): Promise<void>;
}

/** The client on top of a caller. */
export function createClient(call: Caller, brokenItems: 'refuse' | 'report'): Client {
  async function page<T>(place: ListPlace<T>, query: string): Promise<Page<T>> {
    const asked = Number(new URLSearchParams(query).get('page') ?? 1);
    const response = await call({ method: 'GET', path: place.path, query });
    return pageOf(response, place, asked, brokenItems);
  }

  return {
    call,
    page,
    async one(path, item, query = '') {
      const response = await call({ method: 'GET', path, query });
      return response.status === 204 ? null : parseReply(item, response);
    },
    pages: (place, query) =>
      walk(
        query,
        (next) => page(place, next),
        () => new AmoError('invalid_response', { cause: new Error('the list comes round again') }),
      ),
    async all(place, query = '') {
      // There is no page on which broken items could be reported: they are always an error here.
      return pageOf(await call({ method: 'GET', path: place.path, query }), place, 1).items;
    },
    async send(sent, answer) {
      const response = await call(sent);
      if (response.status === 204) throw new AmoError('not_found', { status: 204 });
      return parseReply(answer, response);
    },
    async order(sent) {
      await call(sent);
    },
  };
}
