import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { freshClient, json, oasis, palm, rows, startClient } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();
let accessToken: string;
beforeEach(async () => {
  accessToken = (await amo.connect(oasis, oasis.admin)).access_token;
});

const path = '/api/v4/webhooks';
const destination = 'https://example.test';
const call = (method: string, body: unknown, at = path, token = accessToken): Promise<Reply> =>
  amo.call(at, {
    host: oasis.host,
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { json: body }),
  });
const subscribe = (body: object) => call('POST', { destination, settings: ['add_lead'], ...body });
const list = (query = '') => call('GET', undefined, `${path}${query}`);
const idSchema = z.object({ id: z.int() });

describe('subscribing', () => {
  test('answers 201 in the shape that amoCRM prints', async () => {
    const reply = await call('POST', fixture('webhooks.subscribe.request'));
    expect(reply.status).toBe(201);
    const printed = fixture('webhooks.subscribe.response');
    expect(keys(json(reply))).toEqual(keys(printed));
    expect(json(reply)).toMatchObject({
      destination,
      account_id: oasis.id,
      created_by: oasis.admin,
      sort: 10,
      disabled: false,
      settings: ['add_lead'],
    });
  });

  test('the same destination again updates it in place', async () => {
    const first = idSchema.parse(json(await subscribe({})));
    await amo.order('clock/advance', { seconds: 100 });
    const again = await subscribe({ settings: ['update_lead', 'note_lead'], sort: 3 });
    expect(again.status).toBe(201);
    expect(json(again)).toMatchObject({
      id: first.id,
      sort: 3,
      settings: ['update_lead', 'note_lead'],
    });
    expect(json(await list())).toMatchObject({ _total_items: 1 });
  });

  test.each([
    ...['add', 'update', 'delete', 'responsible'].flatMap((action) =>
      ['lead', 'contact', 'company', 'customer', 'task'].map((one) => `${action}_${one}`),
    ),
    ...['lead', 'contact', 'company'].map((one) => `restore_${one}`),
    ...['lead', 'contact', 'company', 'customer'].map((one) => `note_${one}`),
    'status_lead',
    'add_talk',
    'update_talk',
    'add_chat_template_review',
  ])('the documented code %s is known', async (code) => {
    expect((await subscribe({ settings: [code] })).status).toBe(201);
  });

  test('codes that only clients of Kommo name are known, and refused with --strict', async () => {
    const settings = ['add_unsorted', 'update_unsorted', 'delete_unsorted', 'add_message'];
    expect((await subscribe({ settings })).status).toBe(201);
    const strict = await startClient({ strict: true });
    try {
      const { access_token: token } = await strict.connect(oasis, oasis.admin);
      const reply = await strict.call(path, {
        host: oasis.host,
        headers: { authorization: `Bearer ${token}` },
        json: { destination, settings },
      });
      expect(reply.status).toBe(400);
    } finally {
      await strict.sandbox.close();
    }
  });

  test('an unknown code is refused by its place', async () => {
    const reply = await subscribe({ settings: ['add_lead', 'explode_lead'] });
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({
      'validation-errors': [
        { request_id: '0', errors: [{ code: 'NotSupportedChoice', path: 'settings.1' }] },
      ],
      detail: 'Request validation failed',
    });
    expect((await list()).status).toBe(204);
  });

  test.each([
    ['a Cyrillic domain', 'https://пример.рф/hook'],
    ['a Cyrillic domain as punycode', 'https://xn--e1afmkfd.xn--p1ai/hook'],
    ['no address', 'somewhere'],
    ['another protocol', 'ftp://example.test/hook'],
  ])('%s is refused', async (_name, wrong) => {
    const reply = await subscribe({ destination: wrong });
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({
      'validation-errors': [{ errors: [{ path: 'destination' }] }],
    });
  });

  test('an account has at most 100, and those that are there can still be changed', async () => {
    for (let place = 0; place < 100; place += 1) {
      expect((await subscribe({ destination: `${destination}/${place}` })).status).toBe(201);
    }
    expect((await subscribe({ destination: `${destination}/100` })).status).toBe(422);
    expect((await subscribe({ destination: `${destination}/99`, sort: 2 })).status).toBe(201);
  });

  test('only with an administrator’s token', async () => {
    const { access_token: broker } = await amo.connect(oasis, oasis.seesAll);
    for (const method of ['GET', 'POST', 'DELETE']) {
      const body = method === 'GET' ? undefined : { destination, settings: ['add_lead'] };
      expect((await call(method, body, path, broker)).status).toBe(403);
    }
  });

  test('only in a plan that has webhooks', async () => {
    await amo.order('webhooks/plan', { subdomain: oasis.subdomain, hasWebhooks: false });
    expect((await subscribe({})).status).toBe(402);
    await amo.order('webhooks/plan', { subdomain: oasis.subdomain, hasWebhooks: true });
    expect((await subscribe({})).status).toBe(201);
  });
});

describe('listing', () => {
  test('tells how many there are, and finds one by its exact destination', async () => {
    await subscribe({ destination: `${destination}/a` });
    await subscribe({ destination: `${destination}/ab` });
    const all = await list();
    expect(json(all)).toMatchObject({ _total_items: 2 });
    const one = await list(`?filter[destination]=${encodeURIComponent(`${destination}/a`)}`);
    expect(json(one)).toMatchObject({ _total_items: 1 });
    expect(rows(one, 'webhooks')).toMatchObject([{ destination: `${destination}/a` }]);
  });

  test('an account shows its own only', async () => {
    await subscribe({});
    const { access_token: token } = await amo.connect(palm, palm.admin);
    expect((await amo.api(palm.host, path, token)).status).toBe(204);
  });
});

test('unsubscribing answers 204, and 404 when there is nothing to end', async () => {
  await subscribe({});
  expect((await call('DELETE', { destination })).status).toBe(204);
  expect((await list()).status).toBe(204);
  expect((await call('DELETE', { destination })).status).toBe(404);
});
