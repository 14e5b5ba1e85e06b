import { appInfoSchema, type AppInfo } from '@foryou-crm/contract/app';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import { useQuery } from '@tanstack/react-query';
import { ApiError, unwrap } from './failure';
import { readData, readFailure, send } from './http';
import { queryKeys } from './query-keys';

/** `GET /api/app`, which needs nobody signed in. Rejects with `ApiError`. */
export async function getAppInfo(signal?: AbortSignal): Promise<AppInfo> {
  const reply = await send({ method: 'GET', path: paths.app, deadline: 8000, signal });
  if (!reply.answered) throw new ApiError(reply.failure);
  if (reply.status !== 200) throw new ApiError(readFailure(reply));
  return unwrap(readData(reply, dataOf(appInfoSchema))).data;
}

/** What this deployment is: mode, kind of sign-in, vendor, demo accounts. Asked once a start. */
export const useAppInfo = () =>
  useQuery({
    queryKey: queryKeys.appInfo,
    queryFn: ({ signal }) => getAppInfo(signal),
    staleTime: Infinity,
  });
