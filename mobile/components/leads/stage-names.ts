import type { Pipeline, Stage } from '@foryou-crm/contract/amo-crm';
import { stageKind } from '@/components/board/arrange';

/** The stages a lead can be put into by hand, in amoCRM's order: all but the incoming one. */
export const stagesOf = (pipeline: Pipeline): Stage[] =>
  pipeline.stages
    .filter((stage) => stageKind(stage) !== 'incoming')
    .sort((a, b) => rank(a) - rank(b) || a.sort - b.sort);

/** Won and lost stand last, whatever their number. */
const rank = (stage: Stage): number => (stageKind(stage) === 'open' ? 0 : 1);

/** Where a new lead begins: the pipeline's first open stage. */
export const firstStage = (pipeline: Pipeline): Stage | undefined =>
  stagesOf(pipeline).find((stage) => stageKind(stage) === 'open');

/** A stage is known by its pipeline and its id: won and lost have the same ids in each. */
export const findStage = (
  pipelines: readonly Pipeline[],
  pipelineId: number | undefined,
  stageId: number | undefined,
): Stage | undefined =>
  pipelines.find(({ id }) => id === pipelineId)?.stages.find(({ id }) => id === stageId);
