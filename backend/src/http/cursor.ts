import type { z } from 'zod';
import { apiError } from './problem.ts';

/** A place in a list as the app carries it: opaque, and nothing secret in it. */
export const encodeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Null for a cursor that is none of this list's. */
export const peekCursor = <T>(schema: z.ZodType<T>, cursor: string): T | null =>
  schema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8'))).data ?? null;

/** @throws {ApiError} `invalid_input` for a cursor that is none of this list's. */
export function decodeCursor<T>(schema: z.ZodType<T>, cursor: string): T {
  const place = peekCursor(schema, cursor);
  if (place !== null) return place;
  throw apiError.invalidInput([
    { path: 'cursor', message: 'The cursor does not belong to this query.' },
  ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
