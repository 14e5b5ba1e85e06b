import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { freshClient, json, links, oasis, palm, rows } from '../testing/client.ts';
import type { Client, Reply } from '../testing/client.ts';

/**
 * Every limit that the vendors write down, one by one:
 * https://www.amocrm.ru/developers/content/api/recommendations,
 * https://developers.kommo.com/docs/limitations and the pages of the entities. How the limiter counts is
 * in `limits.test.ts`.
 */

const amo = freshClient();
const kommo = freshClient({ vendor: 'kommo', baseHost: 'amocrm.localhost' });

const count = (replies: readonly Reply[], status: number) =>
  replies.filter((reply) => reply.status === status).length;
const many = <Item>(length: number, item: (place: number) => Item) =>
  Array.from({ length }, (_, place) => item(place));
const statuses = (replies: readonly Reply[]) => replies.map(({ status }) => status);

async function tokenOf(client: Client, account: typeof oasis | typeof palm = oasis) {
  return (await client.connect(account, account.admin)).access_token;
}
const ask = (client: Client, times: number, token: string, host: string = oasis.host) =>
  Promise.all(many(times, () => client.api(host, '/api/v4/account', token)));

describe('limits of requests', () => {
  beforeEach(async () => {
    for (const client of [amo, kommo]) await client.order('limits/set', { isOn: true });
  });

  test('request rate: 7 in a second, the eighth is refused', async () => {
    const replies = await ask(amo, 8, await tokenOf(amo));
    expect([count(replies, 200), count(replies, 429)]).toEqual([7, 1]);
  });

  test('its scope: 7 for an integration in an account, 50 for the account over all of them', async () => {
    const [one, other] = [await tokenOf(amo), await tokenOf(amo, palm)];
    const own = await Promise.all([ask(amo, 8, one), ask(amo, 8, other, palm.host)]);
    expect(own.map((some) => count(some, 200))).toEqual([7, 7]);
    await amo.order('limits/lift');
    await amo.order('limits/set', { perCaller: 1000 });
    expect(count(await ask(amo, 55, one), 200)).toBe(50);
  });

  test('on Kommo: 7 in a second for an address, whatever the account', async () => {
    const [one, other] = [await tokenOf(kommo), await tokenOf(kommo, palm)];
    const replies = await Promise.all([ask(kommo, 8, one), ask(kommo, 8, other, palm.host)]);
    expect(count(replies.flat(), 200)).toBe(7);
  });

  test('over the limit: 429', async () => {
    const replies = await ask(amo, 9, await tokenOf(amo));
    expect(statuses(replies).sort()).toEqual([...many(7, () => 200), 429, 429]);
  });

  test('repeated: every call of the account is 403; on Kommo every call from the address', async () => {
    for (const [client, elsewhere] of [
      [amo, 200],
      [kommo, 403],
    ] as const) {
      await client.order('limits/set', { blockAfter: 3 });
      const [one, other] = [await tokenOf(client), await tokenOf(client, palm)];
      await ask(client, 12, one);
      const blocked = await ask(client, 1, one);
      const beside = await ask(client, 1, other, palm.host);
      expect([statuses(blocked), statuses(beside)]).toEqual([[403], [elsewhere]]);
      await client.order('limits/lift');
      expect(statuses(await ask(client, 1, one))).toEqual([200]);
    }
  });

  test('suspicious patterns: a block can come at any time, by order', async () => {
    const token = await tokenOf(amo);
    await amo.order('faults', { match: 'api', kind: 'status', status: 403, times: 2 });
    const replies = [...(await ask(amo, 1, token)), ...(await ask(amo, 1, token))];
    expect(statuses(replies)).toEqual([403, 403]);
    expect(replies[0]?.text).toContain('<center>nginx</center>');
  });
});

describe('limits of sizes', () => {
  let admin: Ask;
  beforeEach(async () => {
    admin = await askAs(amo, oasis, oasis.admin);
  });

  const lengthOf = async (path: string, name: string) =>
    rows(await admin('GET', path), name).length;

  test('page size: 50 unless said, at most 250; events at most 100', async () => {
    expect(await lengthOf('/api/v4/leads', 'leads')).toBe(50);
    expect(await lengthOf('/api/v4/leads?limit=250', 'leads')).toBe(250);
    expect(await lengthOf('/api/v4/leads?limit=500', 'leads')).toBe(250);
    expect(await lengthOf('/api/v4/events?limit=250', 'events')).toBe(100);
  });

  test('write batch: 250 are taken, 251 are 422 "Limit 250 per page"', async () => {
    expect(
      (
        await admin(
          'POST',
          '/api/v4/leads',
          many(250, () => ({})),
        )
      ).status,
    ).toBe(200);
    const reply = await admin(
      'POST',
      '/api/v4/leads',
      many(251, () => ({})),
    );
    expect([reply.status, json(reply)]).toEqual([
      422,
      expect.objectContaining({ detail: 'Limit 250 per page' }),
    ]);
  });

  test('write batch: a 504 that asks for smaller ones comes by order', async () => {
    await amo.order('faults', { match: '/api/v4/leads', kind: 'status', status: 504 });
    expect((await admin('POST', '/api/v4/leads', [{}])).status).toBe(504);
    expect((await admin('POST', '/api/v4/leads', [{}])).status).toBe(200);
  });

  test('complex leads: 50 a call, 40 field values a card, one contact and one company a lead', async () => {
    const path = '/api/v4/leads/complex';
    expect(
      (
        await admin(
          'POST',
          path,
          many(50, () => ({})),
        )
      ).status,
    ).toBe(200);
    expect(
      (
        await admin(
          'POST',
          path,
          many(51, () => ({})),
        )
      ).status,
    ).toBe(422);
    const value = { field_id: 690131, values: [{ value: 'x' }] };
    const two = [{ name: 'a' }, { name: 'b' }];
    for (const refused of [
      { custom_fields_values: many(41, () => value) },
      { _embedded: { contacts: two } },
      { _embedded: { companies: two } },
    ]) {
      expect((await admin('POST', path, [refused])).status).toBe(400);
    }
  });

  test('users: 10 a call, none above 100', async () => {
    const person = (batch: number) => (place: number) => ({
      name: 'Хтось',
      email: `${batch}-${place}@oasiskey.example`,
      password: 'Password123',
    });
    expect((await admin('POST', '/api/v4/users', many(11, person(0)))).status).toBe(422);
    for (let batch = 1; batch <= 9; batch += 1) {
      expect((await admin('POST', '/api/v4/users', many(10, person(batch)))).status).toBe(201);
    }
    expect((await admin('POST', '/api/v4/users', many(4, person(10)))).status).toBe(403);
  });

  test('custom-field list: 50 unless said, at most 250 — of the two documented figures the larger', async () => {
    const path = '/api/v4/leads/custom_fields';
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) {
      const fields = many(30, (place) => ({ name: `${name}${place}`, type: 'text' }));
      expect((await admin('POST', path, fields)).status).toBe(201);
    }
    expect(await lengthOf(path, 'custom_fields')).toBe(50);
    expect(await lengthOf(`${path}?limit=500`, 'custom_fields')).toBe(250);
    expect(links(await admin('GET', `${path}?limit=250`))).toHaveProperty('next');
  });

  test('pipelines: 50 in an account; statuses: 100 in a pipeline, the system’s among them', async () => {
    const path = '/api/v4/leads/pipelines';
    const pipeline = (place: number) => ({
      name: `Воронка ${place}`,
      sort: 10 + place,
      is_main: false,
      is_unsorted_on: true,
    });
    const there = rows(await admin('GET', path), 'pipelines').length;
    const made = await admin('POST', path, many(50 - there, pipeline));
    expect(made.status).toBe(200);
    expect((await admin('POST', path, [pipeline(99)])).status).toBe(400);
    const inside = `${path}/${String(rows(made, 'pipelines')[0]?.['id'])}/statuses`;
    const status = (place: number) => ({ name: `Етап ${place}`, sort: 20 + place });
    expect((await admin('POST', inside, many(97, status))).status).toBe(200);
    expect(await lengthOf(inside, 'statuses')).toBe(100);
    expect((await admin('POST', inside, [status(98)])).status).toBe(400);
  });

  test('webhooks: 100 in an account', async () => {
    const hook = (place: number) => ({
      destination: `https://example.test/${place}`,
      settings: ['add_lead'],
    });
    for (const one of many(100, hook)) {
      expect((await admin('POST', '/api/v4/webhooks', one)).status).toBe(201);
    }
    expect((await admin('POST', '/api/v4/webhooks', hook(100))).status).toBe(422);
  });

  test('lists: 10 in an account — there are none here, and none can be made', async () => {
    expect((await admin('GET', '/api/v4/catalogs')).status).toBe(204);
    expect((await admin('POST', '/api/v4/catalogs', [{ name: 'Товари' }])).status).toBe(405);
  });

  test('sources: 100 of an integration, 50 a write', async () => {
    const source = (batch: number) => (place: number) => ({
      name: 'Сайт',
      external_id: `${batch}-${place}`,
    });
    expect((await admin('POST', '/api/v4/sources', many(51, source(0)))).status).toBe(422);
    for (const batch of [1, 2]) {
      expect((await admin('POST', '/api/v4/sources', many(50, source(batch)))).status).toBe(200);
    }
    expect((await admin('POST', '/api/v4/sources', many(1, source(3)))).status).toBe(422);
  });

  test('files: their sizes are said by another host, which the account names and the sandbox is not', async () => {
    const account = z
      .object({ drive_url: z.url() })
      .parse(json(await admin('GET', '/api/v4/account?with=drive_url')));
    expect(account.drive_url).toMatch(/^https:\/\/drive-[a-z]\.amocrm\.ru$/);
  });

  test('subscription end: writes are 402 at once, reads later', async () => {
    const { subdomain } = oasis;
    await amo.order('accounts/set', { subdomain, subscription: 'writes_blocked' });
    expect((await admin('POST', '/api/v4/leads', [{}])).status).toBe(402);
    expect((await admin('GET', '/api/v4/leads')).status).toBe(200);
    await amo.order('accounts/set', { subdomain, subscription: 'ended' });
    expect((await admin('GET', '/api/v4/leads')).status).toBe(402);
  });
});
