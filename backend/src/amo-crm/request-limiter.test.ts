import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRequestLimiter } from './request-limiter.ts';
import { connect, oasis, palm, startAmoWorld, type AmoWorld } from './testing/amo-world.ts';

let world: AmoWorld;
let user: string;
let neighbour: string;
/** Two backends on one database. */
let backends: ReturnType<AmoWorld['newConnections']>[];

beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  backends = [world.newConnections(), world.newConnections()];
  const [one, two] = backends;
  if (!one || !two) throw new Error('no backends');
  user = await world.newUser();
  neighbour = await world.newUser();
  await connect(world, one, user);
  await connect(world, two, neighbour, palm);
});

const leadsAsked = async () =>
  (await world.seen()).requests.filter(({ path }) => path === '/api/v4/leads').length;
const apiOf = (backend: 0 | 1, of: string) => {
  const service = backends[backend];
  if (!service) throw new Error('no backend');
  return service.apiFor(of);
};
const readLeads = async (backend: 0 | 1, of: string) =>
  (await apiOf(backend, of)).leads.list({ limit: 1 });

describe('two backends', () => {
  it('keep to amoCRM’s limit together: no answer is 429', async () => {
    await world.order('limits/set', { isOn: true });
    const reads = Array.from({ length: 28 }, (_, n) => readLeads(n % 2 === 0 ? 0 : 1, user));
    const pages = await Promise.all(reads);
    expect(pages.every(({ items }) => items.length === 1)).toBe(true);
    expect(await leadsAsked()).toBe(28);
  });

  it('leave an account alone after a block page, and only that one', async () => {
    const blocked = { kind: 'status', status: 403, format: 'html', subdomain: oasis.subdomain };
    await world.fault({ match: '/api/v4/leads', ...blocked });
    await expect(readLeads(0, user)).rejects.toMatchObject({ code: 'ip_blocked' });
    const asked = await leadsAsked();
    await expect(readLeads(1, user)).rejects.toMatchObject({ code: 'ip_blocked' });
    expect(await leadsAsked()).toBe(asked);
    expect((await readLeads(0, neighbour)).items).toHaveLength(1);
    await world.endPauses();
    expect((await readLeads(1, user)).items).toHaveLength(1);
  });

  it('send nothing while the database cannot count', async () => {
    const api = await apiOf(0, user);
    await world.database.pool.query('alter table amo_limiter rename to away');
    await expect(api.leads.list({ limit: 1 })).rejects.toThrow('amo_limiter');
    await world.database.pool.query('alter table away rename to amo_limiter');
    expect(await leadsAsked()).toBe(0);
  });
});

it('Kommo counts by address: one limit for all accounts', () => {
  const { pool } = world.database;
  const keyFor = (vendor: 'amocrm' | 'kommo', account: number) =>
    createRequestLimiter(pool, { clientId: 'ours', vendor }).keyOf(account, 'a.kommo.com');
  expect([keyFor('amocrm', 7), keyFor('kommo', 7), keyFor('kommo', 8)]).toEqual([
    'ours:7',
    'address/backend:7',
    'address/backend:8',
  ]);
});
