import { choicesSchema, type Choices } from '@foryou-crm/contract/choices';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { callApi } from './client';

/** `GET /api/leads/choices`: the users, tags, loss reasons and task types of the account. */
export const getChoices = async (signal?: AbortSignal): Promise<Choices> =>
  (await callApi({ method: 'GET', path: paths.choices, signal }, dataOf(choicesSchema))).data;
