import { snake } from './names.ts';

/** What PHP's bracket syntax can say. Undefined values are left out. */
export type QueryValue =
  | string
  | number
  | boolean
  | undefined
  | readonly QueryValue[]
  | { readonly [key: string]: QueryValue };

/**
 * A query string in PHP bracket syntax, percent-encoded: lists of plain values as `filter[id][]`,
 * lists of objects as `filter[statuses][0][pipeline_id]`, booleans as 1 and 0. An empty list says
 * nothing and is left out. Throws a RangeError for a number that is not finite.
 */
export function encodeQuery(query: Readonly<Record<string, QueryValue>>): string {
  return Object.entries(query)
    .flatMap(([key, value]) => pairs(key, value))
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
    .join('&');
}

function pairs(key: string, value: QueryValue): (readonly [string, string])[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [[key, value]];
  if (typeof value === 'boolean') return [[key, value ? '1' : '0']];
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`${key} is not a finite number`);
    return [[key, String(value)]];
  }
  if (isList(value)) {
    return value.flatMap((item, at) => pairs(`${key}[${isPlain(item) ? '' : at}]`, item));
  }
  return Object.entries(value).flatMap(([name, item]) => pairs(`${key}[${name}]`, item));
}

function isList(value: QueryValue): value is readonly QueryValue[] {
  return Array.isArray(value);
}

function isPlain(value: QueryValue): boolean {
  return typeof value !== 'object';
}

/** From and to, both optional; whether the ends are included is not documented: overlap. */
export interface Range {
  from?: number;
  to?: number;
}

export interface PageQuery {
  /** 1 to 250, amoCRM's default is 50. */
  limit?: number;
  /** From 1. */
  page?: number;
}

/** The page that `Page.next` names. */
export interface NextPage {
  next: string;
}

export type Direction = 'asc' | 'desc';
export type OneOrMany<T> = T | readonly T[];

/** What all list queries have in common. */
export interface ListQuery extends PageQuery {
  with?: readonly string[];
  order?: { by: string; direction: Direction };
  query?: string;
  filter?: object;
}

/** The query string of a list call. Throws a RangeError for a limit or page out of range. */
export function listQuery(query: ListQuery | NextPage, largestPage = 250): string {
  if ('next' in query) return query.next;
  const { limit, page, order, filter } = query;
  inRange('limit', limit, largestPage);
  inRange('page', page, Number.MAX_SAFE_INTEGER);
  return encodeQuery({
    limit,
    page,
    with: withList(query.with),
    query: query.query,
    order: order && { [order.by]: order.direction },
    filter: filter && wireNames(filter),
  });
}

/** `with` as amoCRM reads it: one value, comma separated. */
export function withList(names: readonly string[] | undefined): string | undefined {
  return names === undefined || names.length === 0 ? undefined : names.join(',');
}

function inRange(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= max)) return;
  throw new RangeError(`${name} must be a whole number from 1 to ${max}`);
}

/** camelCase keys to amoCRM's names, at every depth; `customFields` has a name of its own. */
function wireNames(filter: object): Readonly<Record<string, QueryValue>> {
  const entries = Object.entries(filter).map(([key, value]: [string, unknown]) => {
    const name = key === 'customFields' ? 'custom_fields_values' : snake(key);
    return [name, wireValue(value)] as const;
  });
  return Object.fromEntries(entries);
}

function wireValue(value: unknown): QueryValue {
  if (Array.isArray(value)) return value.map(wireValue);
  if (typeof value === 'object' && value !== null) return wireNames(value);
  const plain = typeof value === 'string' || typeof value === 'number';
  return plain || typeof value === 'boolean' ? value : undefined;
}
