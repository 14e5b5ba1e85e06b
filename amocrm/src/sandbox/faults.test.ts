import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AmoErrorCode } from '../errors.ts';
import { refreshTokens } from '../oauth.ts';
import { caught } from '../testing/caught.ts';
import { faultKinds } from '../testing/fault-kinds.ts';
import { first } from '../testing/first.ts';
import { impatient } from '../testing/impatient.ts';
import { host, sandboxWorld, type SandboxWorld } from '../testing/sandbox-world.ts';

/** What becomes of a call: an error, perhaps with an unknown outcome; null: nobody notices. */
type Fate = readonly [code: AmoErrorCode, outcomeUnknown: boolean] | null;

interface Case {
  fault: { kind: string } & Record<string, unknown>;
  read: Fate;
  write: Fate;
  /** Of a refresh. */
  token: Fate;
  /** Whether amoCRM did the write although the client saw it fail. */
  done?: boolean;
}

const same = (fate: Fate) => ({ read: fate, write: fate, token: fate });
const status = (code: number, more: object = {}) => ({ kind: 'status', status: code, ...more });
const patienceMs = 400;

const cases: readonly Case[] = [
  { fault: { kind: 'drop_response' }, ...same(['connection_lost', true]), done: true },
  { fault: { kind: 'half_body' }, ...same(['connection_lost', true]), done: true },
  { fault: { kind: 'no_response' }, ...same(['timeout', true]) },
  { fault: { kind: 'delay', ms: 30 }, ...same(null) },
  { fault: { kind: 'delay', ms: 4 * patienceMs }, ...same(['timeout', true]) },
  { fault: { kind: 'html_200' }, ...same(['invalid_response', true]) },
  { fault: { kind: 'huge_body', megabytes: 12 }, ...same(['invalid_response', true]) },
  {
    fault: { kind: 'rewrite', remove: ['_embedded', 'access_token'] },
    ...same(['invalid_response', true]),
    done: true,
  },
  {
    fault: { kind: 'rewrite', set: { _embedded: 7, access_token: 7 } },
    ...same(['invalid_response', true]),
    done: true,
  },
  {
    fault: { kind: 'rewrite', contentType: 'text/plain' },
    ...same(['invalid_response', true]),
    done: true,
  },
  // The token endpoint knows 400 and 401 by their words; without them a 401 is the host's.
  { fault: status(400), ...same(['invalid_request', false]) },
  {
    fault: status(401),
    read: ['unauthorized', false],
    write: ['unauthorized', false],
    token: ['unauthorized', false],
  },
  { fault: status(402), ...same(['payment_required', false]) },
  { fault: status(403, { format: 'html' }), ...same(['ip_blocked', false]) },
  { fault: status(403, { format: 'json' }), ...same(['forbidden', false]) },
  { fault: status(404), ...same(['not_found', false]) },
  { fault: status(418), ...same(['unexpected_status', false]) },
  { fault: status(422), ...same(['validation_failed', false]) },
  { fault: status(425), ...same(['forbidden', false]) },
  { fault: status(429, { format: 'html' }), ...same(['rate_limited', false]) },
  { fault: status(429, { retryAfter: 7 }), ...same(['rate_limited', false]) },
  { fault: status(500), ...same(['server_error', true]) },
  // A read is asked once more.
  { fault: status(502), ...same(['server_error', true]), read: null },
  { fault: status(503), ...same(['server_error', true]), read: null },
  { fault: status(504), ...same(['server_error', true]), read: null },
  { fault: status(504, { times: 2 }), ...same(['server_error', true]) },
];

let world: SandboxWorld;
beforeAll(async () => {
  world = await sandboxWorld();
});
afterAll(() => world.close());
beforeEach(() => world.order('faults/clear', {}));

const api = () => world.apiWith(world.tokens.accessToken, { transport: impatient(patienceMs) });

async function meets(call: Promise<unknown>, fate: Fate): Promise<void> {
  if (fate === null) await call;
  else {
    const [code, outcomeUnknown] = fate;
    expect(await caught(call)).toMatchObject({ code, outcomeUnknown });
  }
}

describe('whatever the sandbox can be told to do, a call ends in one known way', () => {
  it('no kind of fault is left out', () => {
    const met = new Set(cases.map(({ fault }) => fault.kind));
    expect(faultKinds().length).toBeGreaterThan(7);
    expect([...met].sort()).toEqual(faultKinds());
  });

  const named = cases.map((one) => [JSON.stringify(one.fault), one] as const);

  it.each(named)('%s: a read', async (_, { fault, read }) => {
    await world.order('faults', { match: 'api', ...fault });
    await meets(api().leads.list({ limit: 1 }), read);
    await world.order('faults/clear', {});
    expect((await api().leads.list({ limit: 1 })).items).toHaveLength(1);
  });

  it.each(named)('%s: a write', async (_, { fault, write, done = write === null }) => {
    const before = await newest();
    await world.order('faults', { match: 'api', ...fault });
    await meets(api().leads.add([{ name: 'Once' }]), write);
    await world.order('faults/clear', {});
    expect((await newest()) > before).toBe(done);
  });

  it.each(named)('%s: a refresh', async (_, { fault, token }) => {
    const { refreshToken } = await world.connect();
    await world.order('faults', { match: 'token', ...fault });
    const transport = impatient(patienceMs);
    await meets(refreshTokens(world.integration, { host, refreshToken }, { transport }), token);
  });

  it('says when to come again, where amoCRM did', async () => {
    await world.order('faults', { match: 'api', ...status(429, { retryAfter: 7 }) });
    expect(await caught(api().leads.list())).toMatchObject({ retryAfterMs: 7_000 });
  });
});

async function newest(): Promise<number> {
  const order = { by: 'id', direction: 'desc' } as const;
  return first((await world.api.leads.list({ limit: 1, order })).items).id;
}
