import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';

/** Where a list goes on: a page of amoCRM's, and how many of its leads were already given. */
export interface Place {
  page: number;
  skip: number;
}

const cursorOf = (mark: string) =>
  z.tuple([z.int().min(1).max(100_000), z.int().min(0).max(250), z.literal(mark)]);

/** Whose list and which question: a cursor is good for nothing else. */
const markOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

/** Opaque to the app. */
export const writeCursor = (place: Place, question: unknown): string =>
  encodeCursor([place.page, place.skip, markOf(question)]);

/** @throws {ApiError} `invalid_input` for a cursor of another question, or none of ours. */
export function readCursor(cursor: string | undefined, question: unknown): Place {
  if (cursor === undefined) return { page: 1, skip: 0 };
  const [page, skip] = decodeCursor(cursorOf(markOf(question)), cursor);
  return { page, skip };
}
