import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Account, Pipeline, Status } from '../../store/model.ts';
import { newListId } from '../../store/list-id.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import {
  checkFurther,
  checkItem,
  fieldErrors,
  readAll,
  readBatch,
  readSingle,
  validationProblem,
} from '../validate.ts';
import type { FieldError } from '../validate.ts';
import { pipelineBody, root } from './bodies.ts';
import {
  inOrder,
  mostPipelines,
  mostStatuses,
  newStatusId,
  putPipeline,
  stageName,
  statusColor,
  systemStatuses,
  withOneMain,
} from './stage-rules.ts';

const statusSchema = z.object({
  /** 142 or 143: what these two shall be called here. */
  id: z.union([z.literal(142), z.literal(143)]).nullish(),
  name: stageName,
  sort: z.int().nullish(),
  color: statusColor.nullish(),
});
const createSchema = z.object({
  name: stageName,
  sort: z.int(),
  is_main: z.boolean(),
  is_unsorted_on: z.boolean(),
  _embedded: z.object({ statuses: z.array(statusSchema).max(mostStatuses).nullish() }).nullish(),
});
type Given = z.output<typeof createSchema>;

const patchSchema = z.object({
  name: stageName.optional(),
  sort: z.int().optional(),
  is_main: z.boolean().optional(),
  is_unsorted_on: z.boolean().optional(),
});

/** `POST /api/v4/leads/pipelines`. */
export function createPipelines(call: ApiCall): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  if (call.account.pipelines.length + items.length > mostPipelines) {
    return refused(`No more than ${mostPipelines} pipelines`);
  }
  const read = readAll(items, (item) => checkFurther(checkItem(createSchema, item), statusErrors));
  if (!Array.isArray(read)) return read;
  const made = read.map(({ item, value }) => {
    const pipeline = newPipeline(call.account, value);
    putPipeline(call.account, pipeline);
    return { id: pipeline.id, requestId: item.requestId };
  });
  return ok({
    _total_items: made.length,
    _links: self(call, root),
    _embedded: {
      pipelines: made.flatMap(({ id, requestId }) => {
        const pipeline = pipelineOf(call.account, id);
        return pipeline === undefined
          ? []
          : [pipelineBody(call, pipeline, { request_id: requestId })];
      }),
    },
  });
}

function statusErrors({ _embedded: embedded }: Given): FieldError[] {
  const own = (embedded?.statuses ?? []).filter(({ id }) => !isNamed(id));
  // The three system stages are there besides.
  if (own.length <= mostStatuses - 3) return [];
  return [fieldErrors.tooMany('_embedded.statuses', mostStatuses - 3)];
}

function isNamed(id: number | null | undefined): id is number {
  return typeof id === 'number';
}

function newPipeline(account: Account, given: Given): Pipeline {
  const statuses = given._embedded?.statuses ?? [];
  const renamed = new Map<number | null | undefined, string>(
    statuses.map(({ id, name }) => [id, name]),
  );
  const own = statuses
    .filter(({ id }) => !isNamed(id))
    .map((status, place): Status => ({
      id: newStatusId(account),
      name: status.name,
      sort: status.sort ?? 20 + 10 * place,
      color: status.color ?? '#fffeb2',
      isEditable: true,
      type: 0,
      descriptions: [],
    }));
  const system = systemStatuses(account).map((status) => ({
    ...status,
    name: renamed.get(status.id) ?? status.name,
  }));
  return {
    id: newListId(
      account,
      'pipeline',
      account.pipelines.map(({ id }) => id),
    ),
    name: given.name,
    sort: given.sort,
    isMain: given.is_main,
    isUnsortedOn: given.is_unsorted_on,
    statuses: inOrder([...system, ...own]),
  };
}

/** `PATCH /api/v4/leads/pipelines/{id}`. */
export function changePipeline(call: ApiCall, id: number): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const pipeline = pipelineOf(call.account, id);
  if (pipeline === undefined) return noSuchPipeline;
  const read = checkItem(patchSchema, item);
  if (!read.ok) return validationProblem([{ requestId: item.requestId, errors: read.errors }]);
  const { value } = read;
  putPipeline(call.account, {
    ...pipeline,
    name: value.name ?? pipeline.name,
    sort: value.sort ?? pipeline.sort,
    isMain: value.is_main ?? pipeline.isMain,
    isUnsortedOn: value.is_unsorted_on ?? pipeline.isUnsortedOn,
  });
  const after = pipelineOf(call.account, id) ?? pipeline;
  return ok(pipelineBody(call, after, { is_archive: false, request_id: item.requestId }));
}

/** `DELETE /api/v4/leads/pipelines/{id}`: not the last one, and not one with leads in it. */
export function deletePipeline(call: ApiCall, id: number): Answer {
  const { account, viewer } = call;
  if (!viewer.seesAll) return forbidden;
  if (pipelineOf(account, id) === undefined) return noSuchPipeline;
  if (account.pipelines.length === 1) return refused('The last pipeline cannot be deleted');
  const isUsed = [...account.leads.values()].some(
    (lead) => lead.pipelineId === id && !lead.isDeleted,
  );
  if (isUsed) return refused('A pipeline with leads in it cannot be deleted');
  account.pipelines = withOneMain(
    account.pipelines.filter((pipeline) => pipeline.id !== id),
    null,
  );
  return nothing();
}

export function pipelineOf(account: Account, id: number): Pipeline | undefined {
  return account.pipelines.find((pipeline) => pipeline.id === id);
}

/** The documentation names the rules and no answer for who breaks them. */
export function refused(detail: string): Answer {
  return problem(400, 'Bad Request', detail);
}

export const noSuchPipeline = problem(404, 'Not Found', 'Pipeline not found');
