import { problemSchema } from '@foryou-crm/contract/problem';
import type { z } from 'zod';
import { baseUrl } from './base-url';
import type { ApiFailure, ApiResult } from './failure';
import { credentials, silenceMeans } from './platform';

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string | undefined>;
  body?: object;
  bearer?: string | null;
  /** What is made is made once, however often it is sent under this key. */
  idempotencyKey?: string;
  /** Milliseconds until the request is given up. */
  deadline?: number;
  signal?: AbortSignal | undefined;
};

/** Whatever answered, in whatever words. `body` is undefined where it is not JSON. */
export type HttpAnswer = { status: number; headers: Headers; body: unknown };

export type HttpReply =
  ({ answered: true } & HttpAnswer) | { answered: false; failure: ApiFailure };

const DEADLINE = 20_000;

/**
 * Sends one request and reads its body, with one deadline for both. Any answer, good or bad, is `answered`; silence is a failure.
 * Rejects only when the caller's own `signal` aborts.
 */
export async function send(request: HttpRequest): Promise<HttpReply> {
  const aborter = new AbortController();
  const timer = setTimeout(() => aborter.abort(), request.deadline ?? DEADLINE);
  const passOn = () => aborter.abort();
  if (request.signal?.aborted === true) passOn();
  request.signal?.addEventListener('abort', passOn);
  try {
    const response = await fetch(addressOf(request), {
      method: request.method,
      credentials,
      cache: 'no-store',
      signal: aborter.signal,
      headers: headersOf(request),
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    const body = parseJson(await response.text());
    return { answered: true, status: response.status, headers: response.headers, body };
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    return { answered: false, failure: { kind: silenceMeans() } };
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', passOn);
  }
}

function addressOf({ path, query = {} }: HttpRequest): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return baseUrl() + path + (search === '' ? '' : `?${search}`);
}

function headersOf({ body, bearer, idempotencyKey }: HttpRequest): Record<string, string> {
  return {
    Accept: 'application/json, application/problem+json',
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(typeof bearer === 'string' && { Authorization: `Bearer ${bearer}` }),
    ...(idempotencyKey !== undefined && { 'Idempotency-Key': idempotencyKey }),
  };
}

/** The body of a good answer, or the failure `unreadable` where it breaks the contract. */
export function readData<T>(answer: HttpAnswer, schema: z.ZodType<T>): ApiResult<T> {
  const parsed = schema.safeParse(answer.body);
  return parsed.success
    ? { ok: true, data: parsed.data }
    : { ok: false, failure: { kind: 'unreadable' } };
}

/** The failure in a bad answer: our problem+json, or what its status says about who answered. */
export function readFailure({ status, headers, body }: HttpAnswer): ApiFailure {
  const retryAfter = retryAfterOf(headers);
  const parsed = problemSchema.safeParse(body);
  const failure: ApiFailure = parsed.success ? parsed.data : { kind: kindOfStatus(status) };
  return { ...failure, ...(retryAfter !== undefined && { retryAfter }) };
}

/** A gateway in front of a dead backend answers 5xx in a body of its own. */
const kindOfStatus = (status: number): 'server_down' | 'unreadable' =>
  status >= 500 ? 'server_down' : 'unreadable';

/** Our backend sends seconds; a proxy may send a date. */
export function retryAfterOf(headers: Headers, now = Date.now()): number | undefined {
  const header = headers.get('Retry-After');
  if (header === null || header === '') return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(0, Math.ceil(seconds)), 3600) : undefined;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
