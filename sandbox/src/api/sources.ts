import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account, Source } from '../store/model.ts';
import { newRowId } from '../store/row-id.ts';
import { mainPipeline } from './cards/stages.ts';
import type { ApiCall } from './envelope.ts';
import { self } from './envelope.ts';
import { listed } from './query.ts';
import { mayManage } from './rights.ts';
import { get, patch, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import { checkItem, fieldErrors, readBatch, readSingle, validationProblem } from './validate.ts';
import type { FieldError, Item, ItemErrors } from './validate.ts';

const root = '/api/v4/sources';

/** Sources of the registered integration; external ones have none. Writing takes an administrator's token. */
export const sourcesRoutes: readonly ApiRoute[] = [
  get(root, listSources),
  post(root, createSources),
  patch(root, changeSources),
  remove(root, deleteSources),
  get(`${root}/:first`, oneSource),
  patch(`${root}/:first`, changeSource),
  remove(`${root}/:first`, deleteSource),
];

/** https://www.amocrm.ru/developers/content/crm_platform/sources-api */
const mostSources = 100;
const largestWrite = 50;

const servicesSchema = z.array(z.record(z.string(), z.unknown()));
const createSchema = z.object({
  name: z.string().trim().min(1).max(255),
  external_id: z.string().min(1).max(36),
  pipeline_id: z.int().nullish(),
  default: z.boolean().nullish(),
  origin_code: z.string().nullish(),
  services: servicesSchema.nullish(),
});
const patchSchema = createSchema.partial();
const batchPatchSchema = patchSchema.extend({ id: z.int() });

/** `GET /api/v4/sources`. */
export function listSources(call: ApiCall): Answer {
  if (call.viewer.isExternal === true) return forbidden;
  const wanted = listed(call.query.filter, 'external_id');
  const rows = [...call.account.sources.values()].filter(
    ({ externalId }) => wanted === null || wanted.includes(externalId),
  );
  if (rows.length === 0) return nothing();
  return ok({
    _total_items: rows.length,
    _links: self(call, root),
    _embedded: { sources: rows.map((source) => sourceBody(call, source)) },
  });
}

/** `GET /api/v4/sources/{id}`: 404 for one that is not there, where cards have 204. */
export function oneSource(call: ApiCall, id: number): Answer {
  if (call.viewer.isExternal === true) return forbidden;
  const source = call.account.sources.get(id);
  return source === undefined ? noSuchSource : ok(sourceBody(call, source));
}

/** `POST /api/v4/sources`. */
export function createSources(call: ApiCall): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call, largestWrite);
  if (!Array.isArray(items)) return items;
  if (account.sources.size + items.length > mostSources) {
    return problem(422, 'Unprocessable Entity', `No more than ${mostSources} sources`);
  }
  const taken = new Set([...account.sources.values()].map(({ externalId }) => externalId));
  const made: { item: Item; source: Source }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(createSchema, item);
    const errors = read.ok ? pipelineErrors(account, read.value.pipeline_id) : read.errors;
    if (read.ok && taken.has(read.value.external_id))
      errors.push(fieldErrors.choice('external_id'));
    if (!read.ok || errors.length > 0) {
      failed.push({ requestId: item.requestId, errors });
      continue;
    }
    taken.add(read.value.external_id);
    made.push({ item, source: newSource(account, read.value) });
  }
  if (failed.length > 0) return validationProblem(failed);
  for (const { source } of made) put(account, source);
  return written(call, made);
}

/** `PATCH /api/v4/sources`: every item names its source by `id`. */
export function changeSources(call: ApiCall): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call, largestWrite);
  if (!Array.isArray(items)) return items;
  const changed: { item: Item; source: Source }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(batchPatchSchema, item);
    const before = read.ok ? account.sources.get(read.value.id) : undefined;
    const errors = read.ok ? changeErrors(account, before, read.value) : read.errors;
    if (read.ok && before !== undefined && errors.length === 0) {
      changed.push({ item, source: patched(before, read.value) });
    } else failed.push({ requestId: item.requestId, errors });
  }
  if (failed.length > 0) return validationProblem(failed);
  for (const { source } of changed) put(account, source);
  return written(call, changed);
}

/** `PATCH /api/v4/sources/{id}`. */
export function changeSource(call: ApiCall, id: number): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const before = account.sources.get(id);
  if (before === undefined) return noSuchSource;
  const read = checkItem(patchSchema, item);
  const errors = read.ok ? changeErrors(account, before, read.value) : read.errors;
  if (!read.ok || errors.length > 0) {
    return validationProblem([{ requestId: item.requestId, errors }]);
  }
  const source = patched(before, read.value);
  put(account, source);
  return ok(sourceBody(call, source, item));
}

/** `DELETE /api/v4/sources` with a list of `id`s. */
export function deleteSources(call: ApiCall): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call, largestWrite);
  if (!Array.isArray(items)) return items;
  const ids: number[] = [];
  for (const item of items) {
    const read = checkItem(z.object({ id: z.int() }), item);
    if (!read.ok) return validationProblem([{ requestId: item.requestId, errors: read.errors }]);
    if (!call.account.sources.has(read.value.id)) return noSuchSource;
    ids.push(read.value.id);
  }
  for (const id of ids) call.account.sources.delete(id);
  return nothing();
}

/** `DELETE /api/v4/sources/{id}`: leads that came from it keep its id. */
export function deleteSource(call: ApiCall, id: number): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  return call.account.sources.delete(id) ? nothing() : noSuchSource;
}

function pipelineErrors(account: Account, id: number | null | undefined): FieldError[] {
  if (id === undefined || id === null) return [];
  const isKnown = account.pipelines.some((pipeline) => pipeline.id === id);
  return isKnown ? [] : [fieldErrors.choice('pipeline_id')];
}

/** What names a source outside is its own for ever. */
function changeErrors(
  account: Account,
  before: Source | undefined,
  given: z.output<typeof patchSchema>,
): FieldError[] {
  if (before === undefined) return [fieldErrors.choice('id')];
  const { external_id: externalId = before.externalId } = given;
  return [
    ...pipelineErrors(account, given.pipeline_id),
    ...(externalId === before.externalId ? [] : [fieldErrors.choice('external_id')]),
  ];
}

function newSource(account: Account, given: z.output<typeof createSchema>): Source {
  return {
    id: newRowId(account.sources),
    name: given.name,
    externalId: given.external_id,
    pipelineId: given.pipeline_id ?? mainPipeline(account)?.id ?? 0,
    isDefault: given.default ?? false,
    originCode: given.origin_code ?? null,
    services: given.services ?? [],
  };
}

function patched(before: Source, given: z.output<typeof patchSchema>): Source {
  return {
    ...before,
    name: given.name ?? before.name,
    pipelineId: given.pipeline_id ?? before.pipelineId,
    isDefault: given.default ?? before.isDefault,
    originCode: given.origin_code === undefined ? before.originCode : given.origin_code,
    services: given.services ?? before.services,
  };
}

/** One default at most. */
function put(account: Account, source: Source): void {
  account.sources.set(source.id, source);
  if (!source.isDefault) return;
  for (const other of account.sources.values()) {
    if (other.id !== source.id && other.isDefault) {
      account.sources.set(other.id, { ...other, isDefault: false });
    }
  }
}

/** What was written has no link to the list it is in. */
function written(call: ApiCall, rows: readonly { item: Item; source: Source }[]): Answer {
  const sources = rows.map(({ item, source }) => sourceBody(call, source, item));
  return ok({ _total_items: sources.length, _embedded: { sources } });
}

function sourceBody(call: ApiCall, source: Source, item?: Item): object {
  return {
    id: source.id,
    name: source.name,
    pipeline_id: source.pipelineId,
    external_id: source.externalId,
    services: source.services,
    default: source.isDefault,
    origin_code: source.originCode,
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `${root}/${source.id}`),
  };
}

const noSuchSource = problem(404, 'Not Found', 'Source not found');
