import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { demoIntegration } from '../options.ts';
import { json, oasis, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';

let amo: Client;
beforeAll(async () => {
  amo = await startClient();
});
afterAll(() => amo.sandbox.close());
beforeEach(async () => {
  await amo.order('reset');
});

const logSchema = z.object({
  exchanges: z.array(
    z.object({
      id: z.number(),
      method: z.string(),
      path: z.string(),
      query: z.string(),
      body: z.string().nullable(),
      answer: z.object({ status: z.number(), body: z.string().nullable() }).nullable(),
    }),
  ),
});
const log = async (after = 0) =>
  logSchema.parse(json(await amo.call(`/_sandbox/log?after=${after}`))).exchanges;

test('keeps what was asked and what was answered', async () => {
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  await amo.call('/api/v4/leads?with=contacts', {
    host: oasis.host,
    headers: { authorization: `Bearer ${accessToken}` },
    json: [{ name: 'Написане' }],
  });
  const last = (await log()).at(-1);
  expect(last).toMatchObject({
    method: 'POST',
    path: '/api/v4/leads',
    query: 'with=contacts',
    body: '[{"name":"Написане"}]',
    answer: { status: 200 },
  });
  expect(last?.answer?.body).toContain('"request_id":"0"');
});

test('tells only what came after a given one', async () => {
  await amo.call('/', {});
  const seen = (await log()).at(-1)?.id ?? 0;
  await amo.call('/oauth', {});
  expect((await log(seen)).map(({ path }) => path)).toEqual(['/oauth']);
});

test('carries no token, code, secret or state, wherever they stood', async () => {
  const code = await amo.code(oasis.subdomain, oasis.admin);
  const reply = await amo.exchange(oasis.host, code);
  const pair = z.object({ access_token: z.string(), refresh_token: z.string() }).parse(json(reply));
  await amo.call('/oauth2/access_token', {
    host: oasis.host,
    form: {
      client_id: demoIntegration.clientId,
      client_secret: demoIntegration.clientSecret,
      redirect_uri: demoIntegration.redirectUri,
      grant_type: 'refresh_token',
      refresh_token: pair.refresh_token,
    },
  });
  await amo.call('/oauth2/account/current/subdomain', {
    host: 'api-b.amocrm.localhost',
    headers: { 'x-refresh-token': pair.refresh_token },
  });
  await amo.api(oasis.host, `/api/v4/leads?query=${pair.refresh_token}`, pair.access_token);
  await amo.call(`/oauth?client_id=${demoIntegration.clientId}&state=very-hidden-state`);
  await amo.call('/oauth/decision', {
    form: { client_id: demoIntegration.clientId, state: 'very-hidden-state', decision: 'allow' },
  });
  const whole = (await amo.call('/_sandbox/log')).text;
  expect(whole).toContain('/oauth2/access_token');
  const hidden = [
    code,
    pair.access_token,
    pair.refresh_token,
    demoIntegration.clientSecret,
    'def502',
    'eyJ',
    'very-hidden-state',
  ];
  for (const secret of hidden) expect(whole).not.toContain(secret);
});

test('words called code stay readable where nobody signs in', async () => {
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  await amo.call('/api/v4/leads', {
    host: oasis.host,
    headers: { authorization: `Bearer ${accessToken}` },
    json: [{ status_id: 1 }],
  });
  expect((await log()).at(-1)?.answer?.body).toContain('"code":"NotSupportedChoice"');
});

test('is bounded, in number and in length', async () => {
  await amo.order('leads/create', { subdomain: oasis.subdomain, count: 250 });
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  await amo.api(oasis.host, '/api/v4/leads?limit=250', accessToken);
  expect((await log()).at(-1)?.answer?.body?.length).toBeLessThanOrEqual(16_384);
  for (let round = 0; round < 12; round += 1) {
    await Promise.all(Array.from({ length: 50 }, () => amo.call('/', {})));
  }
  expect(await log()).toHaveLength(500);
});

test('is emptied with the list of requests', async () => {
  await amo.call('/', {});
  await amo.order('requests/clear');
  expect(await log()).toEqual([]);
});
