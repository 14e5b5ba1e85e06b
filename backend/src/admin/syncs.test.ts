import { auditPageSchema } from '@foryou-crm/contract/admin';
import {
  adminSyncSchema,
  adminSyncsPageSchema,
  type AdminSync,
} from '@foryou-crm/contract/admin-syncs';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { eq, like } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { palm } from '../amo-crm/testing/amo-world.ts';
import { dataOf, startSignedInApp, type SignedInApp } from '../amo-crm/testing/signed-in-app.ts';
import { users } from '../database/schema.ts';
import { tidyMirrors } from '../mirror/sync/discover.ts';
import { retrySync } from '../mirror/sync/retry-sync.ts';
import { mirrorHooks, mirrorLeads } from '../mirror/tables.ts';
import { differences } from '../mirror/testing/differences.ts';
import {
  adminApi,
  mirrored,
  oasis,
  oasisId,
  palmId,
  shownBy,
  startMirrorWorld,
  type MirrorBackend,
  type MirrorWorld,
} from '../mirror/testing/mirror-world.ts';

let mirrors: MirrorWorld;
let backend: SignedInApp;
let mirror: MirrorBackend;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
  backend = await startSignedInApp(mirrors.world, { keepsMirrors: false });
});
afterAll(async () => {
  await backend.close();
  await mirrors.world.close();
});
beforeEach(async () => {
  await mirrors.reset();
  await mirrors.db.execute('truncate amo_crm_accounts');
  mirror = mirrors.newBackend();
});

/** Anew for each question: tokens live five minutes, and time moves here. */
const admin = () => backend.as('admin@demo.example');
const page = async (query = '') =>
  adminSyncsPageSchema.parse((await (await admin()).get(`${paths.admin.syncs}${query}`)).json());
const sync = async (accountId = oasisId): Promise<AdminSync> => {
  const found = (await page()).data.find((one) => one.accountId === String(accountId));
  if (!found) throw new Error('The account is not in the list.');
  return found;
};
const { subdomain } = oasis;
const retry = async (accountId: number, body: object = {}) =>
  (await admin()).post(paths.admin.retrySync(String(accountId)), body);

describe('the list of syncs', () => {
  it('tells an account from the moment somebody connects until it is read', async () => {
    const userId = await mirrors.connectAs(mirror);
    expect(await sync()).toMatchObject({
      ...{ state: 'waiting', trouble: null, lastSyncAt: null, readerId: null, isWorking: false },
      domain: 'oasiskey.amocrm.localhost',
      connections: { connected: 1, reconnectRequired: 0, inTrouble: 0 },
      webhooks: { state: 'none', checkedAt: null, waiting: 0 },
      next: { task: 'import' },
    });
    // The backend stops in the middle of subscribing: the next one does that, too.
    const stopping = new AbortController();
    let commits = 0;
    const begins = mirrors.newBackend({
      at: (point) => {
        commits += point === 'committed' ? 1 : 0;
        if (commits === 2) stopping.abort();
      },
    });
    await begins.mirror.discover();
    await begins.mirror.workOnce(stopping.signal);
    expect(await sync()).toMatchObject({
      ...{ state: 'importing', coverage: 'full', reading: { step: 'leads', importedAt: null } },
    });
    await mirror.mirror.settle();
    const ready = await sync();
    expect(ready).toMatchObject({
      ...{ state: 'ready', coverage: 'full', readerId: userId, isWorking: false },
      reading: { step: 'done' },
      webhooks: { state: 'subscribed', waiting: 0 },
    });
    expect(ready.accountName).not.toBe('');
    expect(ready.reading.rows).toBeGreaterThan(100);
    expect(ready.lastSyncAt).not.toBeNull();
    const next = Date.parse(ready.next?.at ?? '') - mirrors.world.clock().getTime();
    expect(next).toBeGreaterThan(0);
    expect(next).toBeLessThanOrEqual(300_000);
  });

  it('counts the hooks in line, up to a bound', async () => {
    await mirrors.connectAs(mirror);
    await mirror.mirror.settle();
    const receivedAt = new Date();
    const hook = { accountId: oasisId, entity: 'lead', action: 'update', receivedAt } as const;
    await mirrors.db.insert(mirrorHooks).values([
      { ...hook, entityId: 1 },
      { ...hook, entityId: 2 },
    ]);
    const { webhooks, next } = await sync();
    expect(webhooks.waiting).toBe(2);
    expect(next?.task).toBe('hooks');
  });

  it('comes page by page, by name, and refuses nobody’s cursor', async () => {
    await mirrors.connectAs(mirror);
    await mirrors.connectAs(mirror, palm);
    const first = await page('?limit=1');
    const second = await page(`?limit=1&cursor=${first.nextCursor ?? ''}`);
    const names = [...first.data, ...second.data].map(({ accountName }) => accountName);
    expect(names).toEqual((await page()).data.map(({ accountName }) => accountName));
    expect(names).toEqual([...new Set(names)].sort());
    expect(second.nextCursor).toBeNull();
  });

  it('says that an account was abandoned, and when it will be forgotten', async () => {
    const userId = await mirrors.connectAs(mirror);
    await mirror.mirror.settle();
    await mirror.connections.disconnectUser(userId);
    const left = { state: 'abandoned', next: null, readerId: null, forgottenAt: null };
    expect(await sync()).toMatchObject(left);
    await tidyMirrors(mirrors.db, mirrors.world.clock);
    const { forgottenAt } = await sync();
    const days = (Date.parse(forgottenAt ?? '') - mirrors.world.clock().getTime()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });
});

describe('a sync that stands still', () => {
  const broken = async () => {
    const userId = await mirrors.connectAs(mirror);
    await mirror.mirror.settle();
    await mirrors.world.order('accounts/set', { subdomain, subscription: 'ended' });
    await mirrors.later(mirror, 301);
    return userId;
  };

  it('says why and since when, and goes on at once when an administrator asks for it', async () => {
    await broken();
    const stalled = await sync();
    expect(stalled).toMatchObject({
      state: 'stalled',
      trouble: { reason: 'subscription_ended', failures: 1 },
    });
    await mirrors.world.order('accounts/set', { subdomain, subscription: 'active' });
    await mirror.mirror.settle();
    expect((await sync()).state).toBe('stalled');
    for (let n = 0; n < 2; n += 1) {
      const retried = dataOf(adminSyncSchema, await retry(oasisId));
      expect(retried).toMatchObject({ state: 'ready', trouble: null, next: { task: 'structure' } });
    }
    await mirror.mirror.settle();
    const done = await sync();
    expect(done.state).toBe('ready');
    expect(Date.parse(done.lastSyncAt ?? '')).toBeGreaterThan(Date.parse(stalled.lastSyncAt ?? ''));
  });

  it('that still cannot be read stands still again', async () => {
    await broken();
    await retry(oasisId);
    await mirror.mirror.settle();
    expect(await sync()).toMatchObject({
      state: 'stalled',
      trouble: { reason: 'subscription_ended', failures: 1 },
    });
  });

  it('is on record, with who asked', async () => {
    await mirrors.connectAs(mirror);
    await retry(oasisId, { full: true });
    const person = await admin();
    const { data } = auditPageSchema.parse(
      (await person.get(`${paths.admin.audit}?limit=1`)).json(),
    );
    const [{ id } = { id: '' }] = await mirrors.db
      .select({ id: users.id })
      .from(users)
      .where(like(users.email, 'admin@%'));
    expect(data).toMatchObject([
      {
        ...{ accountId: String(oasisId), actor: 'user', actorId: id },
        details: { kind: 'sync_retried', full: true },
      },
    ]);
  });
});

describe('reading everything once more', () => {
  const lose = () => mirrors.db.delete(mirrorLeads).where(eq(mirrorLeads.accountId, oasisId));

  it('brings back what the mirror has lost, by an administrator’s eyes and by a broker’s', async () => {
    for (const userId of [oasis.head, oasis.seesOwn]) {
      await mirrors.reset();
      await mirrors.connectAs(mirror, { userId });
      await mirror.mirror.settle();
      const before = await mirrors.db.$count(mirrorLeads);
      expect(before).toBeGreaterThan(0);
      await lose();
      await retry(oasisId);
      await mirror.mirror.settle();
      expect(await mirrors.db.$count(mirrorLeads)).toBe(0);
      await retry(oasisId, { full: true });
      // A sweep reads some pages at a time.
      for (let bite = 0; bite < 6; bite += 1) await mirrors.later(mirror, 10);
      expect(await mirrors.db.$count(mirrorLeads)).toBe(before);
      expect(await sync()).toMatchObject({ state: 'ready', reading: { step: 'done' } });
    }
  });

  it('does not disturb an import under way, whichever page it comes at', async () => {
    const actor = { kind: 'backend' } as const;
    const asked = { accountId: oasisId, full: true, actor };
    let saves = 0;
    let isAsking = false;
    const eager = mirrors.newBackend({
      at: (point) => {
        if (point === 'committed') saves += 1;
      },
    });
    const userId = await mirrors.connectAs(eager);
    const asking = async () => {
      for (let seen = -1; isAsking; await new Promise(setImmediate)) {
        if (seen !== saves) await retrySync(mirrors.world.parts, asked);
        seen = saves;
      }
    };
    isAsking = true;
    const end = asking();
    await eager.mirror.settle();
    isAsking = false;
    await end;
    expect(saves).toBeGreaterThan(5);
    await mirrors.later(eager, 10);
    const shown = await shownBy(await adminApi(eager, userId));
    expect(differences(await mirrored(mirrors), shown)).toEqual([]);
  });
});

describe('a retry', () => {
  it('is refused for an account that nobody knows, or whose connections have ended, and nothing changes', async () => {
    const unknown = await retry(palmId);
    expect(unknown.statusCode).toBe(404);
    const userId = await mirrors.connectAs(mirror);
    await mirror.mirror.settle();
    await mirror.connections.disconnectUser(userId);
    const before = await mirrors.account();
    const refused = await retry(oasisId, { full: true });
    expect(refused.statusCode).toBe(409);
    expect(problemSchema.parse(refused.json())).toMatchObject({
      ...{ kind: 'conflict', reason: 'nobody_connected' },
    });
    expect(await mirrors.account()).toEqual(before);
    for (const wrong of [{ full: 'yes' }, { more: true }, []]) {
      expect((await retry(oasisId, wrong)).statusCode).toBe(422);
    }
  });
});
