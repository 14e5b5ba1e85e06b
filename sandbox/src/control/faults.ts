import type { FastifyInstance, FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { failure, problem, send } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import { isOwnPath } from '../http/own-path.ts';
import { serverPage } from '../http/server-page.ts';
import { placeOf } from '../hosts.ts';

const shared = {
  /** `token`, `api`, or the beginning of a path. */
  match: z.union([z.enum(['token', 'api']), z.string().startsWith('/')]),
  times: z.int().min(1).max(100_000).default(1),
  /** Only on this account's host. */
  subdomain: z.string().optional(),
};

/** One order to misbehave, as the control API takes it. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('drop_response') }),
  z.strictObject({
    ...shared,
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    format: z.enum(['json', 'html']).optional(),
    retryAfter: z.int().min(0).optional(),
  }),
  z.strictObject({ ...shared, kind: z.literal('html_200') }),
  z.strictObject({ ...shared, kind: z.literal('delay'), ms: z.int().min(0).max(120_000) }),
  z.strictObject({ ...shared, kind: z.literal('half_body') }),
  z.strictObject({ ...shared, kind: z.literal('no_response') }),
  z.strictObject({
    ...shared,
    kind: z.literal('huge_body'),
    megabytes: z.int().min(1).max(100).default(50),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('rewrite'),
    /** Keys of a JSON answer to put other values in, and keys to leave out. */
    set: z.record(z.string(), z.json()).default({}),
    remove: z.array(z.string()).default([]),
    contentType: z.string().optional(),
  }),
]);

export type Fault = z.output<typeof faultSchema>;

/** The orders still open, in the order they were given. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  open(): readonly Fault[];
  /** The first order that fits this call, counted down by one. */
  take(method: string, path: string, subdomain: string | null): Fault | null;
}

export function createFaults(): Faults {
  let orders: Fault[] = [];
  return {
    add: (fault) => {
      orders.push({ ...fault });
    },
    clear: () => {
      orders = [];
    },
    open: () => orders,
    take(method, path, subdomain) {
      const fault = orders.find((order) => fits(order, method, path, subdomain));
      if (fault === undefined) return null;
      fault.times -= 1;
      orders = orders.filter((order) => order.times > 0);
      return fault;
    },
  };
}

function fits(fault: Fault, method: string, path: string, subdomain: string | null): boolean {
  if (fault.subdomain !== undefined && fault.subdomain !== subdomain) return false;
  if (fault.match === 'token') return method === 'POST' && path === '/oauth2/access_token';
  return path.startsWith(fault.match === 'api' ? '/api/' : fault.match);
}

/**
 * Puts the orders into effect. `status`, `html_200` and `huge_body` answer instead of the server;
 * `drop_response`, `half_body` and `rewrite` let it do its work and break or change the answer;
 * `no_response` never answers.
 */
export function faultHooks(app: FastifyInstance, faults: Faults, baseHost: string): void {
  const broken = new WeakMap<
    object,
    Extract<Fault, { kind: 'drop_response' | 'half_body' | 'rewrite' }>
  >();

  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    if (isOwnPath(path)) return;
    const place = placeOf(request.headers.host, baseHost);
    const subdomain = place.kind === 'account' ? place.subdomain : null;
    const fault = faults.take(request.method, path, subdomain);
    switch (fault?.kind) {
      case undefined:
        return;
      case 'status':
        await sendStatus(reply, fault.status, fault.format, fault.retryAfter);
        return;
      case 'html_200':
        await reply.type('text/html').send(serverPage('amoCRM', 'Технические работы'));
        return;
      case 'delay':
        await pause(fault.ms, undefined, { ref: false });
        return;
      case 'no_response':
        reply.hijack();
        return;
      case 'huge_body':
        await reply.type('application/json').send(Readable.from(endless(fault.megabytes)));
        return;
      case 'drop_response':
      case 'half_body':
      case 'rewrite':
        broken.set(request.raw, fault);
    }
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const how = broken.get(request.raw);
    if (how === undefined) return payload;
    if (how.kind === 'rewrite' && typeof payload === 'string')
      return rewritten(reply, payload, how);
    if (how.kind === 'drop_response' || typeof payload !== 'string') {
      request.raw.socket.destroy();
      return payload;
    }
    const bytes = Buffer.from(payload);
    reply.header('content-length', bytes.length);
    return Readable.from(half(bytes));
  });
}

/** A JSON body that is far larger than anything this answer may be. */
function* endless(megabytes: number): Generator<string> {
  const piece = 'a'.repeat(1_000_000);
  yield '{"filler":"';
  for (let sent = 0; sent < megabytes; sent += 1) yield piece;
  yield '"}';
}

function rewritten(
  reply: FastifyReply,
  payload: string,
  { set, remove, contentType }: Extract<Fault, { kind: 'rewrite' }>,
): string {
  const body = { ...z.record(z.string(), z.json()).parse(JSON.parse(payload)), ...set };
  const kept = Object.entries(body).filter(([key]) => !remove.includes(key));
  if (contentType !== undefined) reply.type(contentType);
  const text = JSON.stringify(Object.fromEntries(kept));
  reply.header('content-length', Buffer.byteLength(text));
  return text;
}

/** Half of a body whose whole length was promised, then a cut line. */
async function* half(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes.subarray(0, Math.ceil(bytes.length / 2));
  // The first half must be on the wire before the line is cut.
  await new Promise(setImmediate);
  throw new Error('the line was cut, as ordered');
}

async function sendStatus(
  reply: FastifyReply,
  status: number,
  format: 'json' | 'html' | undefined,
  retryAfter = 300,
): Promise<void> {
  const html = format === undefined ? [403, 502, 503, 504].includes(status) : format === 'html';
  if (html) {
    const words = `${status} ${reasons.get(status) ?? 'Error'}`;
    await reply.code(status).type('text/html').send(serverPage(words, words));
    return;
  }
  await send(reply, jsonFault(status, retryAfter));
}

function jsonFault(status: number, retryAfter: number): Answer {
  const reason = reasons.get(status) ?? 'Error';
  if (status === 500) return failure();
  const answer = problem(status, reason, status === 402 ? 'Payment required' : reason);
  if (status !== 429) return answer;
  return { ...answer, body: { ...answer.body, retry_after: retryAfter } };
}

const reasons = new Map([
  [401, 'Unauthorized'],
  [402, 'Payment Required'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [429, 'Too Many Requests'],
  [502, 'Bad Gateway'],
  [503, 'Service Temporarily Unavailable'],
  [504, 'Gateway Time-out'],
]);
