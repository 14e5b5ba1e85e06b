import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { oasis, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';

let amo: Client;
beforeAll(async () => {
  amo = await startClient();
});
afterAll(() => amo.sandbox.close());
beforeEach(async () => {
  await amo.order('reset');
});

const timeSchema = z.object({ now: z.number(), frozen: z.boolean() });
const order = async (path: string, body: object = {}) =>
  timeSchema.parse(await amo.order(path, body));
const real = () => Math.floor(Date.now() / 1000);

test('frozen, the clock stands where it was put, and only orders move it', async () => {
  expect(await order('clock/freeze', { now: 2_000_000_000 })).toEqual({
    now: 2_000_000_000,
    frozen: true,
  });
  expect(await order('clock/advance', { seconds: 30 })).toEqual({
    now: 2_000_000_030,
    frozen: true,
  });
  expect(await order('clock/set', { now: 1_900_000_000 })).toEqual({
    now: 1_900_000_000,
    frozen: true,
  });
});

test('reset: the machine’s time, running', async () => {
  await order('clock/freeze', { now: 2_000_000_000 });
  const { now, frozen } = await order('clock/reset');
  expect(frozen).toBe(false);
  expect(Math.abs(now - real())).toBeLessThan(5);
});

test('tokens live by it: frozen a second before its end a token works, a second later not', async () => {
  await order('clock/freeze');
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  const status = async () => (await amo.api(oasis.host, '/api/v4/account', accessToken)).status;
  await order('clock/advance', { seconds: 86_399 });
  expect(await status()).toBe(200);
  await order('clock/advance', { seconds: 1 });
  expect(await status()).toBe(401);
});
