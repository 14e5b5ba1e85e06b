import type { Pipeline, Status, StatusDescription } from '../../store/model.ts';
import { isIncoming } from '../cards/stages.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';

export const root = '/api/v4/leads/pipelines';

/**
 * @param more - what differs between answers: `request_id` for a write, no `is_archive` for a new one.
 */
export function pipelineBody(
  call: ApiCall,
  pipeline: Pipeline,
  more: object = { is_archive: false },
): object {
  return {
    id: pipeline.id,
    name: pipeline.name,
    sort: pipeline.sort,
    is_main: pipeline.isMain,
    is_unsorted_on: pipeline.isUnsortedOn,
    account_id: call.account.id,
    ...more,
    _links: self(call, `${root}/${pipeline.id}`),
    _embedded: {
      statuses: shownStatuses(pipeline).map((status) => statusBody(call, pipeline, status)),
    },
  };
}

/** Without incoming leads there is no stage for them: so the vendor's answer to such a change. */
export function shownStatuses({ statuses, isUnsortedOn }: Pipeline): Status[] {
  return statuses.filter((status) => isUnsortedOn || !isIncoming(status));
}

export function statusBody(
  call: ApiCall,
  pipeline: Pipeline,
  status: Status,
  more: object = {},
): object {
  return {
    id: status.id,
    name: status.name,
    sort: status.sort,
    is_editable: status.isEditable,
    pipeline_id: pipeline.id,
    color: status.color,
    type: status.type,
    account_id: call.account.id,
    ...more,
    _links: self(call, `${root}/${pipeline.id}/statuses/${status.id}`),
  };
}

/** With `descriptions`, which a list has only when asked and an answer to a write has always. */
export function describedBody(
  call: ApiCall,
  pipeline: Pipeline,
  status: Status,
  more: object = {},
): object {
  const descriptions = status.descriptions.map((one) =>
    descriptionBody(call, pipeline, status, one),
  );
  return { ...statusBody(call, pipeline, status, more), descriptions };
}

function descriptionBody(
  call: ApiCall,
  pipeline: Pipeline,
  status: Status,
  one: StatusDescription,
): object {
  return {
    account_id: call.account.id,
    created_at: written(one.createdAt),
    created_by: one.createdBy,
    description: one.text,
    id: one.id,
    level: one.level,
    pipeline_id: pipeline.id,
    status_id: status.id,
    updated_at: written(one.updatedAt),
    updated_by: one.updatedBy,
  };
}

/** Printed without a zone, unlike every other time in this API. */
function written(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
