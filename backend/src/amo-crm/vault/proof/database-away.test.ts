import { paths } from '@foryou-crm/contract/paths';
import { eq, sql } from 'drizzle-orm';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect as connectDatabase, type Database } from '../../../database/open.ts';
import { amoCrmAudit, amoCrmTokens } from '../../../database/schema.ts';
import { silentLog } from '../../../testing/silent-log.ts';
import type { Connections } from '../../connections.ts';
import {
  answeredAttempt,
  connect,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../../testing/amo-world.ts';
import { startDatabaseGate, type DatabaseGate } from '../../testing/database-gate.ts';
import { newDataDir } from '../../testing/folders.ts';
import { startSignedInApp } from '../../testing/signed-in-app.ts';
import type { AtCrashPoint, CrashPoint } from '../crash-points.ts';
import { defaultTiming } from '../timing.ts';

/* The database goes away in the middle, while amoCRM goes on answering. */

const day = 86_400;
const databaseAway = { kind: 'retry_later', reason: 'database_unreachable' };

let world: AmoWorld;
let user: string;
let gate: DatabaseGate;
let dataDir: string;
let pool: ReturnType<typeof connectDatabase>['pool'];
let db: Database;
let removeDataDir: () => Promise<void>;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  user = await world.newUser();
  await connect(world, world.newConnections(), user);
  await world.advance(day + 60);
  gate = await startDatabaseGate(world.database.url);
  ({ db, pool } = connectDatabase(gate.url, silentLog));
  ({ dataDir, remove: removeDataDir } = await newDataDir());
});
afterEach(async () => {
  await pool.end();
  await gate.close();
  await removeDataDir();
});

/** Connections whose database is behind the gate; `points` happen on the way. */
function behindGate(points: Partial<Record<CrashPoint, () => void | Promise<void>>> = {}) {
  const at: AtCrashPoint = (point) => points[point]?.();
  const timing = { ...defaultTiming, saveMs: 500 };
  return world.newConnections({ db, dataDir, timing, at });
}
const refreshes = async () => (await world.seen()).tokenCalls.refresh_token;
const tokenRequests = async () =>
  (await world.seen()).requests.filter(({ path }) => path === '/oauth2/access_token').length;
const spoolFiles = () => readdir(join(dataDir, 'spool')).catch(() => []);
const rowOf = async () => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, user));
  return row;
};
const endLease = () =>
  world.database.db
    .update(amoCrmTokens)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
    .where(eq(amoCrmTokens.userId, user));

/** Works again with the same process and with a new one, and amoCRM was asked once in all. */
async function isWhole(service: Connections): Promise<void> {
  await service.keeper.replaySpool();
  expect(await spoolFiles()).toEqual([]);
  for (const one of [service, world.newConnections()]) {
    expect((await (await one.apiFor(user)).account.get()).subdomain).toBe('oasiskey');
  }
  expect(await rowOf()).toMatchObject({ tokenVersion: 2, state: 'connected' });
  expect(await refreshes()).toBe(1);
}

describe('a database that is away', () => {
  it('when the row is read: every caller is told so, and amoCRM is not asked', async () => {
    const service = behindGate();
    gate.shut();
    const all = await Promise.all(
      Array.from({ length: 100 }, () => refusalOf(service.apiFor(user))),
    );
    for (const problem of all) expect(problem).toMatchObject(databaseAway);
    expect(await refreshes()).toBe(0);
    gate.open();
    await isWhole(service);
  });

  it('when the lease is claimed, its answer lost: nobody asks amoCRM until the lease is over', async () => {
    const service = behindGate();
    gate.shutAfter('set "lease_owner"');
    expect(await refusalOf(service.apiFor(user))).toMatchObject(databaseAway);
    expect(await refreshes()).toBe(0);
    gate.open();
    expect((await rowOf())?.leaseOwner).not.toBeNull();
    await endLease();
    await isWhole(service);
  });

  it('when the pair is saved: the callers get their token, and the pair waits on the disk', async () => {
    const service = behindGate({ 'refresh.replied': () => gate.shut() });
    // Long enough for all of them to have read the row before the database goes.
    await world.fault({ match: 'token', kind: 'delay', ms: 1_500 });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => service.accountFor(user)));
    expect(tokens).toHaveLength(20);
    expect(await spoolFiles()).toHaveLength(1);
    expect(service.spooled()).toBe(1);
    expect(await rowOf()).toMatchObject({ tokenVersion: 1 });
    await expect(service.keeper.replaySpool()).rejects.toThrow();
    expect(await spoolFiles()).toHaveLength(1);
    gate.open();
    await isWhole(service);
    const [last] = await world.database.db
      .select()
      .from(amoCrmAudit)
      .where(eq(amoCrmAudit.userId, user))
      .orderBy(sql`id desc`)
      .limit(1);
    expect(last?.details).toEqual({ kind: 'refreshed', tokenVersion: 2, fromSpool: true });
  });

  it('during the commit, its answer lost: the pair is there once', async () => {
    const service = behindGate({ 'refresh.replied': () => gate.shutAfter('commit') });
    await service.accountFor(user);
    gate.open();
    await expect.poll(async () => (await rowOf())?.tokenVersion).toBe(2);
    await isWhole(service);
  });

  it('silent, not closed: the pair does not wait for it', async () => {
    const service = behindGate({ 'refresh.replied': () => gate.hush() });
    await service.accountFor(user);
    expect(await spoolFiles()).toHaveLength(1);
    gate.open();
    await isWhole(service);
  });

  it('and the disk too: the pair is held in the process until one of them takes it', async () => {
    const service = world.newConnections({
      db,
      // A file where the folder should be.
      dataDir: join(import.meta.dirname, 'rounds.ts'),
      at: (point) => {
        if (point === 'refresh.replied') gate.shut();
      },
    });
    const waiting = service.accountFor(user);
    await expect.poll(refreshes).toBe(1);
    gate.open();
    await waiting;
    expect(await rowOf()).toMatchObject({ tokenVersion: 2, state: 'connected' });
    expect(await refreshes()).toBe(1);
  });

  it('while a code is exchanged: the same attempt goes on from the spool, with no second call', async () => {
    const other = await world.newUser();
    const service = behindGate({ 'connect.replied': () => gate.shut() });
    const input = await answeredAttempt(world, world.newConnections(), other);
    expect(await refusalOf(service.exchangeCodeForUser(other, input))).toMatchObject(databaseAway);
    expect(await spoolFiles()).toHaveLength(1);
    gate.open();
    await world.database.db.execute(
      sql`update amo_crm_connect_attempts set lease_until = clock_timestamp() - interval '1 s'`,
    );
    const codes = (await world.seen()).tokenCalls.authorization_code;
    const again = behindGate();
    await again.keeper.replaySpool();
    expect(await again.exchangeCodeForUser(other, input)).toMatchObject({ connected: true });
    expect((await world.seen()).tokenCalls.authorization_code).toBe(codes);
    expect(await spoolFiles()).toEqual([]);
  });

  it('as the API tells it: 503, when to come again, and ready is no', async () => {
    // Sign-in goes by the machine's clock.
    await world.reset();
    const app = await startSignedInApp({
      ...world,
      database: { ...world.database, db },
    });
    const olena = await app.as('olena@demo.example');
    gate.shut();
    const answer = await olena.get(paths.amoCrm.status);
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toMatchObject(databaseAway);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect((await app.app.inject('/health/ready')).statusCode).toBe(503);
    gate.open();
    expect((await olena.get(paths.amoCrm.status)).statusCode).toBe(200);
    await app.close();
  });
});

describe('a pool without a free connection', () => {
  const takeAll = () => Promise.all(Array.from({ length: 10 }, () => pool.connect()));
  const giveBack = (clients: Awaited<ReturnType<typeof takeAll>>) => {
    for (const client of clients) client.release();
  };

  it('when the row is read: the caller is told so in time, and amoCRM is not asked', async () => {
    const service = behindGate();
    const clients = await takeAll();
    expect(await refusalOf(service.apiFor(user))).toMatchObject(databaseAway);
    expect(await tokenRequests()).toBe(1);
    giveBack(clients);
    await isWhole(service);
  });

  it('when the pair is saved: the pair goes to the disk, and the caller gets the token', async () => {
    let clients: Awaited<ReturnType<typeof takeAll>> = [];
    const service = behindGate({
      'refresh.replied': async () => {
        clients = await takeAll();
      },
    });
    await service.accountFor(user);
    expect(await spoolFiles()).toHaveLength(1);
    giveBack(clients);
    await isWhole(service);
  });
});
