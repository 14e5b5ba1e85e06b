import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Account, Lead, Pipeline, Status } from '../../store/model.ts';
import { firstStage, isIncoming, isSystem } from '../cards/stages.ts';
import type { ApiCall } from '../envelope.ts';
import { checkItem, readBatch, readSingle, validationProblem } from '../validate.ts';
import type { Item, ItemErrors } from '../validate.ts';
import { describedBody } from './bodies.ts';
import { changedDescriptions, descriptionsSchema } from './descriptions.ts';
import {
  inOrder,
  mostStatuses,
  newStatusId,
  putPipeline,
  stageName,
  statusColor,
} from './stage-rules.ts';
import { noSuchPipeline, pipelineOf, refused } from './write-pipelines.ts';

const createSchema = z.object({
  name: stageName,
  sort: z.int().nullish(),
  color: statusColor.nullish(),
  descriptions: descriptionsSchema,
});
const patchSchema = createSchema.extend({ name: stageName.optional() });

/** `POST /api/v4/leads/pipelines/{id}/statuses`. */
export function createStatuses(call: ApiCall, pipelineId: number): Answer {
  const { account, now } = call;
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const pipeline = pipelineOf(account, pipelineId);
  if (pipeline === undefined) return noSuchPipeline;
  if (pipeline.statuses.length + items.length > mostStatuses) {
    return refused(`No more than ${mostStatuses} statuses in a pipeline`);
  }
  const made: { item: Item; status: Status }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(createSchema, item);
    const described = read.ok
      ? changedDescriptions(account, [], read.value.descriptions, now)
      : read;
    if (!read.ok || !described.ok) {
      const errors = described.ok ? [] : described.errors;
      failed.push({ requestId: item.requestId, errors });
      continue;
    }
    const { descriptions } = described;
    made.push({ item, status: { ...newStatus(account, read.value), descriptions } });
  }
  if (failed.length > 0) return validationProblem(failed);
  const statuses = inOrder([...pipeline.statuses, ...made.map(({ status }) => status)]);
  const after = { ...pipeline, statuses };
  putPipeline(account, after);
  return ok({
    _total_items: made.length,
    _embedded: {
      statuses: made.map(({ item, status }) =>
        describedBody(call, after, statusOf(after, status.id) ?? status, {
          request_id: item.requestId,
        }),
      ),
    },
  });
}

/** One without a place of its own comes last. */
function newStatus(account: Account, given: z.output<typeof createSchema>): Status {
  return {
    id: newStatusId(account),
    name: given.name,
    sort: given.sort ?? 9999,
    color: given.color ?? '#fffeb2',
    isEditable: true,
    type: 0,
    descriptions: [],
  };
}

/** `PATCH …/statuses/{id}`. Of won and lost only name and descriptions change; the incoming one stays. */
export function changeStatus(call: ApiCall, pipelineId: number, statusId: number): Answer {
  const { account } = call;
  if (!call.viewer.seesAll) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const pipeline = pipelineOf(account, pipelineId);
  const status = pipeline === undefined ? undefined : statusOf(pipeline, statusId);
  if (pipeline === undefined || status === undefined) return noSuchStatus;
  if (isIncoming(status)) return refused('The incoming status cannot be changed');
  const read = checkItem(patchSchema, item);
  const described = read.ok
    ? changedDescriptions(account, status.descriptions, read.value.descriptions, call.now)
    : read;
  if (!read.ok || !described.ok) {
    const errors = described.ok ? [] : described.errors;
    return validationProblem([{ requestId: item.requestId, errors }]);
  }
  const { name, sort, color } = read.value;
  const own = isSystem(statusId) ? {} : { sort: sort ?? status.sort, color: color ?? status.color };
  const { descriptions } = described;
  const changed = { ...status, ...own, name: name ?? status.name, descriptions };
  const after = withStatus(pipeline, changed);
  putPipeline(account, after);
  const body = describedBody(call, after, statusOf(after, statusId) ?? changed, {
    request_id: item.requestId,
  });
  return ok(body);
}

/** A stage that was sent to a place that is taken goes before the one that stood there. */
function withStatus(pipeline: Pipeline, changed: Status): Pipeline {
  const others = pipeline.statuses.filter(({ id }) => id !== changed.id);
  const before = pipeline.statuses.find(({ id }) => id === changed.id);
  const isLater = before !== undefined && changed.sort > before.sort;
  const statuses = isLater ? [...others, changed] : [changed, ...others];
  return { ...pipeline, statuses: inOrder(statuses) };
}

/** `DELETE …/statuses/{id}`: its leads go to the pipeline's first stage. */
export function deleteStatus(call: ApiCall, pipelineId: number, statusId: number): Answer {
  const { account } = call;
  if (!call.viewer.seesAll) return forbidden;
  const pipeline = pipelineOf(account, pipelineId);
  const status = pipeline === undefined ? undefined : statusOf(pipeline, statusId);
  if (pipeline === undefined || status === undefined) return noSuchStatus;
  if (isIncoming(status) || isSystem(statusId)) {
    return refused('A system status cannot be deleted');
  }
  const statuses = pipeline.statuses.filter(({ id }) => id !== statusId);
  const after = { ...pipeline, statuses: inOrder(statuses) };
  putPipeline(account, after);
  const moved = [...account.leads.values()].filter(
    (lead) => lead.pipelineId === pipelineId && lead.statusId === statusId,
  );
  call.commit(
    moved.map((lead) => ({ entity: 'lead', before: lead, after: move(call, lead, after) })),
  );
  return nothing();
}

function move(call: ApiCall, lead: Lead, pipeline: Pipeline): Lead {
  return {
    ...lead,
    ...firstStage(pipeline),
    updatedAt: call.now,
    updatedBy: call.viewer.user.id,
  };
}

export function statusOf({ statuses }: Pipeline, id: number): Status | undefined {
  return statuses.find((status) => status.id === id);
}

const noSuchStatus = problem(404, 'Not Found', 'Status not found');
