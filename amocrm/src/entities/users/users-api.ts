import type { Client } from '../../client.ts';
import type { Page } from '../../pages.ts';
import { pathId } from '../../path.ts';
import { encodeQuery, listQuery, withList, type NextPage, type PageQuery } from '../../query.ts';
import { userSchema, type User, type UserWith } from './user.ts';

export interface UsersQuery extends PageQuery {
  with?: readonly UserWith[];
}

/** Needs an admin's grant, else `forbidden`; external integrations have no users at all. */
export interface UsersApi {
  list(query?: UsersQuery | NextPage): Promise<Page<User>>;
  get(id: number, query?: Pick<UsersQuery, 'with'>): Promise<User | null>;
  pages(query?: UsersQuery | NextPage): AsyncIterable<Page<User>>;
}

const place = { path: '/api/v4/users', collection: 'users', item: userSchema };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/users-api */
export function usersApi(client: Client): UsersApi {
  return {
    list: async (query = {}) => client.page(place, listQuery(query)),
    get: async (id, query = {}) =>
      client.one(
        `${place.path}/${pathId(id)}`,
        userSchema,
        encodeQuery({ with: withList(query.with) }),
      ),
    pages: (query = {}) => client.pages(place, listQuery(query)),
  };
}
