import { beforeEach, expect, test } from 'vitest';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { freshClient, json, oasis, palm, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const set = (wanted: object) =>
  amo.order('accounts/set', { subdomain: oasis.subdomain, ...wanted });
const read = () => admin('GET', '/api/v4/leads?limit=1');
const write = () => admin('POST', '/api/v4/leads', [{ name: 'x' }]);
const unpaid = {
  title: 'Payment Required',
  type: 'https://httpstatus.es/402',
  status: 402,
  detail: 'Payment required',
};

test('a subscription that ended stops writes first and everything later', async () => {
  const before = json(await read());
  await set({ subscription: 'writes_blocked' });
  const refused = await write();
  expect([refused.status, json(refused)]).toEqual([402, unpaid]);
  expect(json(await read())).toEqual(before);
  await set({ subscription: 'ended' });
  for (const ask of [read, write]) expect((await ask()).status).toBe(402);
  await set({ subscription: 'active' });
  expect((await write()).status).toBe(200);
});

test('an account may answer to some addresses only, and says 113 to others', async () => {
  await set({ allowedIps: ['203.0.113.7'] });
  const refused = await read();
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect([refused.status, json(refused)]).toEqual([
    403,
    expect.objectContaining({ status: 403, error_code: 113 }),
  ]);
  await set({ allowedIps: ['203.0.113.7', '127.0.0.1'] });
  expect((await read()).status).toBe(200);
});

test('whoever has no token learns nothing of it, and other accounts are not concerned', async () => {
  await set({ subscription: 'ended', allowedIps: ['203.0.113.7'] });
  expect((await amo.call('/api/v4/account', { host: oasis.host })).status).toBe(401);
  const other = await askAs(amo, palm, palm.admin);
  expect((await other('GET', '/api/v4/account')).status).toBe(200);
});

test('rights that are changed from outside count from the next call on', async () => {
  const broker = await askAs(amo, oasis, oasis.seesOwn);
  const count = async () => rows(await broker('GET', '/api/v4/leads?limit=250'), 'leads').length;
  const own = await count();
  const cards = { view: 'A', edit: 'A', add: 'A', delete: 'A', export: 'A' };
  const seat = { subdomain: oasis.subdomain, userId: oasis.seesOwn };
  await amo.order('users/set', { ...seat, rights: { leads: cards } });
  expect(await count()).toBeGreaterThan(own);
  await amo.order('users/set', { ...seat, rights: { leads: { ...cards, view: 'D' } } });
  expect(await count()).toBe(0);
  // An administrator's rights come with a grant, not with the seat alone.
  await amo.order('users/set', { ...seat, isAdmin: true });
  expect((await broker('GET', '/api/v4/users')).status).toBe(403);
  expect((await (await askAs(amo, oasis, oasis.seesOwn))('GET', '/api/v4/users')).status).toBe(200);
});
