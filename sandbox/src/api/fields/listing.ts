import { nothing, ok } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { ApiCall } from '../envelope.ts';

/** A page with totals and, unlike the pages of cards, a link to the last one. */
export function pageToLast<Row>(
  call: ApiCall,
  name: string,
  rows: readonly Row[],
  body: (row: Row) => object,
): Answer {
  const { page, limit } = call.query;
  const shown = rows.slice((page - 1) * limit, page * limit);
  if (shown.length === 0) return nothing();
  const pages = Math.ceil(rows.length / limit);
  const link = (number: number) => ({ href: address(call, number) });
  return ok({
    _total_items: rows.length,
    _page: page,
    _page_count: pages,
    _links: {
      self: link(page),
      ...(page < pages && { next: link(page + 1) }),
      ...(page > 1 && { first: link(1), prev: link(page - 1) }),
      last: link(pages),
    },
    _embedded: { [name]: shown.map(body) },
  });
}

function address({ base, path, query }: ApiCall, page: number): string {
  const params = new URLSearchParams(query.others.map(([key, value]) => [key, value]));
  params.set('page', String(page));
  params.set('limit', String(query.limit));
  return `${base}${path}?${params.toString()}`;
}
