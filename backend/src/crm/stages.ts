import type { Pipeline as AmoPipeline, Status } from '@foryou-crm/amocrm';
import {
  LOST_STAGE_ID,
  WON_STAGE_ID,
  type Pipeline,
  type Stage,
} from '@foryou-crm/contract/amo-crm';

const incoming = 1;

/** What a stage means to the app, whatever the agency calls it. */
export function mappedStatus({ id, type }: Pick<Status, 'id' | 'type'>): Stage['mappedStatus'] {
  if (type === incoming) return 'NEW';
  return id === WON_STAGE_ID || id === LOST_STAGE_ID ? 'CLOSED' : 'IN_PROGRESS';
}

const bySort = <T extends { sort: number; id: number }>(a: T, b: T) =>
  a.sort - b.sort || a.id - b.id;

/** A pipeline's stages in amoCRM's order. */
export const stagesOf = (pipeline: AmoPipeline): Stage[] =>
  pipeline.statuses
    .map((status) => ({
      id: status.id,
      pipelineId: pipeline.id,
      name: status.name,
      sort: status.sort,
      color: status.color,
      isEditable: status.isEditable,
      type: status.type,
      mappedStatus: mappedStatus(status),
    }))
    .sort(bySort);

/** The account's pipelines in amoCRM's order, without the archived ones. */
export const pipelinesOf = (pipelines: readonly AmoPipeline[]): Pipeline[] =>
  pipelines
    .filter(({ isArchive }) => !isArchive)
    .map((pipeline) => ({
      id: pipeline.id,
      name: pipeline.name,
      sort: pipeline.sort,
      isMain: pipeline.isMain,
      isUnsortedOn: pipeline.isUnsortedOn,
      stages: stagesOf(pipeline),
    }))
    .sort(bySort);
