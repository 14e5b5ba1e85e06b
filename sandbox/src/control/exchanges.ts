import type { FastifyInstance } from 'fastify';
import { isOwnPath } from '../http/own-path.ts';
import { masked, maskedHeaders } from './masks.ts';

/** One request with its answer, secrets masked. */
export interface Exchange {
  /** Grows by one with every request. */
  readonly id: number;
  /** Sandbox time, Unix seconds. */
  readonly at: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As JSON, whatever it was sent as; null without one. */
  body: string | null;
  /** Null while unanswered. */
  answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Null for an answer without a body, with one that is no text, or with a page of a sign-in. */
    readonly body: string | null;
    readonly ms: number;
  } | null;
}

/** The last exchanges, oldest first. */
export interface Exchanges {
  start(exchange: Omit<Exchange, 'id'>): Exchange;
  /** @param after - only those with a greater id. */
  since(after: number): readonly Exchange[];
  reset(): void;
}

const kept = 500;
/** Of a body: enough to see what it is, so that 500 pages of leads do not fill the memory. */
const keptOfBody = 16_384;

export function createExchanges(): Exchanges {
  let exchanges: Exchange[] = [];
  let last = 0;
  return {
    start(given) {
      last += 1;
      const exchange: Exchange = { ...given, id: last };
      exchanges.push(exchange);
      if (exchanges.length > 2 * kept) exchanges = exchanges.slice(-kept);
      return exchange;
    },
    since: (after) => exchanges.slice(-kept).filter(({ id }) => id > after),
    reset: () => {
      exchanges = [];
    },
  };
}

/** Writes every request but the control API's own into `exchanges`. */
export function exchangeHooks(app: FastifyInstance, exchanges: Exchanges, now: () => number): void {
  const open = new WeakMap<object, { exchange: Exchange; began: number }>();

  app.addHook('onRequest', (request, _reply, done) => {
    const [path = '', query = ''] = request.url.split('?', 2);
    if (!isOwnPath(path)) {
      const exchange = exchanges.start({
        at: now(),
        method: request.method,
        host: request.headers.host ?? '',
        path,
        query: cut(query, path),
        headers: maskedHeaders(request.headers, path),
        body: null,
        answer: null,
      });
      open.set(request.raw, { exchange, began: performance.now() });
    }
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => {
    const found = open.get(request.raw);
    const { body } = request;
    if (found !== undefined && body !== undefined && body !== null) {
      found.exchange.body = cut(JSON.stringify(body), found.exchange.path);
    }
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    const found = open.get(request.raw);
    if (found !== undefined) {
      const { exchange, began } = found;
      exchange.answer = {
        status: reply.statusCode,
        headers: maskedHeaders(reply.getHeaders(), exchange.path),
        body: isShown(payload, exchange.path) ? cut(payload, exchange.path) : null,
        ms: Math.round(performance.now() - began),
      };
    }
    done(null, payload);
  });
}

/** The pages of a sign-in are left out: they are full of what it is about to give away. */
function isShown(payload: unknown, path: string): payload is string {
  return typeof payload === 'string' && (!path.startsWith('/oauth') || payload.startsWith('{'));
}

/** Copied, so that a short piece does not hold on to the whole of it. */
function cut(text: string, path: string): string {
  return masked(Buffer.from(text.slice(0, keptOfBody)).toString('utf8'), path);
}
