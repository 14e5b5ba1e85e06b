import type { Pipeline } from '@foryou-crm/amocrm';
import { asc, eq } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { AccountTx } from '../account-lock.ts';
import { mirrorPipelines, mirrorStages } from '../tables.ts';

type PipelineRow = typeof mirrorPipelines.$inferSelect;
type StageRow = typeof mirrorStages.$inferSelect;

/** The account's pipelines and stages, whole: what is not among them is gone. */
export async function savePipelines(
  account: AccountTx,
  pipelines: readonly Pipeline[],
): Promise<void> {
  if (pipelines.length === 0) return;
  const { tx, accountId } = account;
  const known = {
    pipelines: await tx
      .select()
      .from(mirrorPipelines)
      .where(eq(mirrorPipelines.accountId, accountId))
      .orderBy(asc(mirrorPipelines.id)),
    stages: await tx
      .select()
      .from(mirrorStages)
      .where(eq(mirrorStages.accountId, accountId))
      .orderBy(asc(mirrorStages.pipelineId), asc(mirrorStages.id)),
  };
  const read = {
    pipelines: pipelines.map((one) => pipelineRowOf(accountId, one)).sort((a, b) => a.id - b.id),
    stages: pipelines
      .flatMap((one) => stageRowsOf(accountId, one))
      .sort((a, b) => a.pipelineId - b.pipelineId || a.id - b.id),
  };
  if (isDeepStrictEqual(read, known)) return;
  await tx.delete(mirrorPipelines).where(eq(mirrorPipelines.accountId, accountId));
  await tx.insert(mirrorPipelines).values(read.pipelines);
  if (read.stages.length > 0) await tx.insert(mirrorStages).values(read.stages);
  account.changed([{ entity: 'pipelines' }]);
}

function pipelineRowOf(accountId: number, pipeline: Pipeline): PipelineRow {
  const { id, name, sort, isMain, isUnsortedOn, isArchive } = pipeline;
  return { accountId, id, name, sort, isMain, isUnsortedOn, isArchive };
}

function stageRowsOf(accountId: number, pipeline: Pipeline): StageRow[] {
  return pipeline.statuses.map(({ id, name, sort, color, isEditable, type }) => ({
    accountId,
    pipelineId: pipeline.id,
    id,
    name,
    sort,
    color,
    isEditable,
    type,
  }));
}
