import type { FastifyInstance } from 'fastify';
import { isOwnPath } from '../http/own-path.ts';

/** One request as it came in. Paths are kept without their query: queries carry codes. */
export interface Seen {
  /** Sandbox time, Unix seconds. */
  readonly at: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** Null while unanswered, and for good when no answer was ever written. */
  status: number | null;
  grantType: string | null;
}

/** The last requests, and token calls counted by grant type. Never a token, code or secret. */
export interface Traffic {
  start(seen: Seen): void;
  requests(): readonly Seen[];
  tokenCalls(): Record<string, number>;
  reset(): void;
}

const kept = 2000;
const knownGrantTypes = new Set(['authorization_code', 'refresh_token']);

export function createTraffic(): Traffic {
  let requests: Seen[] = [];
  return {
    start(seen) {
      requests.push(seen);
      if (requests.length > kept) requests = requests.slice(-kept);
    },
    requests: () => requests,
    tokenCalls() {
      const counts: Record<string, number> = { authorization_code: 0, refresh_token: 0, other: 0 };
      for (const { path, method, grantType } of requests) {
        if (method !== 'POST' || path !== '/oauth2/access_token') continue;
        const key = grantType ?? 'other';
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
    reset: () => {
      requests = [];
    },
  };
}

/** Writes every request but the control API's own into `traffic`. */
export function trafficHooks(app: FastifyInstance, traffic: Traffic, now: () => number): void {
  const open = new WeakMap<object, Seen>();

  app.addHook('onRequest', (request, _reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (!isOwnPath(path)) {
      const host = request.headers.host ?? '';
      const { method } = request;
      const seen: Seen = { at: now(), method, host, path, status: null, grantType: null };
      open.set(request.raw, seen);
      traffic.start(seen);
    }
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    const seen = open.get(request.raw);
    if (seen !== undefined) seen.grantType = grantTypeOf(request.body);
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const seen = open.get(request.raw);
    if (seen !== undefined) seen.status = reply.statusCode;
    done(null, payload);
  });
}

function grantTypeOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('grant_type' in body)) return null;
  const { grant_type: grantType } = body;
  return typeof grantType === 'string' && knownGrantTypes.has(grantType) ? grantType : null;
}
