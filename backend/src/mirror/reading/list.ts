import {
  LARGEST_TOTAL,
  type Lead,
  type LeadsPage,
  type LeadsQuery,
} from '@foryou-crm/contract/leads';
import { and, eq, gte, inArray, lte, sql, type SQL } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { leadsSeen, totalsSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorLeads, mirrorStageTotals, mirrorTasks } from '../tables.ts';
import { dayEnds } from './day.ts';
import { readLeadCards } from './lead-cards.ts';
import { after, readPlace, writePlace, type Place } from './place.ts';
import { findAll, findNewest, soughtBy, type Sought } from './search.ts';

/** What a cursor of the list is bound to: all of the question but the place. */
export const leadsQuestion = (query: LeadsQuery) => [
  'leads',
  ...Object.entries(query)
    .filter(([name, value]) => name !== 'cursor' && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1)),
];

/** One page of the leads that the caller may see and asked for, newest first. */
export async function listLeads(
  db: Database,
  seeing: Seeing,
  query: LeadsQuery,
  now: Date,
): Promise<LeadsPage> {
  const question = leadsQuestion(query);
  const place = readPlace(query.cursor, seeing, question);
  const asked = askedFor(seeing, query, now);
  const sought = query.query === undefined ? null : soughtBy(query.query);
  const { leads, total } =
    sought === null
      ? await listed(db, seeing, query, asked, place)
      : await searched(db, seeing, query, asked, place, sought);
  const data = leads.slice(0, query.limit);
  const last = leads.length > query.limit ? data.at(-1) : undefined;
  return {
    data,
    total,
    nextCursor: last
      ? writePlace({ at: new Date(last.createdAt), id: last.id }, seeing, question)
      : null,
  };
}

interface Found {
  /** One more than the page, where there are more. */
  leads: Lead[];
  total: number | null;
}

async function listed(
  db: Database,
  seeing: Seeing,
  query: LeadsQuery,
  asked: SQL | undefined,
  place: Place | null,
): Promise<Found> {
  const rest = and(asked, after(place, mirrorLeads.createdAt, mirrorLeads.id));
  const [leads, total] = await Promise.all([
    readLeadCards(db, seeing, rest, query.limit + 1),
    countLeads(db, seeing, query, asked),
  ]);
  return { leads, total };
}

async function searched(
  db: Database,
  seeing: Seeing,
  { limit }: LeadsQuery,
  asked: SQL | undefined,
  place: Place | null,
  sought: Sought,
): Promise<Found> {
  const { viewer } = seeing;
  const page = { place, limit: limit + 1 };
  const all = await findAll(db, viewer, sought, asked, page, LARGEST_TOTAL);
  const ids = all?.ids ?? (await findNewest(db, viewer, sought, asked, page));
  const leads =
    ids.length === 0 ? [] : await readLeadCards(db, seeing, inArray(mirrorLeads.id, ids));
  return { leads, total: all?.total ?? null };
}

function askedFor({ viewer, mirror }: Seeing, query: LeadsQuery, now: Date): SQL | undefined {
  const { pipelineId, stageId, responsibleUserId, tag, priceFrom, priceTo } = query;
  const { createdFrom, createdTo } = query;
  return and(
    pipelineId === undefined ? undefined : eq(mirrorLeads.pipelineId, pipelineId),
    stageId === undefined ? undefined : eq(mirrorLeads.stageId, stageId),
    responsibleUserId === undefined
      ? undefined
      : eq(mirrorLeads.responsibleUserId, responsibleUserId),
    tag === undefined
      ? undefined
      : sql`${mirrorLeads.tags} @> ${JSON.stringify([{ id: tag }])}::jsonb`,
    priceFrom === undefined ? undefined : gte(mirrorLeads.price, priceFrom),
    priceTo === undefined ? undefined : lte(mirrorLeads.price, priceTo),
    createdFrom === undefined ? undefined : gte(mirrorLeads.createdAt, new Date(createdFrom)),
    createdTo === undefined ? undefined : lte(mirrorLeads.createdAt, new Date(createdTo)),
    query.taskState === undefined ? undefined : inTaskState(viewer.accountId),
  );

  function inTaskState(accountId: number): SQL {
    const open = (due?: SQL) => sql`exists (
      select 1 from ${mirrorTasks}
      where ${mirrorTasks.accountId} = ${accountId} and ${mirrorTasks.entityType} = 'leads'
        and ${mirrorTasks.entityId} = ${mirrorLeads.id} and not ${mirrorTasks.isCompleted}
        ${due ? sql`and ${due}` : sql``})`;
    const due = mirrorTasks.completeTill;
    const instant = sql`${now.toISOString()}::timestamptz`;
    switch (query.taskState) {
      case 'overdue':
        return open(sql`${due} < ${instant}`);
      case 'today':
        return open(sql`${due} >= ${instant} and ${due} < ${dayEnds(now, mirror.timeZone)}`);
      case 'none':
      case undefined:
        return sql`not ${open()}`;
    }
  }
}

/** What only the stage and the responsible user are asked of is added up already. */
const countedBy = new Set(['pipelineId', 'stageId', 'responsibleUserId', 'cursor', 'limit']);

async function countLeads(
  db: Database,
  { viewer }: Seeing,
  query: LeadsQuery,
  asked: SQL | undefined,
): Promise<number | null> {
  const isCounted = Object.entries(query).every(
    ([name, value]) => value === undefined || countedBy.has(name),
  );
  if (isCounted) {
    const { pipelineId, stageId, responsibleUserId } = query;
    const totals = mirrorStageTotals;
    const [row] = await db
      .select({ total: sql<string>`coalesce(sum(${totals.leads}), 0)` })
      .from(totals)
      .where(
        and(
          totalsSeen(viewer),
          pipelineId === undefined ? undefined : eq(totals.pipelineId, pipelineId),
          stageId === undefined ? undefined : eq(totals.stageId, stageId),
          responsibleUserId === undefined
            ? undefined
            : eq(totals.responsibleUserId, responsibleUserId),
        ),
      );
    return Number(row?.total ?? 0);
  }
  const some = db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .where(and(leadsSeen(viewer), asked))
    .limit(LARGEST_TOTAL + 1)
    .as('some');
  const [row] = await db.select({ total: sql<string>`count(*)` }).from(some);
  const total = Number(row?.total ?? 0);
  return total > LARGEST_TOTAL ? null : total;
}
