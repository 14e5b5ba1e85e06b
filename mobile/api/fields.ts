import { dataOf } from '@foryou-crm/contract/envelope';
import { fieldsSchema, type Fields } from '@foryou-crm/contract/fields';
import { paths } from '@foryou-crm/contract/paths';
import { callApi } from './client';

/** `GET /api/leads/fields`: which custom fields the account's cards have, in amoCRM's groups. */
export const getFields = async (signal?: AbortSignal): Promise<Fields> =>
  (await callApi({ method: 'GET', path: paths.fields, signal }, dataOf(fieldsSchema))).data;
