import { forbidden, nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { EntityRights, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { sorted } from './select.ts';

/** `GET /api/v4/users`; only an administrator's grant may ask. */
export function listUsers(call: ApiCall): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const rows = sorted(call.account.users, call.query, { id: (user) => user.id });
  return page(call, 'users', rows, (user) => userBody(call, user), true);
}

/** `GET /api/v4/users/{id}`; only an administrator's grant may ask. */
export function oneUser(call: ApiCall, id: number): Answer {
  if (!call.viewer.seesAll) return forbidden;
  const user = userOf(call.account, id);
  return user === undefined ? nothing() : ok(userBody(call, user));
}

function userBody(call: ApiCall, user: User): object {
  const { account, query } = call;
  const role = account.roles.find((one) => one.id === user.roleId);
  const group = account.groups.find((one) => one.id === user.groupId);
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: user.lang,
    ...(query.with.has('uuid') && { uuid: user.uuid }),
    ...(query.with.has('amojo_id') && { amojo_id: user.amojoId }),
    ...(query.with.has('user_rank') && { user_rank: user.rank }),
    rights: {
      leads: entityRights(user.leads),
      contacts: entityRights(user.contacts),
      companies: entityRights(user.companies),
      tasks: { edit: user.isAdmin ? 'A' : 'M', delete: user.isAdmin ? 'A' : 'D' },
      mail_access: user.isAdmin,
      catalog_access: true,
      status_rights: user.stages.map((stage) => ({
        entity_type: 'leads',
        pipeline_id: stage.pipelineId,
        status_id: stage.statusId,
        rights: { view: stage.view, edit: stage.edit, delete: stage.delete },
      })),
      is_admin: user.isAdmin,
      is_free: false,
      is_active: user.isActive,
      group_id: user.groupId,
      role_id: user.roleId,
    },
    _links: self(call, `/api/v4/users/${user.id}`),
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
  };
}

function entityRights(rights: EntityRights): object {
  return {
    view: rights.view,
    edit: rights.edit,
    add: rights.add,
    delete: rights.delete,
    export: rights.export,
  };
}
