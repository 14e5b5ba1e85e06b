import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeCursor, encodeCursor, peekCursor } from '../http/cursor.ts';

/** Where a list goes on: a page of amoCRM's, and how many of its leads were already given. */
export interface Place {
  page: number;
  skip: number;
}

const page = z.int().min(1).max(100_000);
const skip = z.int().min(0).max(250);
const cursorOf = (mark: string) => z.tuple([page, skip, z.literal(mark)]);
const anyCursor = z.tuple([page, skip, z.string()]);

/** Whose list and which question: a cursor is good for nothing else. */
const markOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12);

/** Whether a cursor goes on in amoCRM's own list; whose, and of which question, is checked in reading. */
export const isOfAmoCrm = (cursor: string | undefined): boolean =>
  cursor !== undefined && peekCursor(anyCursor, cursor) !== null;

/** Opaque to the app. */
export const writeCursor = (place: Place, question: unknown): string =>
  encodeCursor([place.page, place.skip, markOf(question)]);

/** @throws {ApiError} `invalid_input` for a cursor of another question, or none of ours. */
export function readCursor(cursor: string | undefined, question: unknown): Place {
  if (cursor === undefined) return { page: 1, skip: 0 };
  const [pageNumber, skipped] = decodeCursor(cursorOf(markOf(question)), cursor);
  return { page: pageNumber, skip: skipped };
}
