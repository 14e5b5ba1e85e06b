import { dataOf } from '@foryou-crm/contract/envelope';
import { myDaySchema, type MyDay } from '@foryou-crm/contract/my-day';
import { paths } from '@foryou-crm/contract/paths';
import { callApi } from './client';

/** `GET /api/my-day`: the caller's tasks and new leads of the account's day. Rejects with `ApiError`. */
export const getMyDay = async (signal?: AbortSignal): Promise<MyDay> =>
  (await callApi({ method: 'GET', path: paths.myDay, signal }, dataOf(myDaySchema))).data;
