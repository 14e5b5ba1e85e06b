import { writeBatch, type Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { pathId } from '../../path.ts';
import type { PageQuery } from '../../query.ts';
import { reads, type Reads } from '../reads.ts';
import { withRightsBody, type RightsInput } from './rights-input.ts';
import { userSchema, type User, type UserWith } from './user.ts';

export interface UsersQuery extends PageQuery {
  with?: readonly UserWith[];
}

/** A user to add; amoCRM mails nobody, so the password is the caller's to hand over. */
export interface NewUser extends Named {
  name: string;
  email: string;
  password: string;
  lang?: 'ru' | 'en' | 'es' | 'pt';
  phoneNumber?: string;
  rights?: RightsInput & {
    isAdmin?: boolean;
    isFree?: boolean;
    groupId?: number;
    roleId?: number;
  };
}

/** Needs an admin's grant, else `forbidden`; external integrations have no users at all. */
export interface UsersApi extends Reads<User, UsersQuery, UserWith> {
  /**
   * Up to ten in one request, and only while the account has no more than a hundred. Never sent twice.
   * Users are changed and deleted in amoCRM's own pages alone.
   */
  add(users: readonly NewUser[]): Promise<User[]>;
  /** Opens the seats of up to ten users, as the vendor's PHP client does; amoCRM prints no page of it. */
  activate(ids: readonly number[]): Promise<void>;
  /** Closes them: who has no seat stays listed and cannot sign in. */
  deactivate(ids: readonly number[]): Promise<void>;
}

const largestWrite = 10;

const place = { path: '/api/v4/users', collection: 'users', item: userSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/users-api */
export function usersApi(client: Client): UsersApi {
  const seats = (ids: readonly number[], path: string) => {
    if (ids.length > largestWrite) throw new RangeError(`At most ${largestWrite} users a call`);
    const body = ids.map((id) => ({ id: Number(pathId(id)) }));
    return client.order({ method: 'POST', path: `${place.path}/${path}`, body });
  };
  return {
    ...reads<User, UsersQuery, UserWith>(client, place),
    add: async (users) =>
      writeBatch(client, { method: 'POST', place, body: withRightsBody, max: largestWrite }, users),
    activate: async (ids) => seats(ids, 'activate'),
    deactivate: async (ids) => seats(ids, 'deactivate'),
  };
}
