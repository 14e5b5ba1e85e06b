import { describe, expect, test } from 'vitest';
import { freshClient, json, oasis, palm, startClient } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { createLimiter, documentedRules } from './limiter.ts';

const amo = freshClient({ limit: true });

const token = async (client = amo, account: typeof oasis | typeof palm = oasis) =>
  (await client.connect(account, account.admin)).access_token;
const ask = (times: number, accessToken: string, host: string = oasis.host, client = amo) =>
  Promise.all(
    Array.from({ length: times }, () => client.api(host, '/api/v4/account', accessToken)),
  );
const count = (replies: readonly Reply[], status: number) =>
  replies.filter((reply) => reply.status === status).length;

test('off unless asked for', async () => {
  const free = await startClient();
  try {
    const replies = await ask(60, await token(free), oasis.host, free);
    expect(count(replies, 200)).toBe(60);
  } finally {
    await free.sandbox.close();
  }
});

test('never more than 7 requests in any second, measured over three', async () => {
  const accessToken = await token();
  await amo.order('limits/set', { blockAfter: 100_000 });
  const passed: number[] = [];
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    const [reply] = await ask(1, accessToken);
    if (reply?.status === 200) passed.push(performance.now());
  }
  expect(passed.length).toBeGreaterThanOrEqual(14);
  // Seen from here an answer is late by what the line takes: hence 900 ms, not 1000.
  for (const [at, time] of passed.entries()) {
    const eighth = passed[at + 7];
    if (eighth !== undefined) expect(eighth - time).toBeGreaterThan(900);
  }
});

test('an integration has 7 in every account', async () => {
  const [one, other] = [await token(), await token(amo, palm)];
  const replies = await Promise.all([ask(10, one), ask(10, other, palm.host)]);
  expect(replies.map((some) => count(some, 200))).toEqual([7, 7]);
});

test('an account has 50 over all integrations', async () => {
  await amo.order('limits/set', { perCaller: 1000 });
  const replies = await ask(60, await token());
  expect(count(replies, 200)).toBe(50);
  expect(count(replies, 429)).toBe(10);
});

test('Kommo counts by address, whatever the account', async () => {
  const kommo = await startClient({ vendor: 'kommo', baseHost: 'amocrm.localhost', limit: true });
  try {
    const [one, other] = [await token(kommo), await token(kommo, palm)];
    const replies = await Promise.all([
      ask(10, one, oasis.host, kommo),
      ask(10, other, palm.host, kommo),
    ]);
    expect(count(replies.flat(), 200)).toBe(7);
  } finally {
    await kommo.sandbox.close();
  }
});

test('429 is JSON with retry_after', async () => {
  const replies = await ask(8, await token());
  const refused = replies.find(({ status }) => status === 429);
  expect(refused?.headers['content-type']).toContain('application/problem+json');
  expect(refused?.headers).not.toHaveProperty('retry-after');
  expect(refused === undefined ? null : json(refused)).toEqual({
    title: 'Too Many Requests',
    type: 'https://httpstatus.es/429',
    status: 429,
    detail: 'Too Many Requests',
    retry_after: 300,
  });
});

test('429 can be a page', async () => {
  await amo.order('limits/set', { format: 'html' });
  const replies = await ask(8, await token());
  const refused = replies.find(({ status }) => status === 429);
  expect(refused?.headers['content-type']).toContain('text/html');
  expect(refused?.text).toContain('429 Too Many Requests');
});

test('a refused call does nothing', async () => {
  const accessToken = await token();
  const write = () =>
    amo.call('/api/v4/leads', {
      host: oasis.host,
      headers: { authorization: `Bearer ${accessToken}` },
      json: [{ name: 'Zyxwv' }],
    });
  const replies = await Promise.all(Array.from({ length: 10 }, write));
  expect(count(replies, 200)).toBe(7);
  await amo.order('limits/set', { isOn: false });
  const list = await amo.api(oasis.host, '/api/v4/leads?query=Zyxwv', accessToken);
  expect(list.text.match(/"name":"Zyxwv"/g)).toHaveLength(7);
});

describe('who goes on and on', () => {
  test('is blocked: every call of the account is nginx’s 403, tokens too, until it is lifted', async () => {
    await amo.order('limits/set', { blockAfter: 5 });
    const pair = await amo.connect(oasis, oasis.admin);
    await ask(12, pair.access_token);
    const [blocked] = await ask(1, pair.access_token);
    expect(blocked?.status).toBe(403);
    expect(blocked?.headers['content-type']).toContain('text/html');
    expect(blocked?.text).toContain('<center>nginx</center>');
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(403);
    const [other] = await ask(1, await token(amo, palm), palm.host);
    expect(other?.status).toBe(200);

    await amo.order('limits/lift');
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(200);
  });

  test('is blocked for a time, when one was set', async () => {
    await amo.order('limits/set', { blockAfter: 1, blockSeconds: 1 });
    const accessToken = await token();
    expect(count(await ask(8, accessToken), 429)).toBe(1);
    expect((await ask(1, accessToken))[0]?.status).toBe(403);
    await expect
      .poll(async () => (await ask(1, accessToken))[0]?.status, { timeout: 5000 })
      .toBe(200);
  });
});

test('token calls do not count', async () => {
  const accessToken = await token();
  await Promise.all(Array.from({ length: 20 }, () => amo.refresh(oasis.host, 'x')));
  expect(count(await ask(7, accessToken), 200)).toBe(7);
});

test('the machine’s time counts, not the sandbox’s', async () => {
  const accessToken = await token();
  await ask(7, accessToken);
  await amo.order('clock/advance', { seconds: 3600 });
  expect((await ask(1, accessToken))[0]?.status).toBe(429);
});

test('a window slides: what passed a second ago makes room, one by one', () => {
  let time = 0;
  const limiter = createLimiter({ ...documentedRules, isOn: true }, () => time);
  const who = { caller: 'a', account: 'b', blocked: 'b' };
  for (let place = 0; place < 7; place += 1) {
    time = place * 100;
    expect(limiter.count(who)).toBe('pass');
  }
  time = 999;
  expect(limiter.count(who)).toBe('too_many');
  time = 1000;
  expect(limiter.count(who)).toBe('pass');
  expect(limiter.count(who)).toBe('too_many');
  time = 1100;
  expect(limiter.count(who)).toBe('pass');
});
