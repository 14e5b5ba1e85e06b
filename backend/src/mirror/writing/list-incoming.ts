import type { Incoming, IncomingPage, IncomingQuery } from '@foryou-crm/contract/incoming';
import type { Lead } from '@foryou-crm/contract/leads';
import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database } from '../../database/open.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { readLeadCards } from '../reading/lead-cards.ts';
import { markOf } from '../reading/place.ts';
import { incomingSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorLeads, mirrorUnsorted } from '../tables.ts';

/** The end of the year 9999. */
const latest = 253_402_300_799_999;
const cursorOf = (mark: string) =>
  z.tuple([
    z.int().min(0).max(latest),
    z
      .string()
      .max(128)
      .regex(/^[\w-]*$/),
    z.literal(mark),
  ]);

/** Incoming leads that the caller may see, newest first. */
export async function listIncoming(
  db: Database,
  seeing: Seeing,
  { pipelineId, cursor, limit }: IncomingQuery,
): Promise<IncomingPage> {
  const { viewer } = seeing;
  const mark = markOf(seeing, ['incoming', pipelineId, limit]);
  const place = cursor === undefined ? null : decodeCursor(cursorOf(mark), cursor);
  const { createdAt, uid } = mirrorUnsorted;
  const rows = await db
    .select()
    .from(mirrorUnsorted)
    .where(
      and(
        incomingSeen(viewer),
        pipelineId === undefined ? undefined : eq(mirrorUnsorted.pipelineId, pipelineId),
        place === null
          ? undefined
          : sql`(${createdAt}, ${uid}) < (${new Date(place[0]).toISOString()}::timestamptz, ${place[1]})`,
      ),
    )
    .orderBy(desc(createdAt), desc(uid))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const leads = await leadsOf(
    db,
    seeing,
    page.flatMap(({ leadId }) => leadId ?? []),
  );
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: page.map((row) => itemOf(row, leads.get(row.leadId ?? -1) ?? null)),
    nextCursor: last ? encodeCursor([last.createdAt.getTime(), last.uid, mark]) : null,
  };
}

async function leadsOf(
  db: Database,
  seeing: Seeing,
  ids: readonly number[],
): Promise<Map<number, Lead>> {
  if (ids.length === 0) return new Map();
  const cards = await readLeadCards(db, seeing, inArray(mirrorLeads.id, [...ids]));
  return new Map(cards.map((card) => [card.id, card]));
}

type UnsortedRow = typeof mirrorUnsorted.$inferSelect;

const itemOf = (
  { uid, category, pipelineId, sourceName, createdAt, metadata }: UnsortedRow,
  lead: Lead | null,
): Incoming => ({
  ...{ uid, category, pipelineId, sourceName, lead },
  createdAt: createdAt.toISOString(),
  ...told(category, metadata),
});

const text = z.string().nullable().catch(null);
const metadataSchema = z.object({
  from: z
    .union([z.string(), z.object({ name: text, email: text })])
    .nullable()
    .catch(null),
  phone: text,
  client: z.object({ name: text }).nullable().catch(null),
  formName: text,
  subject: text,
  contentSummary: text,
  lastMessageText: text,
});

/** What amoCRM says of the sender, which each way to come has its own words for. */
function told(category: string, metadata: unknown): Pick<Incoming, 'sender' | 'title' | 'text'> {
  const said = metadataSchema.safeParse(metadata).data;
  const from = said?.from ?? null;
  const person = typeof from === 'string' ? null : from;
  const named = typeof from === 'string' && category !== 'sip' ? from : null;
  return {
    sender: {
      name: said?.client?.name ?? person?.name ?? named,
      phone: said?.phone ?? (category === 'sip' && typeof from === 'string' ? from : null),
      email: person?.email ?? null,
    },
    title: said?.formName ?? said?.subject ?? null,
    text: said?.lastMessageText ?? said?.contentSummary ?? null,
  };
}
