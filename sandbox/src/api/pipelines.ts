import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Pipeline, Status } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';
import {
  describedBody,
  pipelineBody,
  root,
  shownStatuses,
  statusBody,
} from './pipelines/bodies.ts';
import {
  changePipeline,
  createPipelines,
  deletePipeline,
  pipelineOf,
} from './pipelines/write-pipelines.ts';
import {
  changeStatus,
  createStatuses,
  deleteStatus,
  statusOf,
} from './pipelines/write-statuses.ts';
import { get, patch, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';

export const pipelinesRoutes: readonly ApiRoute[] = [
  get(root, listPipelines),
  post(root, createPipelines),
  get(`${root}/:first`, onePipeline),
  patch(`${root}/:first`, changePipeline),
  remove(`${root}/:first`, deletePipeline),
  get(`${root}/:first/statuses`, listStatuses),
  post(`${root}/:first/statuses`, createStatuses),
  get(`${root}/:first/statuses/:second`, oneStatus),
  patch(`${root}/:first/statuses/:second`, changeStatus),
  remove(`${root}/:first/statuses/:second`, deleteStatus),
];

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
  const pipeline = pipelineOf(call.account, id);
  return pipeline === undefined ? nothing() : ok(pipelineBody(call, pipeline));
}

/** `GET /api/v4/leads/pipelines/{id}/statuses`. */
export function listStatuses(call: ApiCall, pipelineId: number): Answer {
  const pipeline = pipelineOf(call.account, pipelineId);
  if (pipeline === undefined) return nothing();
  const statuses = shownStatuses(pipeline);
  return ok({
    _total_items: statuses.length,
    _embedded: { statuses: statuses.map((status) => readBody(call, pipeline, status)) },
  });
}

/** `GET /api/v4/leads/pipelines/{id}/statuses/{id}`. */
export function oneStatus(call: ApiCall, pipelineId: number, statusId: number): Answer {
  const pipeline = pipelineOf(call.account, pipelineId);
  const status = pipeline === undefined ? undefined : statusOf(pipeline, statusId);
  if (pipeline === undefined || status === undefined) return nothing();
  return ok(readBody(call, pipeline, status));
}

/** `with=descriptions`: what people of each rank should know about a stage. */
function readBody(call: ApiCall, pipeline: Pipeline, status: Status): object {
  const body = call.query.with.has('descriptions') ? describedBody : statusBody;
  return body(call, pipeline, status);
}
