import type { z } from 'zod';
import { session } from '@/session/session';
import { unwrap, type ApiResult } from './failure';
import { readData, readFailure, send, type HttpAnswer, type HttpRequest } from './http';

export type ApiRequest = Omit<HttpRequest, 'bearer'>;

/**
 * One call of our API as the signed-in user. A 401 renews the JWT once; a second one is told.
 * Resolves with what the contract's schema read; rejects with `ApiError`, or with the abort.
 */
export async function callApi<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
  return unwrap(await tryApi(request, schema));
}

/** As `callApi`, with the failure as a value. */
export async function tryApi<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<ApiResult<T>> {
  const answer = await sendAsUser(request);
  if (!answer.ok) return answer;
  const good = answer.data.status >= 200 && answer.data.status < 300;
  return good ? readData(answer.data, schema) : { ok: false, failure: readFailure(answer.data) };
}

async function sendAsUser(request: ApiRequest): Promise<ApiResult<HttpAnswer>> {
  const token = await session.apiToken.get();
  if (!token.ok) return token;
  const first = await sendWith(token.data, request);
  if (!first.ok || first.data.status !== 401) return first;
  const renewed = await session.apiToken.renew(token.data);
  return renewed.ok ? sendWith(renewed.data, request) : renewed;
}

async function sendWith(bearer: string, request: ApiRequest): Promise<ApiResult<HttpAnswer>> {
  const reply = await send({ ...request, bearer });
  return reply.answered ? { ok: true, data: reply } : { ok: false, failure: reply.failure };
}
