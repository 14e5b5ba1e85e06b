import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Pipeline, Status } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';

const root = '/api/v4/leads/pipelines';

/** `GET /api/v4/leads/pipelines`: all of them at once, there are no pages. */
export function listPipelines(call: ApiCall): Answer {
  const pipelines = [...call.account.pipelines].sort((a, b) => a.sort - b.sort);
  if (pipelines.length === 0) return nothing();
  return ok({
    _total_items: pipelines.length,
    _links: self(call, root),
    _embedded: { pipelines: pipelines.map((pipeline) => pipelineBody(call, pipeline)) },
  });
}

/** `GET /api/v4/leads/pipelines/{id}`. */
export function onePipeline(call: ApiCall, id: number): Answer {
  const pipeline = find(call, id);
  return pipeline === undefined ? nothing() : ok(pipelineBody(call, pipeline));
}

/** `GET /api/v4/leads/pipelines/{id}/statuses`. */
export function listStatuses(call: ApiCall, pipelineId: number): Answer {
  const pipeline = find(call, pipelineId);
  if (pipeline === undefined) return nothing();
  return ok({
    _total_items: pipeline.statuses.length,
    _embedded: {
      statuses: pipeline.statuses.map((status) => ({
        ...statusBody(call, pipeline, status),
        ...descriptions(call, pipeline, status),
      })),
    },
  });
}

/** `GET /api/v4/leads/pipelines/{id}/statuses/{id}`. */
export function oneStatus(call: ApiCall, pipelineId: number, statusId: number): Answer {
  const pipeline = find(call, pipelineId);
  const status = pipeline?.statuses.find((one) => one.id === statusId);
  if (pipeline === undefined || status === undefined) return nothing();
  return ok({ ...statusBody(call, pipeline, status), ...descriptions(call, pipeline, status) });
}

function find(call: ApiCall, id: number): Pipeline | undefined {
  return call.account.pipelines.find((pipeline) => pipeline.id === id);
}

function pipelineBody(call: ApiCall, pipeline: Pipeline): object {
  return {
    id: pipeline.id,
    name: pipeline.name,
    sort: pipeline.sort,
    is_main: pipeline.isMain,
    is_unsorted_on: pipeline.isUnsortedOn,
    is_archive: false,
    account_id: call.account.id,
    _links: self(call, `${root}/${pipeline.id}`),
    _embedded: { statuses: pipeline.statuses.map((status) => statusBody(call, pipeline, status)) },
  };
}

function statusBody(call: ApiCall, pipeline: Pipeline, status: Status): object {
  return {
    id: status.id,
    name: status.name,
    sort: status.sort,
    is_editable: status.isEditable,
    pipeline_id: pipeline.id,
    color: status.color,
    type: status.type,
    account_id: call.account.id,
    _links: self(call, `${root}/${pipeline.id}/statuses/${status.id}`),
  };
}

/** `with=descriptions`: what a newcomer should know about a stage. */
function descriptions(call: ApiCall, pipeline: Pipeline, status: Status): object {
  if (!call.query.with.has('descriptions')) return {};
  if (status.description === null) return { descriptions: [] };
  // Printed without a zone, unlike every other time in this API.
  const written = new Date(call.account.createdAt * 1000).toISOString();
  const at = written.slice(0, 19).replace('T', ' ');
  return {
    descriptions: [
      {
        account_id: call.account.id,
        created_at: at,
        created_by: 0,
        description: status.description,
        id: status.id,
        level: 'newbie',
        pipeline_id: pipeline.id,
        status_id: status.id,
        updated_at: at,
        updated_by: null,
      },
    ],
  };
}
