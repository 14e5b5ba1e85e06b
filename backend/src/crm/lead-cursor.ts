import { createHash } from 'node:crypto';
import { z } from 'zod';
import { apiError } from '../http/problem.ts';

/** Where a list goes on: a page of amoCRM's, and how many of its leads were already given. */
export interface Place {
  page: number;
  skip: number;
}

const cursorSchema = z.tuple([
  z.int().min(1).max(100_000),
  z.int().min(0).max(250),
  z.string().length(12),
]);

/** Whose list and which question: a cursor is good for nothing else. */
const markOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

/** Opaque to the app. */
export function writeCursor(place: Place, question: unknown): string {
  const cursor = [place.page, place.skip, markOf(question)];
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws {ApiError} `invalid_input` for a cursor of another question, or none of ours. */
export function readCursor(cursor: string | undefined, question: unknown): Place {
  if (cursor === undefined) return { page: 1, skip: 0 };
  const parsed = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success && parsed.data[2] === markOf(question)) {
    return { page: parsed.data[0], skip: parsed.data[1] };
  }
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
