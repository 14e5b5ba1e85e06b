import { createHash } from 'node:crypto';
import { sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import type { Seeing } from '../rights/read-viewer.ts';

/** A place in a list that is newest first: the last row that was given. */
export interface Place {
  at: Date;
  id: number;
}

/** The end of the year 9999. */
const latest = 253_402_300_799_999;
const cursorOf = (mark: string) =>
  z.tuple([z.int().min(0).max(latest), z.int().min(0), z.literal(mark)]);

/** Whose list, of which account, and which question: a cursor is good for nothing else. */
export function markOf({ connectionId, viewer }: Seeing, question: unknown): string {
  const whole = [connectionId, viewer.accountId, viewer.amoUserId, question];
  return createHash('sha256').update(JSON.stringify(whole)).digest('base64url').slice(0, 12);
}

export const writePlace = ({ at, id }: Place, seeing: Seeing, question: unknown): string =>
  encodeCursor([at.getTime(), id, markOf(seeing, question)]);

/** @throws {ApiError} `invalid_input` for a cursor of another question, or none of ours. */
export function readPlace(
  cursor: string | undefined,
  seeing: Seeing,
  question: unknown,
): Place | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursorOf(markOf(seeing, question)), cursor);
  return { at: new Date(at), id };
}

/** Rows that come after the place. */
export const after = (place: Place | null, at: AnyColumn, id: AnyColumn): SQL | undefined =>
  place === null
    ? undefined
    : sql`(${at}, ${id}) < (${place.at.toISOString()}::timestamptz, ${place.id}::bigint)`;
