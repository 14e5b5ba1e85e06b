import type { Note, TimelineItem, TimelinePage, TimelineQuery } from '@foryou-crm/contract/lead';
import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Database } from '../../database/open.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { apiError } from '../../http/problem.ts';
import { eventsSeen, leadsSeen, notesSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorEvents, mirrorLeads, mirrorNotes, mirrorTasks, mirrorUsers } from '../tables.ts';
import { markOf } from './place.ts';
import { eventOf, namesIn, noteOf } from './timeline-items.ts';

/**
 * What was noted about a lead and what happened to it, newest first.
 * @throws {ApiError} `not_found`, also for a lead that is not the caller's to see
 */
export async function readTimeline(
  db: Database,
  seeing: Seeing,
  leadId: number,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const { viewer } = seeing;
  const mark = markOf(seeing, ['timeline', leadId, query.limit]);
  const place = query.cursor === undefined ? null : readPlace(query.cursor, mark);
  const [lead] = await db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .where(and(leadsSeen(viewer), eq(mirrorLeads.id, leadId)));
  if (!lead) throw apiError.notFound('No such lead.');
  const keys = await keysOf(db, viewer, leadId, place, query.limit + 1);
  const page = keys.slice(0, query.limit);
  const last = keys.length > query.limit ? page.at(-1) : undefined;
  return {
    data: await itemsOf(db, viewer, page),
    nextCursor: last ? encodeCursor([last.at.getTime(), last.rank, last.key, mark]) : null,
  };
}

/** One note as the timeline shows it; null: it is not there, or not the caller's to see. */
export async function readNote(db: Database, { viewer }: Seeing, id: number): Promise<Note | null> {
  const [row] = await selectNotes(db, viewer).where(and(notesSeen(viewer), eq(mirrorNotes.id, id)));
  return row ? noteOf(row) : null;
}

/** Where something stands: by its time; of one second what happened is below what was noted of it. */
interface Key {
  at: Date;
  /** 1: a note, 0: an event. */
  rank: number;
  /** The id as it is ordered. */
  key: string;
}

/** The end of the year 9999. */
const latest = 253_402_300_799_999;
const cursorOf = (mark: string) =>
  z.tuple([
    z.int().min(0).max(latest),
    z.int().min(0).max(1),
    z.string().regex(/^[\x21-\x7e]{1,64}$/),
    z.literal(mark),
  ]);

/** @throws {ApiError} `invalid_input` for a cursor of another question, or none of ours. */
function readPlace(cursor: string, mark: string): Key {
  const [at, rank, key] = decodeCursor(cursorOf(mark), cursor);
  return { at: new Date(at), rank, key };
}

const digits = 20;

/** The next of both kinds, in one order. Each kind is read from its index no further than the page goes. */
function keysOf(
  db: Database,
  viewer: Viewer,
  leadId: number,
  place: Key | null,
  limit: number,
): Promise<Key[]> {
  const columns = (at: typeof mirrorNotes.createdAt | typeof mirrorEvents.createdAt) => ({
    at: sql<Date>`${at}`.mapWith(mirrorNotes.createdAt).as('at'),
  });
  const noteKey = sql<string>`lpad(${mirrorNotes.id}::text, ${sql.raw(String(digits))}, '0')`;
  const notes = db
    .select({
      ...columns(mirrorNotes.createdAt),
      rank: sql<number>`1`.as('rank'),
      key: noteKey.as('key'),
    })
    .from(mirrorNotes)
    .where(
      and(
        notesSeen(viewer),
        eq(mirrorNotes.entityType, 'leads'),
        eq(mirrorNotes.entityId, leadId),
        below(place, sql`${mirrorNotes.createdAt}`, 1, noteKey),
      ),
    )
    .orderBy(sql`${mirrorNotes.createdAt} desc nulls first, ${noteKey} desc`)
    .limit(limit);
  const events = db
    .select({
      ...columns(mirrorEvents.createdAt),
      rank: sql<number>`0`.as('rank'),
      key: sql<string>`${mirrorEvents.id}`.as('key'),
    })
    .from(mirrorEvents)
    .where(
      and(
        eventsSeen(viewer),
        eq(mirrorEvents.leadId, leadId),
        below(place, sql`${mirrorEvents.createdAt}`, 0, sql`${mirrorEvents.id}`),
      ),
    )
    .orderBy(sql`${mirrorEvents.createdAt} desc nulls first, ${mirrorEvents.id} desc`)
    .limit(limit);
  return unionAll(notes, events)
    .orderBy(sql`at desc, rank desc, key desc`)
    .limit(limit);
}

/** Rows that come after the place; the time alone is what an index finds. */
const below = (place: Key | null, at: SQL, rank: 0 | 1, key: SQL): SQL | undefined =>
  place === null
    ? undefined
    : sql`${at} <= ${place.at.toISOString()}::timestamptz
        and (${at}, ${sql.raw(String(rank))}, ${key})
          < (${place.at.toISOString()}::timestamptz, ${place.rank}::int, ${place.key}::text)`;

async function itemsOf(
  db: Database,
  viewer: Viewer,
  keys: readonly Key[],
): Promise<TimelineItem[]> {
  const idsOf = (rank: number) => keys.filter((one) => one.rank === rank).map(({ key }) => key);
  const [noteIds, eventIds] = [idsOf(1).map(Number), idsOf(0)];
  const [notes, events] = await Promise.all([
    noteIds.length === 0
      ? []
      : selectNotes(db, viewer).where(and(notesSeen(viewer), inArray(mirrorNotes.id, noteIds))),
    eventIds.length === 0
      ? []
      : selectEvents(db, viewer).where(and(eventsSeen(viewer), inArray(mirrorEvents.id, eventIds))),
  ]);
  const names = await namesIn(db, viewer.accountId, events);
  const shown = new Map<string, TimelineItem>([
    ...notes.map((row) => [String(row.id).padStart(digits, '0'), noteOf(row)] as const),
    ...events.map((row) => [row.id, eventOf(row, names)] as const),
  ]);
  // One that was deleted between the two questions is left out.
  return keys.flatMap(({ key }) => shown.get(key) ?? []);
}

const selectNotes = (db: Database, { accountId }: Viewer) =>
  db
    .select({
      id: mirrorNotes.id,
      content: mirrorNotes.content,
      createdAt: mirrorNotes.createdAt,
      createdBy: mirrorNotes.createdBy,
      authorName: mirrorUsers.name,
    })
    .from(mirrorNotes)
    .leftJoin(
      mirrorUsers,
      and(eq(mirrorUsers.accountId, accountId), eq(mirrorUsers.id, mirrorNotes.createdBy)),
    );

const selectEvents = (db: Database, { accountId }: Viewer) =>
  db
    .select({
      id: mirrorEvents.id,
      content: mirrorEvents.content,
      taskText: mirrorTasks.text,
      createdAt: mirrorEvents.createdAt,
      createdBy: mirrorEvents.createdBy,
      authorName: mirrorUsers.name,
    })
    .from(mirrorEvents)
    .leftJoin(
      mirrorTasks,
      and(eq(mirrorTasks.accountId, accountId), eq(mirrorTasks.id, mirrorEvents.taskId)),
    )
    .leftJoin(
      mirrorUsers,
      and(eq(mirrorUsers.accountId, accountId), eq(mirrorUsers.id, mirrorEvents.createdBy)),
    );
