import { z } from 'zod';
import type { Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import type { PageQuery } from '../../query.ts';
import { amoId, linkedIds } from '../common.ts';
import { reads, type Reads } from '../reads.ts';
import { wholeWrites, type WholeWrites } from '../whole-writes.ts';
import { withRightsBody, type RightsInput } from './rights-input.ts';
import { rightsSchema } from './rights.ts';

/** A set of rights that users share. */
export const roleSchema = z
  .object({
    id: amoId,
    name: z.string(),
    rights: rightsSchema.nullish(),
    _embedded: z.object({ users: linkedIds }).nullish(),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    rights: raw.rights ?? null,
    /** Null unless asked for: `with: ['users']`. */
    userIds: raw._embedded?.users ?? null,
  }));

export type Role = z.output<typeof roleSchema>;

export interface RolesQuery extends PageQuery {
  with?: readonly 'users'[];
}

export interface NewRole extends Named {
  name: string;
  rights?: RightsInput;
}

export interface RoleChanges {
  name?: string;
  /** Whoever has the role has them from now on. */
  rights?: RightsInput;
}

/** Reading, too, needs an admin's grant, else `forbidden`; external integrations have no roles. */
export interface RolesApi
  extends Reads<Role, RolesQuery, 'users'>, WholeWrites<Role, NewRole, RoleChanges> {}

const place = { path: '/api/v4/roles', collection: 'roles', item: roleSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/users-api */
export function rolesApi(client: Client): RolesApi {
  return {
    ...reads<Role, RolesQuery, 'users'>(client, place),
    ...wholeWrites<Role, NewRole, RoleChanges>(client, {
      place,
      newBody: withRightsBody,
      changesBody: withRightsBody,
    }),
  };
}
