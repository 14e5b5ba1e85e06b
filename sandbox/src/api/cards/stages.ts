import type { Account, Lead, Pipeline, Status } from '../../store/model.ts';

/** A stage's key: 142 (won) and 143 (lost) repeat in every pipeline. */
export interface Stage {
  readonly pipelineId: number;
  readonly statusId: number;
}

export const lost = 143;
const won = 142;

export function isSystem(statusId: number): boolean {
  return statusId === won || statusId === lost;
}

export function isIncoming(status: Status): boolean {
  return status.type === 1;
}

export function stageOf(
  account: Account,
  { pipelineId, statusId }: Pick<Lead, 'pipelineId' | 'statusId'>,
): Status | undefined {
  const pipeline = account.pipelines.find(({ id }) => id === pipelineId);
  return pipeline?.statuses.find(({ id }) => id === statusId);
}

export function mainPipeline(account: Account): Pipeline | undefined {
  return account.pipelines.find(({ isMain }) => isMain) ?? account.pipelines[0];
}

/** Where a lead begins that was not put anywhere: after the incoming ones. */
export function firstStage(pipeline: Pipeline): Stage {
  const own = pipeline.statuses.filter((status) => !isIncoming(status));
  const [first] = [...own].sort((a, b) => a.sort - b.sort);
  return { pipelineId: pipeline.id, statusId: first?.id ?? won };
}

/** Where incoming leads of a pipeline wait; none where it takes none in. */
export function incomingStage(account: Account, pipelineId: number): Stage | undefined {
  const pipeline = account.pipelines.find(({ id }) => id === pipelineId);
  const status = pipeline?.isUnsortedOn === true ? pipeline.statuses.find(isIncoming) : undefined;
  return status === undefined ? undefined : { pipelineId, statusId: status.id };
}
