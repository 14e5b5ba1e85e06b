import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account, Role } from '../store/model.ts';
import { newListId } from '../store/list-id.ts';
import type { ApiCall } from './envelope.ts';
import { page } from './envelope.ts';
import { mayManage } from './rights.ts';
import { get, patch, post, remove } from './route.ts';
import type { ApiRoute } from './route.ts';
import { roleBody } from './users/bodies.ts';
import { changedRights, noRights, rightsSchema, stageErrors } from './users/rights.ts';
import type { GivenRights } from './users/rights.ts';
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

const root = '/api/v4/roles';

/** Roles are an administrator's: https://www.amocrm.ru/developers/content/crm_platform/users-api */
export const rolesRoutes: readonly ApiRoute[] = [
  get(root, listRoles),
  post(root, createRoles),
  patch(root, changeRoles),
  get(`${root}/:first`, oneRole),
  patch(`${root}/:first`, changeRole),
  remove(`${root}/:first`, deleteRole),
];

const createSchema = z.object({
  name: z.string().trim().min(1).max(255),
  rights: rightsSchema.nullish(),
});
const patchSchema = createSchema.partial();
const batchPatchSchema = patchSchema.extend({ id: z.int() });

/** `GET /api/v4/roles`. */
export function listRoles(call: ApiCall): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const rows = [...call.account.roles].sort((a, b) => a.id - b.id);
  const withUsers = call.query.with.has('users');
  return page(call, 'roles', rows, (role) => roleBody(call, role, withUsers), true);
}

/** `GET /api/v4/roles/{id}`. */
export function oneRole(call: ApiCall, id: number): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const role = roleOf(call.account, id);
  return role === undefined ? nothing() : ok(roleBody(call, role, call.query.with.has('users')));
}

/** `POST /api/v4/roles`. */
export function createRoles(call: ApiCall): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const read = readAll(items, (item) =>
    checkFurther(checkItem(createSchema, item), ({ rights }) => stageErrors(account, rights ?? {})),
  );
  if (!Array.isArray(read)) return read;
  const made = read.map(({ item, value: { name, rights } }) => {
    const id = newListId(
      account,
      'role',
      account.roles.map((role) => role.id),
    );
    const role: Role = { id, name, rights: changedRights(noRights, rights ?? {}) };
    return { item, role };
  });
  account.roles = [...account.roles, ...made.map(({ role }) => role)];
  return written(call, made, 201);
}

/** `PATCH /api/v4/roles`: every item names its role by `id`. */
export function changeRoles(call: ApiCall): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const changed: { item: Item; role: Role }[] = [];
  const failed: ItemErrors[] = [];
  for (const item of items) {
    const read = checkItem(batchPatchSchema, item);
    const before = read.ok ? roleOf(call.account, read.value.id) : undefined;
    const errors = read.ok ? stageErrors(call.account, read.value.rights ?? {}) : read.errors;
    if (read.ok && before === undefined) errors.push(fieldErrors.choice('id'));
    if (read.ok && before !== undefined && errors.length === 0) {
      changed.push({ item, role: patched(before, read.value) });
    } else failed.push({ requestId: item.requestId, errors });
  }
  if (failed.length > 0) return validationProblem(failed);
  for (const { role } of changed) put(call.account, role);
  return written(call, changed, 202);
}

/** `PATCH /api/v4/roles/{id}`. */
export function changeRole(call: ApiCall, id: number): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const item = readSingle(call);
  if ('status' in item) return item;
  const before = roleOf(call.account, id);
  if (before === undefined) return noSuchRole;
  const read = checkItem(patchSchema, item);
  const errors = read.ok ? stageErrors(call.account, read.value.rights ?? {}) : read.errors;
  if (!read.ok || errors.length > 0) {
    return validationProblem([{ requestId: item.requestId, errors }]);
  }
  const role = patched(before, read.value);
  put(call.account, role);
  return { ...ok(roleBody(call, role, false, item)), status: 202 };
}

/** `DELETE /api/v4/roles/{id}`: those who had it keep its rights as their own. */
export function deleteRole(call: ApiCall, id: number): Answer {
  const { account, viewer } = call;
  if (!mayManage(viewer)) return forbidden;
  if (roleOf(account, id) === undefined) return noSuchRole;
  account.roles = account.roles.filter((role) => role.id !== id);
  account.users = account.users.map((user) =>
    user.roleId === id ? { ...user, roleId: null } : user,
  );
  return nothing();
}

function patched(
  before: Role,
  { name, rights }: { name?: string | undefined; rights?: GivenRights | null | undefined },
): Role {
  return {
    ...before,
    name: name ?? before.name,
    rights: changedRights(before.rights, rights ?? {}),
  };
}

/** Whoever has the role has its new rights from now on. */
function put(account: Account, role: Role): void {
  account.roles = account.roles.map((one) => (one.id === role.id ? role : one));
  account.users = account.users.map((user) =>
    user.roleId === role.id ? { ...user, ...role.rights } : user,
  );
}

function roleOf({ roles }: Account, id: number): Role | undefined {
  return roles.find((role) => role.id === id);
}

function written(
  call: ApiCall,
  rows: readonly { item: Item; role: Role }[],
  status: 201 | 202,
): Answer {
  const body = {
    _total_items: rows.length,
    _embedded: { roles: rows.map(({ item, role }) => roleBody(call, role, false, item)) },
  };
  return { ...ok(body), status };
}

const noSuchRole = problem(404, 'Not Found', 'Role not found');
