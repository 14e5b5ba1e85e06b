import { eq, sql } from 'drizzle-orm';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens, backendInstances } from '../../database/schema.ts';
import type { Connections } from '../connections.ts';
import {
  connect,
  oasis,
  palm,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../testing/amo-world.ts';

const hour = 3_600;
const day = 24 * hour;

let world: AmoWorld;
let service: Connections;
let user: string;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
  user = await world.newUser();
  await connect(world, service, user);
});

const refreshes = async () => (await world.seen()).tokenCalls.refresh_token;
const tokenRequests = async () =>
  (await world.seen()).requests.filter(({ path }) => path === '/oauth2/access_token').length;
const rowOf = async (of = user) => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, of));
  return row;
};
const set = (values: Partial<typeof amoCrmTokens.$inferInsert>) =>
  world.database.db.update(amoCrmTokens).set(values).where(eq(amoCrmTokens.userId, user));
const endRest = () =>
  world.database.db
    .update(amoCrmTokens)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` });
const readAccount = async () => (await service.apiFor(user)).account.get();

describe('a connection in use', () => {
  it('is refreshed at about 60 % of its token’s life, before anybody has to wait', async () => {
    await world.advance(12 * hour);
    expect(await service.keeper.refreshDue()).toBe(0);
    await world.advance(4 * hour);
    expect(await service.keeper.refreshDue()).toBe(1);
    expect(await rowOf()).toMatchObject({ tokenVersion: 2, leaseOwner: null });
    await world.advance(9 * hour);
    await readAccount();
    expect(await refreshes()).toBe(1);
  });

  it('is not refreshed together with all that were connected in the same minute', async () => {
    for (let n = 0; n < 8; n += 1) await connect(world, service, await world.newUser());
    const rows = await world.database.db.select().from(amoCrmTokens);
    const dues = rows.map(({ refreshAt, createdAt }) => refreshAt.getTime() - createdAt.getTime());
    expect(Math.min(...dues)).toBeGreaterThan(0.54 * day * 1000);
    expect(Math.max(...dues)).toBeLessThan(0.66 * day * 1000);
    expect(Math.max(...dues) - Math.min(...dues)).toBeGreaterThan(60_000);
  });

  it('counts as in use for as long as somebody uses it', async () => {
    await world.advance(2 * day);
    await readAccount();
    await expect
      .poll(async () => (await rowOf())?.lastUsedAt.getTime())
      .toBeGreaterThan(world.clock().getTime() - 60_000);
  });

  it('of which two processes look after costs one call', async () => {
    await world.advance(20 * hour);
    const processes = [world.newConnections(), world.newConnections(), world.newConnections()];
    await Promise.all(processes.map((one) => one.keeper.refreshDue()));
    expect(await refreshes()).toBe(1);
  });
});

describe('an idle connection', () => {
  it('is left in peace for two weeks, and then refreshed', async () => {
    await world.advance(4 * day);
    expect(await service.keeper.refreshDue()).toBe(0);
    await world.advance(11 * day);
    expect(await service.keeper.refreshDue()).toBe(1);
  });

  it('still works after two years that nobody looked at it', async () => {
    for (let days = 0; days < 730; days += 12) {
      await world.advance(12 * day);
      await service.keeper.refreshDue();
    }
    expect(await readAccount()).toMatchObject({ subdomain: 'oasiskey' });
    expect(await refreshes()).toBeLessThan(60);
  });
});

describe('what was left behind', () => {
  it('by a holder that died is settled without anybody asking', async () => {
    await set({ leaseOwner: 'dead', leaseUntil: new Date(0) });
    expect(await service.keeper.refreshDue()).toBe(1);
    expect(await rowOf()).toMatchObject({ outcomeUnknown: false, tokenVersion: 2 });
  });

  it('by an answer that was lost is told hours before anything stops working', async () => {
    await world.advance(16 * hour);
    await world.fault({ match: 'token', kind: 'drop_response' });
    expect(await service.keeper.refreshDue()).toBe(0);
    expect(await rowOf()).toMatchObject({ state: 'connected', outcomeUnknown: true });
    await endRest();
    await service.keeper.refreshDue();
    expect(await service.getUserConnectionStatus(user)).toMatchObject({
      state: 'reconnect_required',
      reason: 'unknown_outcome',
    });
    await service.keeper.refreshDue();
    expect(await tokenRequests()).toBe(3);
  });
});

describe('a look at the table', () => {
  it('goes past connections that fail, and does not come back to them at once', async () => {
    const others = [await world.newUser(), await world.newUser()];
    for (const one of others) await connect(world, service, one, palm);
    await world.advance(16 * hour);
    await world.fault({
      match: 'token',
      kind: 'status',
      status: 500,
      subdomain: oasis.subdomain,
      times: 1000,
    });
    expect(await service.keeper.refreshDue()).toBe(2);
    expect(await service.keeper.refreshDue()).toBe(0);
    expect((await rowOf())?.refreshFailures).toBe(1);
    for (const one of others) expect((await rowOf(one))?.tokenVersion).toBe(2);
  });

  it('stops when the backend does', async () => {
    await world.advance(16 * hour);
    expect(await service.keeper.refreshDue(AbortSignal.abort())).toBe(0);
    expect(await refreshes()).toBe(0);
  });
});

describe('the background', () => {
  it('begins at once, says that it lives, and ends when told to', async () => {
    await world.advance(16 * hour);
    const stop = new AbortController();
    const running = service.background(stop.signal);
    await expect.poll(async () => (await rowOf())?.tokenVersion).toBe(2);
    expect(await world.database.db.select().from(backendInstances)).toMatchObject([
      { keyIds: ['test'] },
    ]);
    stop.abort();
    await running;
    expect(await world.database.db.select().from(backendInstances)).toEqual([]);
  });
});

describe('a connection that ended because its amoCRM user was deactivated', () => {
  const deactivate = () =>
    world.order('users/set', {
      subdomain: oasis.subdomain,
      userId: oasis.seesOwn,
      isActive: false,
    });

  it('says so when an administrator of the account is connected too', async () => {
    const broker = await world.newUser();
    await connect(world, service, broker, { userId: oasis.seesOwn });
    await deactivate();
    expect(await refusalOf(service.apiFor(broker).then((api) => api.account.get()))).toMatchObject({
      kind: 'reconnect_required',
    });
    await expect
      .poll(async () => (await service.getUserConnectionStatus(broker)).reason)
      .toBe('user_inactive');
    expect(await service.getUserConnectionStatus(user)).toMatchObject({ connected: true });
  });

  it('is called revoked when nobody can tell', async () => {
    await service.disconnectUser(user);
    const broker = await world.newUser();
    await connect(world, service, broker, { userId: oasis.seesOwn });
    await deactivate();
    await refusalOf(service.apiFor(broker).then((api) => api.account.get()));
    await service.close();
    expect((await service.getUserConnectionStatus(broker)).reason).toBe('revoked');
  });
});

describe('the metrics', () => {
  const lineOf = async (registry: Registry, name: string) =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));

  it('tell refreshes by outcome, the oldest token, the spool, who has to reconnect, the calls', async () => {
    const metrics = new Registry();
    const watched = world.newConnections({ metrics });
    const broken = await world.newUser();
    await connect(world, watched, broken, palm);
    await world.advance(16 * hour);
    await metrics.metrics();
    await world.order('grants/revoke', { subdomain: palm.subdomain, silent: true });
    expect(await watched.keeper.refreshDue()).toBe(1);
    expect(await lineOf(metrics, 'amo_crm_token_refreshes_total')).toEqual(
      expect.arrayContaining([
        'amo_crm_token_refreshes_total{outcome="refreshed"} 1',
        'amo_crm_token_refreshes_total{outcome="token_revoked"} 1',
      ]),
    );
    expect(await lineOf(metrics, 'amo_crm_connections{')).toEqual([
      'amo_crm_connections{state="connected"} 1',
      'amo_crm_connections{state="reconnect_required"} 1',
    ]);
    expect(await lineOf(metrics, 'amo_crm_token_calls_total')).toEqual([
      'amo_crm_token_calls_total 2',
    ]);
    expect(await lineOf(metrics, 'amo_crm_spooled_pairs')).toEqual(['amo_crm_spooled_pairs 0']);
    const [perConnection] = await lineOf(metrics, 'amo_crm_refreshes_per_connection_max_24h');
    expect(Number(perConnection?.split(' ')[1])).toBeGreaterThanOrEqual(1);
    await world.advance(hour);
    const [age] = await lineOf(metrics, 'amo_crm_oldest_token_age_seconds');
    expect(Number(age?.split(' ')[1])).toBeGreaterThanOrEqual(hour - 60);
    expect(Number(age?.split(' ')[1])).toBeLessThan(2 * hour);
  });
});
