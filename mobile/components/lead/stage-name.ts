import type { Pipeline } from '@foryou-crm/contract/amo-crm';

/** Won and lost have the same ids in every pipeline, so both are needed. Null: not to be seen. */
export const stageName = (
  pipelines: readonly Pipeline[],
  { pipelineId, stageId }: { pipelineId: number; stageId: number },
): string | null =>
  pipelines.find(({ id }) => id === pipelineId)?.stages.find(({ id }) => id === stageId)?.name ??
  null;
