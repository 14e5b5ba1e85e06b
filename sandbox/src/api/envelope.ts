import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { SandboxContext } from '../context.ts';
import type { Change } from '../store/changes.ts';
import type { Account } from '../store/model.ts';
import type { ApiQuery } from './query.ts';
import type { Viewer } from './rights.ts';
import type { ClosestTask } from './shared.ts';

/** One authenticated call, all that a handler needs to know. */
export interface ApiCall {
  readonly account: Account;
  readonly viewer: Viewer;
  /** Scheme and host as the caller used them: links are built on it. */
  readonly base: string;
  readonly path: string;
  readonly query: ApiQuery;
  /** The parts of the path that are ids, as they came. */
  readonly params: Readonly<Partial<Record<'first' | 'second' | 'third', string>>>;
  /** As JSON or a form brought it; not looked at yet. */
  readonly body: unknown;
  /** Unix seconds. */
  readonly now: number;
  /** Puts changes into the account, by the caller unless said otherwise (0: a robot). */
  readonly commit: (changes: readonly Change[], author?: number) => void;
  readonly context: SandboxContext;
  readonly closestTask: ClosestTask;
}

export function self(call: ApiCall, path: string): { self: { href: string } } {
  return { self: { href: `${call.base}${path}` } };
}

/**
 * One page of a list. `next` is absent on the last page; a page with nothing on it is 204.
 * @param totals - prints `_total_items` and `_page_count`, which only some lists have.
 */
export function page<Row>(
  call: ApiCall,
  name: string,
  rows: readonly Row[],
  body: (row: Row) => object,
  totals = false,
): Answer {
  const { page: number, limit } = call.query;
  const shown = rows.slice((number - 1) * limit, number * limit);
  if (shown.length === 0) return nothing();
  const pages = Math.ceil(rows.length / limit);
  const links = {
    self: { href: pageAddress(call, number) },
    ...(number < pages && { next: { href: pageAddress(call, number + 1) } }),
    ...(number > 1 && {
      first: { href: pageAddress(call, 1) },
      prev: { href: pageAddress(call, number - 1) },
    }),
  };
  return ok({
    ...(totals && { _total_items: rows.length }),
    _page: number,
    ...(totals && { _page_count: pages }),
    _links: links,
    _embedded: { [name]: shown.map(body) },
  });
}

function pageAddress(call: ApiCall, number: number): string {
  const params = new URLSearchParams(call.query.others.map(([key, value]) => [key, value]));
  params.set('limit', String(call.query.limit));
  params.set('page', String(number));
  return `${call.base}${call.path}?${params.toString()}`;
}
