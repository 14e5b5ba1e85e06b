import { eq } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mirrorAccounts, mirrorHooks, mirrorLeads } from '../tables.ts';
import { startHookReceiver } from '../testing/hook-receiver.ts';
import {
  adminApi,
  mirrored,
  oasis,
  oasisId,
  palmId,
  shownBy,
  startMirrorWorld,
  type MirrorBackend,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { createHookPoster } from '../testing/hook-poster.ts';
import { differences } from '../testing/differences.ts';
import { changeAtRandom } from '../testing/random-changes.ts';
import { hookHashOf, hooksPath, newHookSecret } from './address.ts';

let mirrors: MirrorWorld;
let receiver: Awaited<ReturnType<typeof startHookReceiver>>;
let app: FastifyInstance;

beforeAll(async () => {
  // Nothing but webhooks brings a change here.
  mirrors = await startMirrorWorld({ deltaWithHooks: 1e6, sweep: 1e6, structure: 1e6 });
  receiver = await startHookReceiver(mirrors.db);
  app = receiver.app;
});
afterAll(async () => {
  await receiver.close();
  await mirrors.world.close();
});
beforeEach(() => mirrors.reset());

const soak = process.env['FORYOU_SOAK'] === '1';
const newBackend = () => mirrors.newBackend({ config: receiver });
const told = async (backend: MirrorBackend) => {
  await mirrors.world.order('webhooks/flush');
  await backend.mirror.settle();
};

describe('webhooks', () => {
  it('bring every change, doubled and out of order as they come', async () => {
    const { world } = mirrors;
    const backend = newBackend();
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    expect(await mirrors.account()).toMatchObject({ hookState: 'subscribed', trouble: null });
    const api = await adminApi(backend, userId);
    for (let seed = 100; seed < (soak ? 150 : 104); seed += 1) {
      await world.order('webhooks/disorder', { kind: 'double', times: 10 });
      await world.order('webhooks/disorder', { kind: 'reorder', times: 10 });
      await changeAtRandom(world, api, { times: 30, seed });
      await told(backend);
      expect(await mirrors.db.$count(mirrorHooks)).toBe(0);
      expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
    }
  });

  it('that are lost are made up for by the next delta', async () => {
    const { world } = mirrors;
    const backend = mirrors.newBackend({ config: receiver, rhythm: {} });
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const api = await adminApi(backend, userId);
    for (let seed = 200; seed < (soak ? 250 : 204); seed += 1) {
      await world.order('webhooks/disorder', { kind: 'lose', times: 12 });
      await changeAtRandom(world, api, { times: 30, seed });
      await told(backend);
      await mirrors.later(backend, 301);
      expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
    }
  });

  it('are read once for an entity, however often it is named', async () => {
    const { world, db } = mirrors;
    const backend = newBackend();
    await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const [lead] = await db.select().from(mirrorLeads).limit(1);
    const hook = {
      accountId: oasisId,
      entity: 'lead',
      action: 'update',
      entityId: lead?.id,
    } as const;
    const rows = Array.from({ length: 500 }, () => ({ ...hook, receivedAt: new Date() }));
    await db.insert(mirrorHooks).values(rows);
    const before = (await world.seen()).requests.length;
    await backend.mirror.settle();
    expect((await world.seen()).requests.length - before).toBe(1);
    expect(await db.$count(mirrorHooks)).toBe(0);
  });
});

describe('the subscription', () => {
  it('is made again where it was switched off, at the same address', async () => {
    const { world } = mirrors;
    const backend = newBackend();
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const api = await adminApi(backend, userId);
    const [before] = await api.webhooks.list();
    await api.webhooks.delete(before?.destination ?? '');
    await mirrors.later(backend, 601);
    const [after, ...more] = await api.webhooks.list();
    expect(more).toEqual([]);
    expect(after?.destination).toContain(new URL(hooksPath, receiver.publicUrl).href);
    expect(await mirrors.account()).toMatchObject({ hookState: 'subscribed' });
    expect(world.logged.join()).not.toContain(after?.destination.split('/').at(-1));
  });

  it('is done without where the plan has none, and made when it has', async () => {
    const { world } = mirrors;
    const { subdomain } = oasis;
    await world.order('webhooks/plan', { subdomain, hasWebhooks: false });
    const backend = newBackend();
    await mirrors.connectAs(backend);
    await backend.mirror.settle();
    expect(await mirrors.account()).toMatchObject({ hookState: 'unavailable', trouble: null });
    await world.order('webhooks/plan', { subdomain, hasWebhooks: true });
    await mirrors.later(backend, 6 * 3600 + 1);
    expect(await mirrors.account()).toMatchObject({ hookState: 'subscribed' });
  });

  it('ends with the last connection of its account', async () => {
    const backend = newBackend();
    const [first, second] = [
      await mirrors.connectAs(backend),
      await mirrors.connectAs(backend, { userId: oasis.seesAll }),
    ];
    await backend.mirror.settle();
    const api = await adminApi(backend, first);
    await backend.mirror.leaving(second);
    expect(await api.webhooks.list()).toHaveLength(1);
    await backend.connections.disconnectUser(second);
    await backend.mirror.leaving(first);
    expect(await api.webhooks.list()).toEqual([]);
  });
});

describe('a webhook that is not amoCRM’s', () => {
  const form = (accountId: number) =>
    new URLSearchParams({
      'leads[update][0][id]': '38100001',
      'account[id]': String(accountId),
    }).toString();
  const type = 'application/x-www-form-urlencoded';
  const post = (secret: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
    app.inject({
      method: 'POST',
      url: `${hooksPath}/${secret}`,
      payload,
      headers: { 'content-type': type, ...headers },
    });
  const kindOf = (answer: { json: () => unknown }) =>
    z.object({ kind: z.string() }).parse(answer.json()).kind;

  let secret = '';
  beforeEach(async () => {
    secret = newHookSecret();
    const hookHash = hookHashOf(secret);
    await mirrors.db.insert(mirrorAccounts).values([
      { accountId: oasisId, coverage: 'full', hookHash },
      { accountId: palmId, coverage: 'full', hookHash: hookHashOf(newHookSecret()) },
    ]);
  });

  it('is refused in words of the contract, and nothing of it is stored', async () => {
    const refused = {
      'no such secret': [await post(newHookSecret(), form(oasisId)), 404, 'not_found'],
      'a guess at a secret': [await post('a', form(oasisId)), 404, 'not_found'],
      'another account': [await post(secret, form(palmId)), 403, 'forbidden'],
      'no form': [
        await post(secret, '{}', { 'content-type': 'application/json' }),
        422,
        'invalid_input',
      ],
      'no webhook': [await post(secret, 'hello=world'), 422, 'invalid_input'],
      'not UTF-8': [await post(secret, Buffer.from([0x61, 0xff, 0xfe])), 422, 'invalid_input'],
      compressed: [
        await post(secret, form(oasisId), { 'content-encoding': 'gzip' }),
        422,
        'invalid_input',
      ],
      'nothing at all': [await post(secret, ''), 422, 'invalid_input'],
      'far too much': [await post(secret, 'a'.repeat(600_000)), 422, 'invalid_input'],
    } as const;
    for (const [attack, [answer, status, kind]] of Object.entries(refused)) {
      expect({ attack, status: answer.statusCode, kind: kindOf(answer) }).toEqual({
        ...{ attack, status, kind },
      });
    }
    expect(await mirrors.db.$count(mirrorHooks)).toBe(0);
  });

  it('is refused over a socket as well, a megabyte of it too, and the connection lives on', async () => {
    const poster = createHookPoster();
    const address = new URL(`${hooksPath}/${secret}`, receiver.publicUrl).href;
    const forged = new URL(`${hooksPath}/${newHookSecret()}`, receiver.publicUrl).href;
    const refusedWith = async (answer: ReturnType<typeof poster.post>) => {
      const { status, body } = await answer;
      return [status, z.object({ kind: z.string() }).parse(JSON.parse(body)).kind];
    };
    try {
      const megabyte = `leads[update][0][id]=1&x=${'a'.repeat(1024 * 1024)}`;
      expect(await refusedWith(poster.post(address, megabyte))).toEqual([422, 'invalid_input']);
      expect(await refusedWith(poster.post(forged, form(oasisId)))).toEqual([404, 'not_found']);
      expect(await refusedWith(poster.post(address, form(palmId)))).toEqual([403, 'forbidden']);
      for (const headers of [
        { 'content-type': 'text/plain' },
        { 'content-type': 'multipart/form-data; boundary=x' },
        { 'content-encoding': 'br' },
      ]) {
        const answer = poster.post(address, form(oasisId), headers);
        expect(await refusedWith(answer)).toEqual([422, 'invalid_input']);
      }
      expect((await poster.post(address, form(oasisId))).status).toBe(200);
      expect(await mirrors.db.$count(mirrorHooks)).toBe(1);
    } finally {
      poster.close();
    }
  });

  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => `leads[update][${String(n)}][x]=1`).join('&');
  it.each(
    [
      ['leads[update][0][id]=abc', 200],
      ['leads[update][0][id]=-5', 200],
      ['leads[update][0][id]=1.5', 200],
      ['leads[update][0][id]=9007199254740993', 200],
      ['leads[update][0][id][0]=5', 200],
      ['leads[update]=5&leads[update][0]', 200],
      ['task[update][0][id]=0', 200],
      ['contacts[note][0][note][id]=5&contacts[note][0][note][element_type]=99', 200],
      ['unsorted[update][0][uid]=../../etc/passwd', 200],
      ['unsorted[update][0][uid]=a%00b', 200],
      ['__proto__[update][0][id]=5&constructor[prototype][x]=1', 200],
      [`leads${'[a]'.repeat(40)}=1`, 422],
      [many(20_001), 422],
      ['%', 422],
      ['[[[]]]=&&&=', 422],
    ].map(([body, status]) => ({ start: String(body).slice(0, 60), body: String(body), status })),
  )('whose fields are malformed stores nothing: $start', async ({ body, status }) => {
    const answer = await post(secret, body);
    expect([answer.statusCode, await mirrors.db.$count(mirrorHooks)]).toEqual([status, 0]);
  });

  it.each(['up\u0000date', 'x'.repeat(100), '🏠'.repeat(30), 'told_deleted', 'restore '])(
    'with an action that amoCRM does not have is no more than unknown: %j',
    async (action) => {
      // Those that come with it share its statement, and must not fall with it.
      const name = encodeURIComponent(action);
      const answers = await Promise.all([
        post(secret, form(oasisId)),
        post(secret, `leads[${name}][0][id]=7`),
        post(secret, form(oasisId)),
      ]);
      expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
      const [stored] = await mirrors.db
        .select()
        .from(mirrorHooks)
        .where(eq(mirrorHooks.entityId, 7));
      expect(stored?.action).toBe('unknown');
    },
  );

  it('is a hint at most: what it says of a lead is not believed', async () => {
    const answer = await post(secret, form(oasisId));
    expect(answer.statusCode).toBe(200);
    expect(await mirrors.db.select().from(mirrorHooks)).toMatchObject([
      { accountId: oasisId, entity: 'lead', entityId: 38_100_001, action: 'update' },
    ]);
    expect(await mirrors.db.$count(mirrorLeads)).toBe(0);
  });

  it('comes by the hundred, and every good one is stored before it is answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, place) =>
        post(place % 4 === 0 ? newHookSecret() : secret, form(oasisId)),
      ),
    );
    const stored = answers.filter(({ statusCode }) => statusCode === 200).length;
    expect(stored).toBe(300);
    expect(answers.filter(({ statusCode }) => statusCode === 404)).toHaveLength(100);
    expect(await mirrors.db.$count(mirrorHooks)).toBe(300);
  });
});
