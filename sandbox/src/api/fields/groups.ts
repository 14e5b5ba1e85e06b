import { z } from 'zod';
import { randomInt } from 'node:crypto';
import { forbidden, nothing, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Account, CardKind, FieldGroup } from '../../store/model.ts';
import { groupKey } from '../../store/group-key.ts';
import type { ApiCall } from '../envelope.ts';
import { checkItem, readAll, readBatch, readSingle, validationProblem } from '../validate.ts';
import { groupBody } from './bodies.ts';
import { groupOf } from './given.ts';

const createSchema = z.object({ name: z.string().trim().min(1).max(255), sort: z.int().nullish() });
const patchSchema = createSchema.partial();

/** `GET …/custom_fields/groups`: all of them at once, there are no pages. */
export function listGroups(call: ApiCall, kind: CardKind): Answer {
  const groups = groupsOf(call.account, kind).map((group) => groupBody(call, group));
  if (groups.length === 0) return nothing();
  return ok({ _total_items: groups.length, _embedded: { custom_field_groups: groups } });
}

/** `GET …/custom_fields/groups/{id}`: 404 for one that is not there. */
export function oneGroup(call: ApiCall, kind: CardKind): Answer {
  const group = groupOf(call.account, kind, call.params.first ?? '');
  return group === undefined ? noSuchGroup : ok(groupBody(call, group));
}

/** `POST …/custom_fields/groups`. */
export function createGroups(call: ApiCall, kind: CardKind): Answer {
  const { account } = call;
  if (!call.viewer.seesAll) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const read = readAll(items, (item) => checkItem(createSchema, item));
  if (!Array.isArray(read)) return read;
  const groups = read.map(({ item, value: { name, sort } }) => {
    const group = newGroup(account, kind, name, sort ?? null);
    account.fieldGroups.set(groupKey(kind, group.id), group);
    return groupBody(call, group, item);
  });
  const body = {
    _total_items: groups.length,
    _embedded: { custom_field_groups: groups },
  };
  return { ...ok(body), status: 201 };
}

/** `PATCH …/custom_fields/groups/{id}`. */
export function changeGroup(call: ApiCall, kind: CardKind): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const before = groupOf(call.account, kind, call.params.first ?? '');
  if (before === undefined) return noSuchGroup;
  const read = checkItem(patchSchema, item);
  if (!read.ok) return validationProblem([{ requestId: item.requestId, errors: read.errors }]);
  const { name, sort } = read.value;
  const group = { ...before, name: name ?? before.name, sort: sort ?? before.sort };
  call.account.fieldGroups.set(groupKey(kind, group.id), group);
  return ok(groupBody(call, group, item));
}

/** `DELETE …/custom_fields/groups/{id}`: its fields go to the main group. */
export function deleteGroup(call: ApiCall, kind: CardKind): Answer {
  const { account, viewer } = call;
  if (!viewer.seesAll) return forbidden;
  const group = groupOf(account, kind, call.params.first ?? '');
  if (group === undefined) return noSuchGroup;
  if (group.isPredefined) {
    return problem(400, 'Bad Request', 'A predefined group cannot be deleted');
  }
  account.fieldGroups.delete(groupKey(kind, group.id));
  const orphans = [...account.customFields.values()].filter(
    (field) => field.kind === kind && field.groupId === group.id,
  );
  call.commit(
    orphans.map((field) => ({
      entity: 'field',
      before: field,
      after: { ...field, groupId: null },
    })),
  );
  return nothing();
}

function groupsOf({ fieldGroups }: Account, kind: CardKind): FieldGroup[] {
  return [...fieldGroups.values()]
    .filter((group) => group.kind === kind)
    .sort((a, b) => a.sort - b.sort);
}

/** `leads_` and a long number: as the vendor's examples have it. */
function newGroup(account: Account, kind: CardKind, name: string, sort: number | null): FieldGroup {
  const last = Math.max(0, ...groupsOf(account, kind).map((group) => group.sort));
  const number = `${randomInt(10_000_000, 99_999_999)}${randomInt(1_000_000, 9_999_999)}`;
  return { id: `${kind}_${number}`, kind, name, sort: sort ?? last + 1, isPredefined: false };
}

const noSuchGroup = problem(404, 'Not Found', 'Group not found');
