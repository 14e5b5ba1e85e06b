import type { Board, BoardQuery, BoardStage } from '@foryou-crm/contract/board';
import type { Lead } from '@foryou-crm/contract/leads';
import { and, asc, eq, sql, type SQL } from 'drizzle-orm';
import { mappedStatus } from '../../crm/stages.ts';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { leadsSeen, totalsSeen } from '../rights/conditions.ts';
import { preparedEyes, type Eyes } from '../rights/eyes.ts';
import type { Seeing } from '../rights/read-viewer.ts';
import { mirrorLeads, mirrorPipelines, mirrorStages, mirrorStageTotals } from '../tables.ts';
import { cardOf, newestFirst, selectCards } from './lead-cards.ts';
import { leadsQuestion } from './list.ts';
import { writePlace } from './place.ts';

/** How far the account is read changes all the time, and is not the board's. */
export type BoardAsOf = Omit<Board, 'sync'>;

export type ReadBoard = (seeing: Seeing, query: BoardQuery) => Promise<BoardAsOf>;

/**
 * One pipeline: every stage with what the caller may see of it, counted and added up, and the newest
 * leads of each. It costs the same however many leads there are. The app's most frequent question:
 * two statements, prepared once for every shape of rights.
 */
export function createReadBoard(db: Database): ReadBoard {
  const prepared = new Map<string, ReturnType<typeof prepare>>();

  /** @throws {ApiError} `not_found` */
  return async (seeing, query) => {
    const { shape, eyes, values } = preparedEyes(seeing.viewer);
    const key = `${shape} ${String(query.limit)}`;
    const statements =
      prepared.get(key) ?? prepare(db, eyes, query.limit, `mirror_board_${String(prepared.size)}`);
    prepared.set(key, statements);
    const asked = { ...values, pipelineId: query.pipelineId ?? null };
    const [stages, rows] = await Promise.all([
      statements.stages.execute(asked),
      statements.cards.execute(asked),
    ]);
    const [first] = stages;
    if (!first) throw apiError.notFound('No such pipeline.');
    const { id, name, sort, isMain, isUnsortedOn } = first.pipeline;
    const byStage = Map.groupBy(
      rows.map((row) => cardOf(row, seeing)),
      ({ stageId }) => stageId,
    );
    return {
      pipeline: { id, name, sort, isMain, isUnsortedOn },
      stages: stages.map((row) => withPage(row, byStage.get(row.stage.id) ?? [], seeing, query)),
    };
  };
}

function prepare(db: Database, eyes: Eyes, limit: number, name: string) {
  return {
    stages: selectStages(db, eyes).prepare(`${name}_stages`),
    cards: selectFirstPages(db, eyes, limit).prepare(`${name}_cards`),
  };
}

/** The pipeline that is named, else the main one, else the first. */
const chosenPipeline = (eyes: Eyes): SQL => sql`(
  select ${mirrorPipelines.id} from ${mirrorPipelines}
  where ${mirrorPipelines.accountId} = ${eyes.accountId} and not ${mirrorPipelines.isArchive}
    and ${mirrorPipelines.id} = coalesce(${sql.placeholder('pipelineId')}::bigint, ${mirrorPipelines.id})
  order by ${mirrorPipelines.isMain} desc, ${mirrorPipelines.sort}, ${mirrorPipelines.id}
  limit 1)`;

function selectStages(db: Database, eyes: Eyes) {
  const { stageId, leads, price } = mirrorStageTotals;
  const totals = db
    .select({
      stageId,
      count: sql<string | null>`sum(${leads})`.as('count'),
      sum: sql<string | null>`sum(${price})`.as('sum'),
    })
    .from(mirrorStageTotals)
    .where(and(totalsSeen(eyes), eq(mirrorStageTotals.pipelineId, chosenPipeline(eyes))))
    .groupBy(stageId)
    .as('totals');
  return db
    .select({
      pipeline: mirrorPipelines,
      stage: mirrorStages,
      count: totals.count,
      sum: totals.sum,
    })
    .from(mirrorStages)
    .innerJoin(
      mirrorPipelines,
      and(
        eq(mirrorPipelines.accountId, eyes.accountId),
        eq(mirrorPipelines.id, mirrorStages.pipelineId),
      ),
    )
    .leftJoin(totals, eq(totals.stageId, mirrorStages.id))
    .where(
      and(
        eq(mirrorStages.accountId, eyes.accountId),
        eq(mirrorStages.pipelineId, chosenPipeline(eyes)),
      ),
    )
    .orderBy(asc(mirrorStages.sort), asc(mirrorStages.id));
}

/** The newest leads of every stage, one more than a page of each. */
function selectFirstPages(db: Database, eyes: Eyes, limit: number) {
  const firstOfStage = sql`
    select ${mirrorLeads.id} from ${mirrorLeads}
    where ${leadsSeen(eyes)} and ${mirrorLeads.pipelineId} = ${mirrorStages.pipelineId}
      and ${mirrorLeads.stageId} = ${mirrorStages.id}
    order by ${sql.join(newestFirst, sql`, `)} limit ${sql.raw(String(limit + 1))}`;
  return selectCards(db, eyes)
    .where(
      and(
        leadsSeen(eyes),
        sql`${mirrorLeads.id} = any(array(
          select first.id from ${mirrorStages} cross join lateral (${firstOfStage}) as first
          where ${mirrorStages.accountId} = ${eyes.accountId}
            and ${mirrorStages.pipelineId} = ${chosenPipeline(eyes)}))`,
      ),
    )
    .orderBy(...newestFirst);
}

type StageRow = Awaited<ReturnType<typeof selectStages>>[number];

function withPage(row: StageRow, leads: Lead[], seeing: Seeing, query: BoardQuery): BoardStage {
  const { limit } = query;
  const { id, pipelineId, name, sort, color, isEditable, type } = row.stage;
  const page = leads.slice(0, limit);
  const last = leads.length > limit ? page.at(-1) : undefined;
  const question = leadsQuestion({ pipelineId, stageId: id, limit });
  return {
    id,
    pipelineId,
    name,
    sort,
    color,
    isEditable,
    type,
    mappedStatus: mappedStatus(row.stage),
    count: Number(row.count ?? 0),
    sum: Number(row.sum ?? 0),
    leads: page,
    nextCursor: last
      ? writePlace({ at: new Date(last.createdAt), id: last.id }, seeing, question)
      : null,
  };
}
