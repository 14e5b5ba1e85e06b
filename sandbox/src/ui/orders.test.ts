import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import { oasis, startClient } from '../testing/client.ts';
import type { Call, Client } from '../testing/client.ts';

let amo: Client;
beforeAll(async () => {
  amo = await startClient();
});
afterAll(() => amo.sandbox.close());
beforeEach(async () => {
  await amo.order('reset');
});

const base = `/desk/${oasis.id}/${oasis.admin}`;
const open = async (path: string) => (await amo.call(`${base}/${path}`)).text;
const toldSchema = z.object({ isGood: z.boolean(), words: z.string() });
async function press(path: string, form: Record<string, string> = {}) {
  const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
  const reply = await amo.call(`${base}/${path}`, { method: 'POST', form, headers });
  return toldSchema.parse(JSON.parse(reply.text));
}
const post = (path: string, call: Call) =>
  amo.call(`${base}/${path}`, { method: 'POST', form: {}, ...call });
const status = async (ask: Awaited<ReturnType<typeof askAs>>, path = '/api/v4/account') =>
  (await ask('GET', path)).status;

describe('another site’s page', () => {
  test.each([
    ['says it is another site', { 'sec-fetch-site': 'cross-site' }],
    ['is another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['names its origin', { origin: 'https://evil.example' }],
    ['hides its origin', { origin: 'null' }],
    ['has the same name on another port', { origin: 'http://amocrm.localhost:1' }],
  ])('that %s changes nothing', async (_name, headers: Record<string, string>) => {
    const ask = await askAs(amo, oasis, oasis.admin);
    const reply = await post('integration/switch', { form: { enabled: '0' }, headers });
    expect(reply.status).toBe(403);
    expect(reply.text).toContain('another site');
    expect(await status(ask)).toBe(200);
  });

  test('gives control no orders either', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const reply = await amo.call('/_sandbox/reset', { method: 'POST', form: {}, headers });
    expect(reply.status).toBe(403);
  });

  test('a program without a browser, and the desk’s own page, are let through', async () => {
    for (const headers of [
      {},
      { origin: 'http://amocrm.localhost' },
      { 'sec-fetch-site': 'same-origin' },
    ]) {
      const reply = await post('log/clear', { headers });
      expect(reply.status).toBe(303);
      expect(reply.headers.location).toMatch(/\/log\?notice=/);
    }
  });
});

test('without control there is no desk', async () => {
  const closed = await startClient({ control: false });
  expect((await closed.call('/desk')).status).toBe(404);
  expect((await closed.call('/')).text).not.toContain('/desk');
  await closed.sandbox.close();
});

test('a notice is said once named, and an address cannot put words on the page', async () => {
  const reply = await post('log/clear', {});
  const page = await amo.call(reply.headers.location ?? '');
  expect(page.text).toContain('The log is empty.');
  expect(await open('log?notice=You+were+hacked')).not.toContain('hacked');
});

describe('people', () => {
  test('seats, administrators and rights change what the API lets them do', async () => {
    const broker = await askAs(amo, oasis, oasis.seesOwn);
    const seen = async () =>
      z
        .object({ _embedded: z.object({ leads: z.array(z.unknown()) }) })
        .parse(JSON.parse((await broker('GET', '/api/v4/leads?limit=250')).text))._embedded.leads
        .length;
    const own = await seen();
    expect(
      await press(`people/${oasis.seesOwn}/rights`, { view: 'A', edit: 'M', delete: 'D' }),
    ).toMatchObject({ isGood: true });
    expect(await seen()).toBeGreaterThan(own);
    await press(`people/${oasis.seesOwn}/seat`, { open: '0' });
    expect(await status(broker)).toBe(401);
    expect(await open('people')).toContain('Seat closed');
    await press(`people/${oasis.seesOwn}/seat`, { open: '1' });
    await press(`people/${oasis.seesOwn}/admin`, { admin: '1' });
    expect(await status(await askAs(amo, oasis, oasis.seesOwn), '/api/v4/users')).toBe(200);
    expect(await press('people/1/seat', { open: '0' })).toMatchObject({ isGood: false });
  });
});

describe('the integration', () => {
  test('lists who granted, and revokes one of them', async () => {
    const [admin, broker] = [
      await askAs(amo, oasis, oasis.admin),
      await askAs(amo, oasis, oasis.seesOwn),
    ];
    expect(await open('integration')).toContain(`data-grant="${oasis.seesOwn}"`);
    expect(await press('integration/revoke', { user: String(oasis.seesOwn) })).toMatchObject({
      isGood: true,
    });
    expect(await open('integration')).not.toContain(`data-grant="${oasis.seesOwn}"`);
    expect([await status(admin), await status(broker)]).toEqual([200, 401]);
  });

  test('grants without the consent page', async () => {
    const told = await press('integration/grant', { user: String(oasis.admin), state: 'st4te' });
    expect(told.words).toContain('state=st4te');
    expect(told.words).toContain('code=def502');
  });

  test('goes off and on, and its account has a subscription, addresses and a name', async () => {
    const ask = await askAs(amo, oasis, oasis.admin);
    const account = { subscription: 'active', filters: '1', ips: '' };
    await press('integration/account', { ...account, subscription: 'ended' });
    expect(await status(ask)).toBe(402);
    await press('integration/account', { ...account, ips: '192.0.2.7\n192.0.2.8' });
    expect(await status(ask)).toBe(403);
    expect(await press('integration/account', { ...account, ips: 'the office' })).toMatchObject({
      isGood: false,
    });
    await press('integration/account', account);
    expect(await status(ask)).toBe(200);
    expect(await press('integration/rename', { to: 'palmco' })).toMatchObject({
      isGood: false,
      words: 'Nothing was changed. palmco is taken',
    });
    await press('integration/rename', { to: 'oasis-two' });
    expect(await status(ask)).toBe(404);
    expect(await open('integration')).toContain('oasis-two.amocrm.localhost');
    await press('integration/rename', { to: oasis.subdomain });
    await press('integration/switch', { enabled: '0' });
    expect(await status(ask)).toBe(401);
    expect(await open('integration')).toContain('Integration off');
    expect(await press('integration/switch', { enabled: '1' })).toMatchObject({ isGood: true });
  });

  test('its calls are sent, and it is told that nobody answered', async () => {
    const away = await startClient({
      redirectUri: 'http://127.0.0.1:9/back',
      disconnectHookUrl: 'http://127.0.0.1:9/bye',
    });
    const form = { user: String(oasis.admin), forged: '1' };
    const headers = { accept: 'application/json' };
    const sent = async (path: string) =>
      toldSchema.parse(
        JSON.parse((await away.call(`${base}/${path}`, { method: 'POST', form, headers })).text),
      ).words;
    expect(await sent('integration/install')).toBe('The install call was not answered.');
    expect(await sent('integration/disconnect')).toBe('The disconnect call was not answered.');
    await away.sandbox.close();
  });
});

describe('failures', () => {
  test.each([
    ['status', { status: '503', format: 'json', retryAfter: '' }],
    ['status', { status: '429', format: '', retryAfter: '7' }],
    ['delay', { ms: '40' }],
    ['drop_response', {}],
    ['half_body', {}],
    ['no_response', {}],
    ['html_200', {}],
    ['huge_body', { megabytes: '1' }],
    ['rewrite', { set: '{"id": 7}', remove: 'name, country', contentType: 'text/plain' }],
  ])(
    'orders %s with %j, and lists it until it is called off',
    async (kind, more: Record<string, string>) => {
      const told = await press('failures/fault', {
        kind,
        match: 'api',
        times: '2',
        place: oasis.subdomain,
        ...more,
      });
      expect(told).toMatchObject({ isGood: true });
      expect(await open('failures')).toContain('data-fault');
      await press('failures/clear');
      expect(await open('failures')).not.toContain('data-fault');
    },
  );

  test('an order is met, and the desk is not', async () => {
    const ask = await askAs(amo, oasis, oasis.admin);
    await press('failures/fault', {
      kind: 'status',
      match: '/',
      times: '1',
      status: '503',
      place: '',
    });
    expect((await amo.call(`${base}/failures`)).status).toBe(200);
    expect([await status(ask), await status(ask)]).toEqual([503, 200]);
  });

  test('a wrong order is refused in words', async () => {
    const form = { kind: 'status', match: 'api', times: '1', place: '' };
    expect((await press('failures/fault', { ...form, status: '200' })).words).toContain('status');
    expect((await press('failures/fault', { ...form, kind: 'rewrite', set: '{' })).words).toContain(
      'no JSON',
    );
    expect((await press('failures/fault', { ...form, status: 'many' })).words).toContain(
      'whole number',
    );
  });

  test('hooks are disturbed, the limiter is set and lifted', async () => {
    expect(
      await press('failures/disorder', {
        kind: 'delay',
        times: '2',
        code: '',
        place: '',
        seconds: '90',
      }),
    ).toMatchObject({ isGood: true });
    expect(await open('failures')).toContain('Send it late');
    expect(await press('failures/order')).toMatchObject({ isGood: true });
    expect(await press('failures/flush')).toMatchObject({ isGood: true });
    const ask = await askAs(amo, oasis, oasis.admin);
    await press('failures/limits', { on: '1', perCaller: '1', blockAfter: '2' });
    expect([await status(ask), await status(ask), await status(ask), await status(ask)]).toEqual([
      200, 429, 429, 403,
    ]);
    await press('failures/lift');
    expect(await status(ask)).toBe(200);
    await press('failures/limits', { on: '0', perCaller: '7', blockAfter: '50' });
    expect(await open('failures')).toContain('Limiter off');
  });
});

describe('the log', () => {
  test('shows what a client asked, with secrets masked, and never the desk itself', async () => {
    expect(await open('log')).toContain('Nothing has been sent yet');
    const ask = await askAs(amo, oasis, oasis.admin);
    await ask('PATCH', '/api/v4/leads/1', { price: 4_242_424 });
    const page = await open('log');
    expect(page).toContain('/api/v4/leads/1');
    expect(page).toContain('4242424');
    expect(page).toContain('authorization: ***');
    expect(page).not.toContain('def502');
    expect(page).not.toContain('eyJ');
    expect(page).not.toContain('/pulse</');
    expect(page).not.toMatch(/class="address">\s*\/desk/);
  });

  test('is filtered by kind, answer and words, and cleared', async () => {
    const ask = await askAs(amo, oasis, oasis.admin);
    await ask('GET', '/api/v4/account');
    await ask('GET', '/api/v4/nowhere');
    const bad = await open('log?result=bad');
    expect(bad).toContain('/api/v4/nowhere');
    expect(bad).not.toContain('/api/v4/account');
    expect(await open('log?text=ACCOUNT&kind=requests')).toContain('/api/v4/account');
    expect(await open('log?kind=hooks')).toContain('Nothing fits this filter');
    await press('log/clear');
    expect(await open('log')).toContain('Nothing has been sent yet');
  });

  test('the pulse changes when something happened, and only then', async () => {
    const first = await open('pulse');
    expect(await open('pulse')).toBe(first);
    await amo.order('leads/create', { subdomain: oasis.subdomain });
    const second = await open('pulse');
    expect(second).not.toBe(first);
    await amo.call('/oauth');
    expect(await open('pulse')).not.toBe(second);
  });
});

test('the clock is frozen, moved, set and let go', async () => {
  const nowSchema = z.object({ now: z.number(), frozen: z.boolean() });
  await press('clock/freeze');
  expect(await open('clock')).toContain('Frozen');
  await press('clock/set', { at: '2027-03-01T12:00' });
  await press('clock/advance', { amount: '2', unit: '3600' });
  const noon = Date.parse('2027-03-01T12:00:00+04:00') / 1000;
  expect(nowSchema.parse(await amo.order('clock/advance', { seconds: 0 }))).toEqual({
    now: noon + 7200,
    frozen: true,
  });
  expect(await press('clock/set', { at: 'soon' })).toMatchObject({ isGood: false });
  await press('clock/reset');
  expect(await open('clock')).toContain('The machine’s time');
});
