import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { CardKind, CustomField } from '../store/model.ts';
import { cardKinds } from './cards/kinds.ts';
import type { ApiCall } from './envelope.ts';
import { fieldBody } from './fields/bodies.ts';
import { changedField, createSchema, givenErrors, newField, patchSchema } from './fields/given.ts';
import { changeGroup, createGroups, deleteGroup, listGroups, oneGroup } from './fields/groups.ts';
import { pageToLast } from './fields/listing.ts';
import { retell } from './fields/on-cards.ts';
import { listed } from './query.ts';
import { get, patch, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import {
  checkFurther,
  checkItem,
  fieldErrors,
  readAll,
  readBatch,
  readSingle,
  validationProblem,
} from './validate.ts';
import type { Item, ItemErrors } from './validate.ts';

/** Definitions are the account's, the same for everybody; only an administrator's token changes them. */
export const customFieldsRoutes: readonly ApiRoute[] = cardKinds.flatMap((kind) => {
  const root = `/api/v4/${kind}/custom_fields` as const;
  return [
    get(root, (call) => listFields(call, kind)),
    post(root, (call) => createFields(call, kind)),
    patch(root, (call) => changeFields(call, kind)),
    get(`${root}/groups`, (call) => listGroups(call, kind)),
    post(`${root}/groups`, (call) => createGroups(call, kind)),
    get(`${root}/groups/:first`, (call) => oneGroup(call, kind)),
    patch(`${root}/groups/:first`, (call) => changeGroup(call, kind)),
    remove(`${root}/groups/:first`, (call) => deleteGroup(call, kind)),
    get(`${root}/:first`, (call, id) => oneField(call, kind, id)),
    patch(`${root}/:first`, (call, id) => changeField(call, kind, id)),
    remove(`${root}/:first`, (call, id) => deleteField(call, kind, id)),
  ];
});

const batchPatchSchema = patchSchema.extend({ id: z.int() });

/** `GET /api/v4/{kind}/custom_fields`. */
export function listFields(call: ApiCall, kind: CardKind): Answer {
  const { account, query } = call;
  const types = listed(query.filter, 'type');
  const rows = [...account.customFields.values()].filter(
    (field) => field.kind === kind && (types === null || types.includes(field.type)),
  );
  const isById = query.order?.field === 'id';
  const way = query.order?.descending === true ? -1 : 1;
  rows.sort((a, b) => way * ((isById ? 0 : a.sort - b.sort) || a.id - b.id));
  return pageToLast(call, 'custom_fields', rows, (field) => fieldBody(call, field));
}

/** `GET /api/v4/{kind}/custom_fields/{id}`; 204 for one that is not there, as for a card. */
export function oneField(call: ApiCall, kind: CardKind, id: number): Answer {
  const field = fieldOf(call, kind, id);
  return field === undefined ? nothing() : ok(fieldBody(call, field));
}

/** `POST /api/v4/{kind}/custom_fields`. */
export function createFields(call: ApiCall, kind: CardKind): Answer {
  const { account } = call;
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const read = readAll(items, (item) =>
    checkFurther(checkItem(createSchema, item), (given) =>
      givenErrors(account, kind, given.type, given, null),
    ),
  );
  if (!Array.isArray(read)) return read;
  const made = read.map(({ item, value }) => {
    const field = newField(account, kind, value);
    call.commit([{ entity: 'field', before: null, after: field }]);
    return { item, field };
  });
  return written(call, made);
}

/** `PATCH /api/v4/{kind}/custom_fields`: every item names its field by `id`. */
export function changeFields(call: ApiCall, kind: CardKind): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const changed: Changed[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(batchPatchSchema, item);
    const before = read.ok ? fieldOf(call, kind, read.value.id) : undefined;
    if (read.ok && before === undefined) {
      failed.push({ requestId: item.requestId, errors: [fieldErrors.choice('id')] });
    } else if (before === undefined) {
      failed.push({ requestId: item.requestId, errors: read.ok ? [] : read.errors });
    } else {
      const change = changedBy(call, before, item);
      if (change.ok) changed.push(change);
      else failed.push({ requestId: item.requestId, errors: change.errors });
    }
  }
  if (failed.length > 0) return validationProblem(failed);
  for (const change of changed) put(call, change);
  return written(call, changed);
}

/** `PATCH /api/v4/{kind}/custom_fields/{id}`: 201, as for the collection. */
export function changeField(call: ApiCall, kind: CardKind, id: number): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const before = fieldOf(call, kind, id);
  if (before === undefined) return noSuchField;
  const change = changedBy(call, before, item);
  if (!change.ok) return validationProblem([{ requestId: item.requestId, errors: change.errors }]);
  put(call, change);
  return { ...ok(fieldBody(call, change.field, item)), status: 201 };
}

/** `DELETE /api/v4/{kind}/custom_fields/{id}`: the cards lose what they had in it. */
export function deleteField(call: ApiCall, kind: CardKind, id: number): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const field = fieldOf(call, kind, id);
  if (field === undefined) return noSuchField;
  if (field.isPredefined) {
    return problem(400, 'Bad Request', 'A predefined field cannot be deleted');
  }
  call.commit([{ entity: 'field', before: field, after: null }]);
  retell(call.account, field, null);
  return nothing();
}

interface Changed {
  readonly item: Item;
  readonly before: CustomField;
  readonly field: CustomField;
}

function changedBy(call: ApiCall, before: CustomField, item: Item) {
  const read = checkItem(patchSchema, item);
  if (!read.ok) return read;
  const errors = givenErrors(call.account, before.kind, before.type, read.value, before);
  if (errors.length > 0) return { ok: false, errors } as const;
  const field = changedField(call.account, before, read.value);
  return { ok: true, item, before, field } as const;
}

function put(call: ApiCall, { before, field }: Changed): void {
  call.commit([{ entity: 'field', before, after: field }]);
  retell(call.account, before, field);
}

function fieldOf({ account }: ApiCall, kind: CardKind, id: number): CustomField | undefined {
  const field = account.customFields.get(id);
  return field?.kind === kind ? field : undefined;
}

function written(call: ApiCall, rows: readonly { item: Item; field: CustomField }[]): Answer {
  const body = {
    _total_items: rows.length,
    _embedded: { custom_fields: rows.map(({ item, field }) => fieldBody(call, field, item)) },
  };
  return { ...ok(body), status: 201 };
}

const noSuchField = problem(404, 'Not Found', 'Custom field not found');
