import { admittedHost, AmoError } from './errors.ts';
import { defaultTransport } from './http-transport.ts';
import type { Limiter, SharedLimiter } from './limiter.ts';
import type { Priority } from './limiter/line.ts';
import type { BadReply } from './limiter/penalty.ts';
import { jsonOf } from './names.ts';
import { pathId } from './path.ts';
import { classifyApiReply, replyError } from './replies.ts';
import type { AmoServer } from './server.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';
import { apiTimeoutMs, connectTimeoutMs, maxBodyBytes, userAgent } from './wire.ts';

export interface AmoApiOptions {
  server: AmoServer;
  /** The account's host, as `referer` or `currentDomain` gave it. */
  host: string;
  /**
   * Asked before every request, and before its turn at the limiter: a refresh may take its time
   * without a turn growing old meanwhile.
   */
  accessToken: () => Promise<string> | string;
  limiter?: Limiter | SharedLimiter;
  /** What shares a limit, see `limiterKey`: integration and account. The host when not given. */
  limiterKey?: string;
  /** The limiter's lane for all of this api's requests; `interactive` when not given. */
  priority?: Priority;
  /**
   * Longest wait for a turn at the limiter in milliseconds, 20 s when not given. The request's own
   * 20 s begin with the turn. A job can wait for minutes, a person cannot.
   */
  deadlineMs?: number;
  /**
   * Whether a limiter that has `penalize` is told of every answer that is not a success, so that all
   * who share it pause after a 429 or a block page. True when not given; false for a caller who tells
   * it himself.
   */
  tellLimiter?: boolean;
  /**
   * Acts with the rights of this user of the account. Needs an administrator's token; for a stranger,
   * a free user or a closed seat amoCRM refuses (`unauthorized`).
   * Source: https://www.amocrm.ru/developers/content/oauth/scopes
   */
  contextUserId?: number;
  userAgent?: string;
  transport?: Transport;
  /** Ends everything this api does. */
  signal?: AbortSignal;
  /**
   * What a list does with an item that is not what amoCRM documents.
   * `refuse` (default): the whole page is `invalid_response`, and the error names item and field; a
   * reader that compares lists never takes an unread item for a deleted one.
   * `report`: the page has the sound items, and `broken` lists the others.
   */
  brokenItems?: 'refuse' | 'report';
}

/** One call of API v4. */
export interface ApiCall {
  method: TransportRequest['method'];
  path: string;
  /** Encoded, without the question mark. */
  query?: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Request ids of the items in `body`, in order: a refusal then tells which item it means. */
  requestIds?: readonly string[];
}

/** Sends a call; resolves with 200, 201, 202 or 204, and rejects with AmoError for all else. */
export type Caller = (call: ApiCall) => Promise<TransportResponse>;

/** Below this a second try would only turn a known failure into a timeout. */
const leastForARepeatMs = 500;

type Attempt = { response: TransportResponse; token: string } | { error: AmoError };

/**
 * The one place from which requests leave.
 *
 * A call is tried a second time in two cases only, within the first try's 20 s: a GET answered 502,
 * 503 or 504, and a PATCH, PUT or DELETE whose connection was never made. (A GET whose connection was
 * never made is the transport's to repeat.) A POST is never sent twice: amoCRM has no idempotency key,
 * so a repeated create makes a duplicate.
 */
export function createCaller(options: AmoApiOptions): Caller {
  const origin = options.server.origin(admittedHost(options.server.accountHost, options.host));
  const { limiter, limiterKey = options.host, priority, signal } = options;
  const { deadlineMs = apiTimeoutMs, tellLimiter = true } = options;

  /** The token for a request that may leave now; `longestMs` says how long the line may take. */
  async function turn(longestMs: () => number): Promise<string> {
    const token = await options.accessToken();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('The access token is not a token');
    await limiter?.take(limiterKey, {
      deadlineMs: longestMs(),
      ...(priority ? { priority } : {}),
      ...(signal ? { signal } : {}),
    });
    return token;
  }

  async function tell(attempt: Attempt): Promise<void> {
    if (!tellLimiter || !limiter || !('penalize' in limiter)) return;
    const reply: BadReply = 'error' in attempt ? attempt.error : attempt.response;
    if ('status' in reply && isSuccess(reply.status)) return;
    // That the limiter cannot take note of it does not change what became of the call.
    await limiter.penalize(limiterKey, reply).catch(() => undefined);
  }

  async function attempt(call: ApiCall, token: string, timeoutMs: number): Promise<Attempt> {
    const request = requestOf(call, origin, token, options, timeoutMs);
    try {
      return { response: await (options.transport ?? defaultTransport()).request(request), token };
    } catch (error) {
      if (error instanceof AmoError) return { error };
      throw error;
    }
  }

  async function secondTry(call: ApiCall, deadline: number): Promise<Attempt | null> {
    const left = () => deadline - performance.now();
    if (left() < leastForARepeatMs) return null;
    try {
      const token = await turn(left);
      return left() < leastForARepeatMs ? null : await attempt(call, token, Math.floor(left()));
    } catch (error) {
      // No turn in time: the first failure says more.
      if (error instanceof AmoError && error.code === 'rate_limited') return null;
      throw error;
    }
  }

  return async (call) => {
    const token = await turn(() => deadlineMs);
    const deadline = performance.now() + apiTimeoutMs;
    const first = await attempt(call, token, apiTimeoutMs);
    const second = mayRepeat(call, first) ? await secondTry(call, deadline) : null;
    const last = second ?? first;
    await tell(last);
    return outcomeOf(last, call);
  };
}

const isSuccess = (status: number | null): boolean =>
  status !== null && [200, 201, 202, 204].includes(status);

function mayRepeat({ method }: ApiCall, attempt: Attempt): boolean {
  if ('error' in attempt) {
    return attempt.error.code === 'unreachable' && method !== 'GET' && method !== 'POST';
  }
  return method === 'GET' && [502, 503, 504].includes(attempt.response.status);
}

function outcomeOf(attempt: Attempt, { requestIds = [] }: ApiCall): TransportResponse {
  if ('error' in attempt) throw attempt.error;
  const { response, token } = attempt;
  if (isSuccess(response.status)) return response;
  throw replyError(classifyApiReply(response), response, [token], requestIds);
}

function requestOf(
  { method, path, query = '', body }: ApiCall,
  origin: string,
  token: string,
  options: AmoApiOptions,
  totalTimeoutMs: number,
): TransportRequest {
  const { contextUserId } = options;
  const url = new URL(path, origin);
  url.search = query;
  const json = body === undefined ? undefined : jsonOf(body);
  return {
    method,
    url,
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/hal+json, application/json, application/problem+json',
      'user-agent': options.userAgent ?? userAgent,
      ...(contextUserId === undefined ? {} : { 'x-context-user-id': pathId(contextUserId) }),
      ...(json === undefined ? {} : bodyHeaders(json)),
    },
    ...(json === undefined ? {} : { body: json }),
    connectTimeoutMs,
    totalTimeoutMs,
    maxBodyBytes,
    // A write must not meet a kept-alive connection that the other side is just closing.
    fresh: method !== 'GET',
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

/** The length by hand: node:http gives the body of a DELETE none, and it would run into the next request. */
function bodyHeaders(json: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(json)),
  };
}
