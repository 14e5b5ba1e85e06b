import {
  adminConnectionsPageSchema,
  auditPageSchema,
  integrationHealthSchema,
} from '@foryou-crm/contract/admin';
import { connectionStatusSchema } from '@foryou-crm/contract/amo-crm';
import { paths } from '@foryou-crm/contract/paths';
import { sql } from 'drizzle-orm';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  connect,
  oasis,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../amo-crm/testing/amo-world.ts';
import {
  dataOf,
  startSignedInApp,
  type Person,
  type SignedInApp,
} from '../amo-crm/testing/signed-in-app.ts';
import type { Connections } from '../amo-crm/connections.ts';
import { createRequestLimiter } from '../amo-crm/request-limiter.ts';
import { mirrorAccounts } from '../database/schema.ts';

let world: AmoWorld;
let backend: SignedInApp;
let admin: Person;
let olena: Person;
let service: Connections;
beforeAll(async () => {
  world = await startAmoWorld();
  backend = await startSignedInApp(world, { keepsMirrors: false });
  admin = await backend.as('admin@demo.example');
  olena = await backend.as('olena@demo.example');
});
afterAll(async () => {
  await backend.close();
  await world.close();
});
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
});

const everybody = async (query = '') =>
  adminConnectionsPageSchema.parse((await admin.get(`${paths.admin.connections}${query}`)).json());
const personNamed = async (name: string) => {
  const found = (await everybody('?limit=100')).data.find((one) => one.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
};
const trailOf = async (userId: string) =>
  auditPageSchema
    .parse((await admin.get(`${paths.admin.audit}?userId=${userId}`)).json())
    .data.map(({ actor, details }) => `${actor}: ${details.kind}`);

describe('the admin routes', () => {
  it('are for administrators, every one of the table', async () => {
    const table = z.record(z.string(), z.record(z.string(), z.unknown()));
    const docs = z.object({ paths: table }).parse((await admin.get('/docs/json')).json());
    const routes = Object.entries(docs.paths)
      .filter(([path]) => path.startsWith('/api/admin/'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method, path })));
    expect(routes.length).toBeGreaterThan(5);
    const methods = z.enum(['get', 'post', 'put', 'patch', 'delete']);
    const { userId } = await personNamed('Олена Коваль');
    for (const { method, path } of routes) {
      const url = path.replaceAll(/\{\w+\}/g, userId);
      const request = { url, method: methods.parse(method) };
      const { headers } = olena;
      expect((await backend.app.inject({ ...request, headers })).statusCode, url).toBe(403);
      expect((await backend.app.inject(request)).statusCode, url).toBe(401);
    }
  });

  it('refuse a cursor that is none of theirs', async () => {
    for (const cursor of ['abc', 'W10', Buffer.from('[1,2]').toString('base64url')]) {
      for (const url of [paths.admin.connections, paths.admin.syncs, paths.admin.audit]) {
        expect((await admin.get(`${url}?cursor=${cursor}`)).statusCode).toBe(422);
      }
    }
  });
});

describe('the people and their connections', () => {
  it('come page by page, everybody once, by name', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = await everybody(`?limit=1${query}`);
      seen.push(...page.data.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(
      new Set((await everybody('?limit=100')).data.map((p) => p.userId)).size,
    );
    expect(seen).toEqual(seen.toSorted());
  });

  it('tell state, reason and since when, and never a token', async () => {
    const { userId } = await personNamed('Олена Коваль');
    expect((await personNamed('Олена Коваль')).connection).toBeNull();
    await connect(world, service, userId);
    expect((await personNamed('Олена Коваль')).connection).toMatchObject({
      state: 'connected',
      domain: 'oasiskey.amocrm.localhost',
      amoUserId: oasis.head,
      reason: null,
      trouble: null,
      sharedWith: [],
    });
    expect((await personNamed('Олена Коваль')).connection?.accountName).not.toBe('');
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    await refusalOf(service.apiFor(userId).then((api) => api.account.get()));
    const { connection } = await personNamed('Олена Коваль');
    expect(connection).toMatchObject({ state: 'reconnect_required', reason: 'revoked' });
    expect(connection?.reconnectRequiredAt).not.toBeNull();
    expect((await admin.get(paths.admin.connections)).body).not.toMatch(/v1\.test\.|def502|eyJ/);
  });

  it('who act as one amoCRM user are independent, and shown to the administrator', async () => {
    const [first, second] = [await personNamed('Олена Коваль'), await personNamed('Максим Бондар')];
    for (const { userId } of [first, second]) await connect(world, service, userId);
    expect((await personNamed('Олена Коваль')).connection?.sharedWith).toEqual([second.userId]);
    expect((await personNamed('Максим Бондар')).connection?.sharedWith).toEqual([first.userId]);
    await service.disconnectUser(first.userId);
    expect((await (await service.apiFor(second.userId)).account.get()).subdomain).toBe('oasiskey');
    expect((await personNamed('Максим Бондар')).connection?.sharedWith).toEqual([]);
  });
});

describe('disconnecting somebody', () => {
  it('ends that connection and no other, as often as it is asked, and is on record', async () => {
    const [first, second] = [await personNamed('Олена Коваль'), await personNamed('Максим Бондар')];
    for (const { userId } of [first, second]) await connect(world, service, userId);
    for (let n = 0; n < 2; n += 1) {
      const answer = await admin.post(paths.admin.disconnect(first.userId));
      expect(dataOf(connectionStatusSchema, answer)).toMatchObject({ connected: false });
    }
    expect((await personNamed('Максим Бондар')).connection).toMatchObject({ state: 'connected' });
    const { data } = auditPageSchema.parse(
      (await admin.get(`${paths.admin.audit}?userId=${first.userId}&limit=1`)).json(),
    );
    const { userId: adminId } = await personNamed('Ірина Мельник');
    expect(data).toMatchObject([
      { details: { kind: 'disconnected' }, actor: 'user', actorId: adminId },
    ]);
  });

  it('of nobody is not found', async () => {
    expect((await admin.post(paths.admin.disconnect(randomUUID()))).statusCode).toBe(404);
    expect((await admin.post(paths.admin.disconnect('me'))).statusCode).toBe(422);
  });
});

describe('the audit trail', () => {
  it('tells the life of a connection, newest first, with nothing secret in it', async () => {
    const user = await world.newUser();
    await connect(world, service, user);
    await world.advance(86_400);
    await service.apiFor(user);
    await world.advance(86_400);
    await world.fault({ match: 'token', kind: 'status', status: 402 });
    await refusalOf(service.apiFor(user));
    await world.database.db.execute(sql`update amo_crm_tokens set lease_until = null`);
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    await refusalOf(service.apiFor(user));
    await connect(world, service, user);
    await service.disconnectUser(user);
    // The page is asked at the machine's time: an administrator's token lives five minutes.
    await world.reset();
    expect(await trailOf(user)).toEqual([
      'user: disconnected',
      'user: connected',
      'backend: reconnect_required',
      'backend: refresh_failed',
      'backend: refreshed',
      'user: connected',
    ]);
    expect((await admin.get(paths.admin.audit)).body).not.toMatch(/v1\.test\.|def502|eyJ/);
  });

  it('tells of amoCRM’s hook', async () => {
    const user = await world.newUser();
    await connect(world, service, user);
    const { accountId } = await service.getUserConnectionStatus(user);
    await service.checkAccount(Number(accountId));
    const { data } = auditPageSchema.parse(
      (await admin.get(`${paths.admin.audit}?limit=1`)).json(),
    );
    expect(data).toMatchObject([
      { actor: 'crm', accountId, details: { kind: 'disconnect_hook', isComplete: true } },
    ]);
  });

  it('cannot be changed, shortened or emptied, even by the database’s owner; old lines may go', async () => {
    const { db } = world.database;
    const user = await world.newUser();
    await connect(world, service, user);
    for (const statement of [
      sql`update amo_crm_audit set actor = 'crm'`,
      sql`delete from amo_crm_audit`,
      sql`truncate amo_crm_audit`,
    ]) {
      const refused: unknown = await db.execute(statement).catch((error: unknown) => error);
      expect(
        z.object({ cause: z.object({ message: z.string() }) }).parse(refused).cause.message,
      ).toBe('the audit trail is append-only');
    }
    const old = sql`insert into amo_crm_audit (account_id, at, actor, details)
      values (1, now() - interval '401 days', 'backend', '{"kind":"disconnected"}')`;
    await db.execute(old);
    const gone = await db.execute(sql`delete from amo_crm_audit where account_id = 1`);
    expect(gone.rowCount).toBe(1);
  });
});

describe('the integration’s health', () => {
  const health = async () =>
    dataOf(integrationHealthSchema, await admin.get(paths.admin.integration));

  it('tells address, keys, spool and connections', async () => {
    const user = await world.newUser();
    await connect(world, service, user);
    expect(await health()).toMatchObject({
      redirectUri: 'http://app.example.test/api/amo-crm/callback',
      secret: 'ok',
      connections: { connected: 1, reconnectRequired: 0, inTrouble: 0 },
      keys: { writer: 'test', sealed: [{ keyId: 'test', pairs: 1, isKnown: true }] },
      spooled: 0,
    });
    expect((await health()).oldestPairAt).not.toBeNull();
    expect((await admin.get(paths.admin.integration)).body).not.toContain('canary');
  });

  it('tells how changes are heard of, what is asked of amoCRM, and who is left alone', async () => {
    const { db, pool } = world.database;
    const user = await world.newUser();
    await connect(world, service, user);
    const { accountId } = await service.getUserConnectionStatus(user);
    expect((await health()).webhooks).toEqual({
      ...{ none: 1, subscribed: 0, unavailable: 0, disabled: 0 },
    });
    await db.insert(mirrorAccounts).values({
      ...{ accountId: Number(accountId), coverage: 'full', hookState: 'unavailable' },
    });
    expect((await health()).webhooks).toMatchObject({ none: 0, unavailable: 1 });
    const limiter = createRequestLimiter(pool, world.config.amoCrm);
    const key = limiter.keyOf(Number(accountId), oasis.subdomain);
    await pool.query('delete from amo_limiter');
    for (let n = 0; n < 3; n += 1) await limiter.take(key);
    expect((await health()).requests).toEqual({
      ...{ lastSecond: 3, busiest: 3, limit: 7, paused: [] },
    });
    await limiter.penalize(key, { code: 'ip_blocked', retryAfterMs: null });
    const { paused } = (await health()).requests;
    expect(paused).toMatchObject([{ accountId, reason: 'blocked' }]);
    expect(Date.parse(paused[0]?.until ?? '')).toBeGreaterThan(Date.now() + 50_000);
  });

  it('tells a refused secret, whichever instance has heard of it', async () => {
    const user = await world.newUser();
    await connect(world, service, user);
    await world.database.db.execute(sql`update amo_crm_tokens set expires_at = now()`);
    await world.order('integration', { secret: 'another' });
    await refusalOf(service.apiFor(user));
    expect(await health()).toMatchObject({
      secret: 'secret_rejected',
      connections: { inTrouble: 1 },
    });
  });
});
