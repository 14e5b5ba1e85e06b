import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { LossReason } from '../store/model.ts';
import { newListId } from '../store/list-id.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { get, patch, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import {
  checkItem,
  fieldErrors,
  readAll,
  readBatch,
  readSingle,
  validationProblem,
} from './validate.ts';
import type { Item, ItemErrors } from './validate.ts';

const root = '/api/v4/leads/loss_reasons';

/**
 * Why leads are lost. List and one are documented for Kommo, the writes are known from clients:
 * https://github.com/amocrm/amocrm-api-php (LossReasons).
 */
export const lossReasonsRoutes: readonly ApiRoute[] = [
  get(root, listLossReasons),
  post(root, createLossReasons),
  patch(root, changeLossReasons),
  get(`${root}/:first`, oneLossReason),
  patch(`${root}/:first`, changeLossReason),
  remove(`${root}/:first`, deleteLossReason),
];

const createSchema = z.object({ name: z.string().trim().min(1).max(255), sort: z.int().nullish() });
const patchSchema = createSchema.partial();

/** `GET /api/v4/leads/loss_reasons`. */
export function listLossReasons(call: ApiCall): Answer {
  const rows = [...call.account.lossReasons].sort((a, b) => a.sort - b.sort || a.id - b.id);
  return page(call, 'loss_reasons', rows, (reason) => reasonBody(call, reason), true);
}

/** `GET /api/v4/leads/loss_reasons/{id}`. */
export function oneLossReason(call: ApiCall, id: number): Answer {
  const reason = reasonOf(call, id);
  return reason === undefined ? nothing() : ok(reasonBody(call, reason));
}

/** `POST /api/v4/leads/loss_reasons`. */
export function createLossReasons(call: ApiCall): Answer {
  const { account, now } = call;
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const read = readAll(items, (item) => checkItem(createSchema, item));
  if (!Array.isArray(read)) return read;
  const made = read.map(({ item, value: { name, sort } }) => {
    const id = newListId(
      account,
      'lossReason',
      account.lossReasons.map((reason) => reason.id),
    );
    const last = Math.max(0, ...account.lossReasons.map((reason) => reason.sort));
    const reason = { id, name, sort: sort ?? last + 10, createdAt: now, updatedAt: now };
    account.lossReasons = [...account.lossReasons, reason];
    return { item, reason };
  });
  return written(
    call,
    made.map(({ item, reason }) => reasonBody(call, reason, item)),
  );
}

/** `PATCH /api/v4/leads/loss_reasons`: every item names its reason by `id`. */
export function changeLossReasons(call: ApiCall): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const changed: { item: Item; reason: LossReason }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(patchSchema.extend({ id: z.int() }), item);
    const before = read.ok ? reasonOf(call, read.value.id) : undefined;
    if (read.ok && before !== undefined) {
      changed.push({ item, reason: patched(call, before, read.value) });
    } else {
      const errors = read.ok ? [fieldErrors.choice('id')] : read.errors;
      failed.push({ requestId: item.requestId, errors });
    }
  }
  if (failed.length > 0) return validationProblem(failed);
  for (const { reason } of changed) put(call, reason);
  return written(
    call,
    changed.map(({ item, reason }) => reasonBody(call, reason, item)),
  );
}

/** `PATCH /api/v4/leads/loss_reasons/{id}`. */
export function changeLossReason(call: ApiCall, id: number): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const before = reasonOf(call, id);
  if (before === undefined) return noSuchReason;
  const read = checkItem(patchSchema, item);
  if (!read.ok) return validationProblem([{ requestId: item.requestId, errors: read.errors }]);
  const reason = patched(call, before, read.value);
  put(call, reason);
  return ok(reasonBody(call, reason, item));
}

/** `DELETE /api/v4/leads/loss_reasons/{id}`: leads that were lost for it keep its id. */
export function deleteLossReason(call: ApiCall, id: number): Answer {
  const { account, viewer } = call;
  if (!viewer.seesAll) return forbidden;
  if (reasonOf(call, id) === undefined) return noSuchReason;
  account.lossReasons = account.lossReasons.filter((reason) => reason.id !== id);
  return nothing();
}

function patched(
  { now }: ApiCall,
  before: LossReason,
  { name, sort }: z.output<typeof patchSchema>,
): LossReason {
  return { ...before, name: name ?? before.name, sort: sort ?? before.sort, updatedAt: now };
}

function put({ account }: ApiCall, reason: LossReason): void {
  account.lossReasons = account.lossReasons.map((one) => (one.id === reason.id ? reason : one));
}

function reasonOf({ account }: ApiCall, id: number): LossReason | undefined {
  return account.lossReasons.find((reason) => reason.id === id);
}

function written(call: ApiCall, reasons: readonly object[]): Answer {
  return ok({
    _total_items: reasons.length,
    _links: self(call, root),
    _embedded: { loss_reasons: reasons },
  });
}

/** As a list, and `with=loss_reason` on a lead, print it. */
export function reasonBody(call: ApiCall, reason: LossReason, item?: Item): object {
  return {
    id: reason.id,
    name: reason.name,
    sort: reason.sort,
    created_at: reason.createdAt,
    updated_at: reason.updatedAt,
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `${root}/${reason.id}`),
  };
}

const noSuchReason = problem(404, 'Not Found', 'Loss reason not found');
