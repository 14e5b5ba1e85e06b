import type { Role, User } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import type { Item } from '../validate.ts';
import { rightsBody } from './rights.ts';

const defaultGroup = 0;

/**
 * A user as https://www.amocrm.ru/developers/content/crm_platform/users-api prints one: `_embedded` is
 * there when something of it was asked for.
 */
export function userBody(call: ApiCall, user: User, item?: Item): object {
  const { account, query } = call;
  const role = account.roles.find((one) => one.id === user.roleId);
  // The group everybody is in who is in no other is not printed, neither by id nor by name.
  const group = account.groups.find((one) => one.id === user.groupId && one.id !== defaultGroup);
  const isMore = query.with.has('role') || query.with.has('group');
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: user.lang,
    ...(query.with.has('uuid') && { uuid: user.uuid }),
    ...(query.with.has('amojo_id') && { amojo_id: user.amojoId }),
    ...(query.with.has('user_rank') && { user_rank: user.rank }),
    ...(query.with.has('phone_number') && { phone_number: user.phone }),
    rights: {
      ...rightsBody(user),
      is_admin: user.isAdmin,
      is_free: user.isFree,
      is_active: user.isActive,
      group_id: group?.id ?? null,
      role_id: user.roleId,
    },
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `/api/v4/users/${user.id}`),
    ...(isMore && {
      _embedded: {
        ...(query.with.has('role') && {
          roles:
            role === undefined
              ? []
              : [{ id: role.id, name: role.name, _links: self(call, `/api/v4/roles/${role.id}`) }],
        }),
        ...(query.with.has('group') && {
          groups: group === undefined ? [] : [{ id: group.id, name: group.name }],
        }),
      },
    }),
  };
}

/**
 * A role's rights are what it gives, without what only a user is: administrator, active, in a group.
 * @param withUsers - `with=users`: whose role it is.
 */
export function roleBody(call: ApiCall, role: Role, withUsers: boolean, item?: Item): object {
  return {
    id: role.id,
    name: role.name,
    rights: rightsBody(role.rights),
    ...(item !== undefined && { request_id: item.requestId }),
    _links: self(call, `/api/v4/roles/${role.id}`),
    ...(withUsers && {
      _embedded: {
        users: call.account.users
          .filter(({ roleId }) => roleId === role.id)
          .map(({ id }) => ({ id })),
      },
    }),
  };
}
