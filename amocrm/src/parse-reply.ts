import type { z } from 'zod';
import type { AmoError } from './errors.ts';
import { jsonBody, unusableReply } from './replies.ts';
import type { TransportResponse } from './transport.ts';

/**
 * The body of a success by its schema, or AmoError `invalid_response`. The error names the fields
 * that are wrong, never their values.
 */
export function parseReply<T>(schema: z.ZodType<T>, response: TransportResponse): T {
  const body = jsonBody(response);
  if (body === undefined) throw unusableReply(response, 'the body is not JSON');
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unusableReply(response, problemsOf(parsed.error));
}

/** Which fields are wrong, at most five of them: `_embedded.leads.0.status_id: invalid_type`. */
export function problemsOf(error: z.ZodError, prefix = ''): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${placeOf(prefix, path)}: ${code}`)
    .join('; ');
}

function placeOf(prefix: string, path: readonly PropertyKey[]): string {
  const place = [...(prefix === '' ? [] : [prefix]), ...path.map(String)].join('.');
  return place || 'body';
}

/** Items of an answer that were read, and those that could not be. */
export interface ReadItems<T> {
  items: { index: number; raw: unknown; value: T }[];
  broken: BrokenItem[];
}

/** An item of an answer that is not what amoCRM documents. */
export interface BrokenItem {
  /** Its place in the page, from 0. */
  index: number;
  /** Its id, when at least that can be read. */
  id: number | string | null;
  /** The fields that are wrong, without their values. */
  problem: string;
}

/** Reads items one by one, so that one that is broken does not hide the others. */
export function readItems<T>(
  raws: readonly unknown[],
  item: z.ZodType<T>,
  prefix: string,
): ReadItems<T> {
  const read: ReadItems<T> = { items: [], broken: [] };
  raws.forEach((raw, index) => {
    const parsed = item.safeParse(raw);
    if (parsed.success) read.items.push({ index, raw, value: parsed.data });
    else {
      const problem = problemsOf(parsed.error, `${prefix}${index}`);
      read.broken.push({ index, id: idOf(raw), problem });
    }
  });
  return read;
}

/** The same, and AmoError `invalid_response` when anything is broken. */
export function readAll<T>(
  raws: readonly unknown[],
  item: z.ZodType<T>,
  prefix: string,
  response: TransportResponse,
): ReadItems<T>['items'] {
  const { items, broken } = readItems(raws, item, prefix);
  if (broken.length > 0) throw brokenError(broken, response);
  return items;
}

/** The AmoError for a list with broken items. */
export function brokenError(broken: readonly BrokenItem[], response: TransportResponse): AmoError {
  const problems = broken.slice(0, 5).map(({ problem }) => problem);
  return unusableReply(response, problems.join('; '));
}

function idOf(raw: unknown): number | string | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  const { id } = raw;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id;
  return typeof id === 'string' && /^\w{1,64}$/.test(id) ? id : null;
}
