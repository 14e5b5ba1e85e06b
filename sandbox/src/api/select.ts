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

/** The rows of a list from its beginning: at least as many as are enough, or all there are. */
export type Walk<Row> = (enough: number) => readonly Row[];

/**
 * A list, in order, as far as its pages need it. A list by id, which is what everyone pages through, is
 * walked in the order the rows are kept in, from where the last page ended and no further than one row
 * past the page; a list of 100,000 is not sorted for every page of it. To be asked no more once a row
 * has changed.
 * @param rows - kept with the lowest id first.
 */
export function walkOf<Row extends { readonly id: number }>(
  rows: ReadonlyMap<number, Row>,
  query: ApiQuery,
  isWanted: (row: Row) => boolean,
  columns: Readonly<Record<string, (row: Row) => number>>,
): Walk<Row> {
  const { order } = query;
  const isById = order === null || order.field === 'id' || columns[order.field] === undefined;
  if (!isById) {
    const all = sorted([...rows.values()].filter(isWanted), query, columns);
    return () => all;
  }
  if (order?.field === 'id' && order.descending) {
    const all = [...rows.values()].filter(isWanted).reverse();
    return () => all;
  }
  const rest = rows.values();
  const found: Row[] = [];
  return (enough) => {
    while (found.length < enough) {
      const next = rest.next();
      if (next.done === true) break;
      if (isWanted(next.value)) found.push(next.value);
    }
    return found;
  };
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
