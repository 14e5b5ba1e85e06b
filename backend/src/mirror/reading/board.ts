import type { Board, BoardQuery, BoardStage } from '@foryou-crm/contract/board';
import type { Lead } from '@foryou-crm/contract/leads';
import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { mappedStatus } from '../../crm/stages.ts';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { leadsSeen, totalsSeen } from '../rights/conditions.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorLeads, mirrorPipelines, mirrorStages, mirrorStageTotals } from '../tables.ts';
import { newestFirst, readLeadCards } from './lead-cards.ts';
import { leadsQuestion } from './list.ts';
import { writePlace } from './place.ts';
import { syncOf } from './sync.ts';

/**
 * One pipeline: every stage with what the caller may see of it, counted and added up, and the newest
 * leads of each. It costs the same however many leads there are.
 * @throws {ApiError} `not_found`
 */
export async function readBoard(db: Database, seeing: Seeing, query: BoardQuery): Promise<Board> {
  const { accountId } = seeing.viewer;
  const pipeline = await pipelineOf(db, accountId, query.pipelineId);
  if (!pipeline) throw apiError.notFound('No such pipeline.');
  const [stages, leads] = await Promise.all([
    readStages(db, seeing, pipeline.id),
    readFirstPages(db, seeing, pipeline.id, query.limit),
  ]);
  const byStage = Map.groupBy(leads, ({ stageId }) => stageId);
  const { id, name, sort, isMain, isUnsortedOn } = pipeline;
  return {
    pipeline: { id, name, sort, isMain, isUnsortedOn },
    stages: stages.map((stage) => withPage(stage, byStage.get(stage.id) ?? [], seeing, query)),
    sync: syncOf(seeing.mirror),
  };
}

/** The one that is named, else the main one, else the first. */
async function pipelineOf(db: Database, accountId: number, id: number | undefined) {
  const [pipeline] = await db
    .select()
    .from(mirrorPipelines)
    .where(
      and(
        eq(mirrorPipelines.accountId, accountId),
        eq(mirrorPipelines.isArchive, false),
        id === undefined ? undefined : eq(mirrorPipelines.id, id),
      ),
    )
    .orderBy(desc(mirrorPipelines.isMain), asc(mirrorPipelines.sort), asc(mirrorPipelines.id))
    .limit(1);
  return pipeline;
}

function readStages(db: Database, { viewer }: Seeing, pipelineId: number) {
  const { stageId, leads, price } = mirrorStageTotals;
  const totals = db
    .select({
      stageId,
      count: sql<string | null>`sum(${leads})`.as('count'),
      sum: sql<string | null>`sum(${price})`.as('sum'),
    })
    .from(mirrorStageTotals)
    .where(and(totalsSeen(viewer), eq(mirrorStageTotals.pipelineId, pipelineId)))
    .groupBy(stageId)
    .as('totals');
  return db
    .select({
      id: mirrorStages.id,
      pipelineId: mirrorStages.pipelineId,
      name: mirrorStages.name,
      sort: mirrorStages.sort,
      color: mirrorStages.color,
      isEditable: mirrorStages.isEditable,
      type: mirrorStages.type,
      count: totals.count,
      sum: totals.sum,
    })
    .from(mirrorStages)
    .leftJoin(totals, eq(totals.stageId, mirrorStages.id))
    .where(
      and(eq(mirrorStages.accountId, viewer.accountId), eq(mirrorStages.pipelineId, pipelineId)),
    )
    .orderBy(asc(mirrorStages.sort), asc(mirrorStages.id));
}

/** The newest leads of every stage, one more than a page of each. */
function readFirstPages(db: Database, seeing: Seeing, pipelineId: number, limit: number) {
  const { viewer } = seeing;
  const firstOfStage = sql`
    select ${mirrorLeads.id} from ${mirrorLeads}
    where ${leadsSeen(viewer)} and ${mirrorLeads.pipelineId} = ${pipelineId}
      and ${mirrorLeads.stageId} = ${mirrorStages.id}
    order by ${sql.join(newestFirst, sql`, `)} limit ${limit + 1}`;
  return readLeadCards(
    db,
    seeing,
    sql`${mirrorLeads.id} in (
      select first.id from ${mirrorStages} cross join lateral (${firstOfStage}) as first
      where ${mirrorStages.accountId} = ${viewer.accountId}
        and ${mirrorStages.pipelineId} = ${pipelineId})`,
  );
}

type StageRow = Awaited<ReturnType<typeof readStages>>[number];

function withPage(row: StageRow, leads: Lead[], seeing: Seeing, query: BoardQuery): BoardStage {
  const { limit } = query;
  const page = leads.slice(0, limit);
  const last = leads.length > limit ? page.at(-1) : undefined;
  const question = leadsQuestion({ pipelineId: row.pipelineId, stageId: row.id, limit });
  return {
    ...row,
    mappedStatus: mappedStatus(row),
    count: Number(row.count ?? 0),
    sum: Number(row.sum ?? 0),
    leads: page,
    nextCursor: last
      ? writePlace({ at: new Date(last.createdAt), id: last.id }, seeing, question)
      : null,
  };
}
