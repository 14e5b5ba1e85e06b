import type { ApiQuery } from './query.ts';
import { listed, ranged } from './query.ts';

/** Where a filter or an order finds its value in a row. */
export type Column<Row> = (row: Row) => string | number | boolean | null;

/**
 * Keeps the rows that every given filter admits.
 * @param equal - filters by value: one or a list.
 * @param spans - filters by `from`/`to`, both ends included.
 * @param bare - what a bare number means to a span: that very value (leads), or later (tasks).
 */
export function sift<Row>(
  rows: readonly Row[],
  query: ApiQuery,
  equal: Readonly<Record<string, Column<Row>>>,
  spans: Readonly<Record<string, Column<Row>>>,
  bare: 'same' | 'after',
): Row[] {
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
  return rows.filter((row) => tests.every((test) => test(row)));
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
