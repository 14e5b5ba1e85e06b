import type { Client } from '../../client.ts';
import { AmoError } from '../../errors.ts';
import { encodeQuery, withList } from '../../query.ts';
import { accountSchema, type Account, type AccountWith } from './account.ts';

export interface AccountQuery {
  with?: readonly AccountWith[];
}

export interface AccountApi {
  /** The account behind the token; its id and `currentUserId` say whose grant this is. */
  get(query?: AccountQuery): Promise<Account>;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/account-info */
export function accountApi(client: Client): AccountApi {
  return {
    async get(query = {}) {
      const search = encodeQuery({ with: withList(query.with) });
      const account = await client.one('/api/v4/account', accountSchema, search);
      if (account === null) throw new AmoError('invalid_response', { status: 204 });
      return account;
    },
  };
}
