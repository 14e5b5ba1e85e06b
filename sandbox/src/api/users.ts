import { z } from 'zod';
import { forbidden, nothing, ok, problem } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Account, Rights, User } from '../store/model.ts';
import { newListId } from '../store/list-id.ts';
import { userOf } from '../store/world.ts';
import type { ApiCall } from './envelope.ts';
import { page } from './envelope.ts';
import { sorted } from './select.ts';
import { mayManage } from './rights.ts';
import { get, post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { userBody } from './users/bodies.ts';
import { changedRights, noRights, rightsSchema, stageErrors } from './users/rights.ts';
import { checkFurther, checkItem, fieldErrors, readAll, readBatch } from './validate.ts';
import type { FieldError } from './validate.ts';

const root = '/api/v4/users';

/** Users are changed in amoCRM's own interface; the API lists, adds and opens or closes seats. */
export const usersRoutes: readonly ApiRoute[] = [
  get(root, listUsers),
  post(root, createUsers),
  // A list of ids. https://developers.kommo.com/reference/activate-users
  post(`${root}/activate`, (call) => switchUsers(call, true)),
  post(`${root}/deactivate`, (call) => switchUsers(call, false)),
  get(`${root}/:first`, oneUser),
];

/** https://www.amocrm.ru/developers/content/crm_platform/users-api */
const largestWrite = 10;
const mostUsers = 100;

const createSchema = z.object({
  name: z.string().trim().min(1).max(255),
  email: z.email(),
  password: z.string().min(1),
  lang: z
    .string()
    .pipe(z.enum(['ru', 'en']))
    .nullish(),
  phone_number: z.string().nullish(),
  rights: rightsSchema
    .extend({
      is_admin: z.boolean().nullish(),
      is_free: z.boolean().nullish(),
      group_id: z.int().nullish(),
      role_id: z.int().nullish(),
    })
    .nullish(),
});
type Given = z.output<typeof createSchema>;

/** `GET /api/v4/users`; only an administrator's grant may ask. */
export function listUsers(call: ApiCall): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const rows = sorted(call.account.users, call.query, { id: (user) => user.id });
  return page(call, 'users', rows, (user) => userBody(call, user), true);
}

/** `GET /api/v4/users/{id}`; only an administrator's grant may ask. */
export function oneUser(call: ApiCall, id: number): Answer {
  if (!mayManage(call.viewer)) return forbidden;
  const user = userOf(call.account, id);
  return user === undefined ? nothing() : ok(userBody(call, user));
}

/** `POST /api/v4/users`: ten at a time, and only while the account has no more than a hundred. */
export function createUsers(call: ApiCall): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call, largestWrite);
  if (!Array.isArray(items)) return items;
  if (account.users.length + items.length > mostUsers) {
    return problem(403, 'Forbidden', `Not available above ${mostUsers} users`);
  }
  const read = readAll(items, (item) =>
    checkFurther(checkItem(createSchema, item), (given) => userErrors(account, given)),
  );
  if (!Array.isArray(read)) return read;
  const made = read.map(({ item, value }) => ({ item, user: newUser(account, value) }));
  account.users = [...account.users, ...made.map(({ user }) => user)];
  const body = {
    _total_items: made.length,
    _embedded: { users: made.map(({ item, user }) => userBody(call, user, item)) },
  };
  return { ...ok(body), status: 201 };
}

function userErrors(account: Account, { email, rights }: Given): FieldError[] {
  const groupId = rights?.group_id ?? null;
  const roleId = rights?.role_id ?? null;
  const hasGroup = groupId === null || account.groups.some(({ id }) => id === groupId);
  const hasRole = roleId === null || account.roles.some(({ id }) => id === roleId);
  return [
    ...(account.users.some((user) => user.email === email) ? [fieldErrors.choice('email')] : []),
    ...(hasGroup ? [] : [fieldErrors.choice('rights.group_id')]),
    ...(hasRole ? [] : [fieldErrors.choice('rights.role_id')]),
    ...stageErrors(account, rights ?? {}),
  ];
}

function newUser(account: Account, given: Given): User {
  const { rights } = given;
  const id = newListId(
    account,
    'user',
    account.users.map((user) => user.id),
  );
  const tail = String(id).padStart(12, '0');
  return {
    id,
    name: given.name,
    email: given.email,
    lang: given.lang ?? account.language,
    isAdmin: rights?.is_admin ?? false,
    isFree: rights?.is_free ?? false,
    isActive: true,
    groupId: rights?.group_id ?? 0,
    roleId: rights?.role_id ?? null,
    uuid: `7b1f0000-0000-4000-8000-${tail}`,
    amojoId: `a3050000-0000-4000-8000-${tail}`,
    rank: 'newbie',
    phone: given.phone_number ?? null,
    ...rightsOf(account, given),
  };
}

/** A role's rights stand instead of one's own. */
function rightsOf({ roles }: Account, { rights }: Given): Rights {
  const role = roles.find(({ id }) => id === rights?.role_id);
  return role?.rights ?? changedRights(noRights, rights ?? {});
}

/**
 * `POST /api/v4/users/activate|deactivate`: 202 the one, 204 the other. A closed seat stays in the list.
 */
function switchUsers(call: ApiCall, isActive: boolean): Answer {
  const { account } = call;
  if (!mayManage(call.viewer)) return forbidden;
  const items = readBatch(call, largestWrite);
  if (!Array.isArray(items)) return items;
  const read = readAll(items, (item) =>
    checkFurther(checkItem(z.object({ id: z.int() }), item), ({ id }) =>
      userOf(account, id) === undefined ? [fieldErrors.choice('id')] : [],
    ),
  );
  if (!Array.isArray(read)) return read;
  const ids = new Set(read.map(({ value }) => value.id));
  account.users = account.users.map((user) => (ids.has(user.id) ? { ...user, isActive } : user));
  return isActive ? { ...nothing(), status: 202 } : nothing();
}
