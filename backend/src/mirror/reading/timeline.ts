import type { NoteContent } from '@foryou-crm/amocrm';
import type { TimelineItem, TimelinePage, TimelineQuery } from '@foryou-crm/contract/lead';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { leadsSeen, notesSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import type { Viewer } from '../rights/viewer.ts';
import { mirrorLeads, mirrorNotes, mirrorUsers } from '../tables.ts';
import { after, readPlace, writePlace } from './place.ts';

/**
 * What was noted about a lead, newest first.
 * @throws {ApiError} `not_found`, also for a lead that is not the caller's to see
 */
export async function readTimeline(
  db: Database,
  seeing: Seeing,
  leadId: number,
  query: TimelineQuery,
): Promise<TimelinePage> {
  const { viewer } = seeing;
  const question = ['timeline', leadId, query.limit];
  const place = readPlace(query.cursor, seeing, question);
  const [lead] = await db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .where(and(leadsSeen(viewer), eq(mirrorLeads.id, leadId)));
  if (!lead) throw apiError.notFound('No such lead.');
  const rows = await selectNotes(db, viewer)
    .where(
      and(
        notesSeen(viewer),
        eq(mirrorNotes.entityType, 'leads'),
        eq(mirrorNotes.entityId, leadId),
        after(place, mirrorNotes.createdAt, mirrorNotes.id),
      ),
    )
    .orderBy(sql`${desc(mirrorNotes.createdAt)} nulls first`, desc(mirrorNotes.id))
    .limit(query.limit + 1);
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    data: page.map(itemOf),
    nextCursor: last ? writePlace({ at: last.createdAt, id: last.id }, seeing, question) : null,
  };
}

/** One note as the timeline shows it; null: it is not there, or not the caller's to see. */
export async function readNote(
  db: Database,
  { viewer }: Seeing,
  id: number,
): Promise<TimelineItem | null> {
  const [row] = await selectNotes(db, viewer).where(and(notesSeen(viewer), eq(mirrorNotes.id, id)));
  return row ? itemOf(row) : null;
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

interface NoteRow {
  id: number;
  content: NoteContent;
  createdAt: Date;
  createdBy: number | null;
  authorName: string | null;
}

function itemOf({ id, content, createdAt, createdBy, authorName }: NoteRow): TimelineItem {
  return {
    kind: 'note',
    id,
    at: createdAt.toISOString(),
    type: content.type,
    ...shown(content),
    // 0 is amoCRM's robot.
    author: createdBy === null || createdBy === 0 ? null : { id: createdBy, name: authorName },
  };
}

type Shown = Pick<TimelineItem, 'text' | 'phone' | 'durationSeconds' | 'link' | 'fileName'>;

const nothing: Shown = {
  text: null,
  phone: null,
  durationSeconds: null,
  link: null,
  fileName: null,
};

function shown(content: NoteContent): Shown {
  switch (content.type) {
    case 'call_in':
    case 'call_out': {
      const { phone, duration, link, callResult } = content.params;
      return { ...nothing, text: callResult, phone, durationSeconds: duration, link };
    }
    case 'sms_in':
    case 'sms_out':
      return { ...nothing, text: content.params.text, phone: content.params.phone };
    case 'attachment': {
      const { text, originalName, fileName } = content.params;
      return { ...nothing, text, fileName: originalName ?? fileName };
    }
    case 'geolocation': {
      const { text, address } = content.params;
      return { ...nothing, text: text === '' ? address : text };
    }
    case 'common':
    case 'service_message':
    case 'extended_service_message':
    case 'message_cashier':
      return { ...nothing, text: content.params.text };
    case 'other':
      return nothing;
  }
}
