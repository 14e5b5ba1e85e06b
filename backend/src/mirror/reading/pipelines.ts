import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { and, asc, eq } from 'drizzle-orm';
import { mappedStatus } from '../../crm/stages.ts';
import type { Database } from '../../database/open.ts';
import { mirrorPipelines, mirrorStages } from '../tables.ts';

/** The account's pipelines in amoCRM's order, without the archived ones. They are everybody's to see. */
export async function readPipelines(db: Database, accountId: number): Promise<Pipeline[]> {
  const [pipelines, stages] = await Promise.all([
    db
      .select()
      .from(mirrorPipelines)
      .where(and(eq(mirrorPipelines.accountId, accountId), eq(mirrorPipelines.isArchive, false)))
      .orderBy(asc(mirrorPipelines.sort), asc(mirrorPipelines.id)),
    db
      .select()
      .from(mirrorStages)
      .where(eq(mirrorStages.accountId, accountId))
      .orderBy(asc(mirrorStages.sort), asc(mirrorStages.id)),
  ]);
  const byPipeline = Map.groupBy(stages, ({ pipelineId }) => pipelineId);
  return pipelines.map(({ id, name, sort, isMain, isUnsortedOn }) => ({
    id,
    name,
    sort,
    isMain,
    isUnsortedOn,
    stages: (byPipeline.get(id) ?? []).map((stage) => ({
      id: stage.id,
      pipelineId: stage.pipelineId,
      name: stage.name,
      sort: stage.sort,
      color: stage.color,
      isEditable: stage.isEditable,
      type: stage.type,
      mappedStatus: mappedStatus(stage),
    })),
  }));
}
