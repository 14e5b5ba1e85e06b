import type { ApiQuery } from './query.ts';
import { listed, ranged } from './query.ts';

/** Where a filter or an order finds its value in a row. */
export type Column<Row> = (row: Row) => string | number | boolean | null;

/**
 * A test for what every given filter admits.
 * @param equal - filters by value: one or a list.
 * @param spans - filters by `from`/`to`, both ends included.
 * @param bare - what a bare number means to a span: that very value (leads), or later (tasks).
 */
export function sieve<Row>(
  query: ApiQuery,
  equal: Readonly<Record<string, Column<Row>>>,
  spans: Readonly<Record<string, Column<Row>>>,
  bare: 'same' | 'after',
): (row: Row) => boolean {
  const tests: ((row: Row) => boolean)[] = [];
  for (const [name, column] of Object.entries(equal)) {
    const wanted = listed(query.filter, name);
    if (wanted === null) continue;
    const values = new Set(wanted);
    tests.push((row) => values.has(printed(column(row))));
  }
  for (const [name, column] of Object.entries(spans)) {
    const range = ranged(query.filter, name);
    if (range === null) continue;
    tests.push((row) => {
      const value = column(row);
      if (typeof value !== 'number') return false;
      if (range.kind === 'span') return value >= range.from && value <= range.to;
      return bare === 'same' ? value === range.value : value > range.value;
    });
  }
  return (row) => tests.every((test) => test(row));
}

/** Keeps the rows that every given filter admits: see `sieve`. */
export function sift<Row>(
  rows: readonly Row[],
  query: ApiQuery,
  equal: Readonly<Record<string, Column<Row>>>,
  spans: Readonly<Record<string, Column<Row>>>,
  bare: 'same' | 'after',
): Row[] {
  return rows.filter(sieve(query, equal, spans, bare));
}

/** Booleans are 0 and 1 in amoCRM's filters. */
function printed(value: string | number | boolean | null): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}

/** Sorts by an allowed column, then by id, so that pages never overlap. Default: by id. */
export function sorted<Row extends { readonly id: number }>(
  rows: readonly Row[],
  query: ApiQuery,
  columns: Readonly<Record<string, (row: Row) => number>>,
): Row[] {
  const column = query.order === null ? undefined : columns[query.order.field];
  const way = query.order?.descending === true ? -1 : 1;
  return [...rows].sort((a, b) => {
    if (column === undefined) return a.id - b.id;
    return way * (column(a) - column(b) || a.id - b.id);
  });
}

/**
 * The rows of a list, in order, as far as its page needs them. A list by id, which is what everyone
 * pages through, is walked in the order the rows are kept in and no further than one row past the
 * page; a list of 100,000 is not sorted for every page of it.
 * @param rows - kept with the lowest id first.
 */
export function listOf<Row extends { readonly id: number }>(
  rows: ReadonlyMap<number, Row>,
  query: ApiQuery,
  isWanted: (row: Row) => boolean,
  columns: Readonly<Record<string, (row: Row) => number>>,
): Row[] {
  const { order } = query;
  const isById = order === null || order.field === 'id' || columns[order.field] === undefined;
  if (!isById) return sorted([...rows.values()].filter(isWanted), query, columns);
  if (order?.field === 'id' && order.descending) {
    return [...rows.values()].filter(isWanted).reverse();
  }
  const enough = query.page * query.limit + 1;
  const found: Row[] = [];
  for (const row of rows.values()) {
    if (!isWanted(row)) continue;
    found.push(row);
    if (found.length === enough) break;
  }
  return found;
}

/** Does any of the texts hold the words looked for? Digits match phones in any format. */
export function mentions(query: ApiQuery, texts: readonly string[]): boolean {
  if (query.text === '') return true;
  const digits = query.text.replaceAll(/\D/g, '');
  const isPhone = digits.length >= 4 && /^[\d\s()+-]+$/.test(query.text);
  return texts.some(
    (text) =>
      text.toLowerCase().includes(query.text) ||
      (isPhone && text.replaceAll(/\D/g, '').includes(digits)),
  );
}
