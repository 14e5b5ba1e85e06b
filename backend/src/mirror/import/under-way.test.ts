import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MirrorParts } from '../sync/parts.ts';
import { mirrorAccounts, mirrorChanges, mirrorHooks, mirrorLeads } from '../tables.ts';
import { differences } from '../testing/differences.ts';
import {
  adminApi,
  mirrored,
  oasis,
  oasisId,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { progressOf } from './progress.ts';

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(() => mirrors.reset());

/** An account that is known, with an import of which nothing is read: the next write is its first page. */
async function beginning(parts: Partial<MirrorParts> = {}) {
  const { db } = mirrors;
  const first = mirrors.newBackend();
  const userId = await mirrors.connectAs(first);
  await first.mirror.settle();
  const { importedRows: allRows } = await mirrors.account();
  await db.update(mirrorAccounts).set({
    ...{ importStep: 'leads', importNext: null, importedRows: 0, importFinishedAt: null },
  });
  await db.delete(mirrorLeads);
  await db.delete(mirrorChanges);
  return { backend: mirrors.newBackend(parts), userId, allRows };
}

describe('an import under way', () => {
  it('has the newest leads first, and says how far it is', async () => {
    const { db } = mirrors;
    const stopped = new AbortController();
    const { backend, userId } = await beginning({
      at: (point) => {
        if (point === 'committed') stopped.abort();
      },
    });
    await backend.mirror.workOnce(stopped.signal);
    const api = await adminApi(backend, userId);
    const newestFirst = (await shownBy(api)).leads.map(({ id }) => id).reverse();
    const rows = await db.select().from(mirrorLeads).orderBy(desc(mirrorLeads.id));
    expect(rows.map(({ id }) => id)).toEqual(newestFirst.slice(0, 250));
    expect(progressOf(await mirrors.account())).toMatchObject({
      state: 'importing',
      reading: { step: 'leads', rows: 250, importedAt: null },
    });
    const told = await db.select().from(mirrorChanges);
    expect(told.filter(({ entity }) => entity === 'lead')).toHaveLength(250);
    expect(told.some(({ entity }) => entity === 'sync')).toBe(true);
  });

  it('lets webhooks in after a second of pages, and goes on behind them', async () => {
    const { world, db } = mirrors;
    const firstPage = Promise.withResolvers<undefined>();
    let aheadMs = 0;
    const { backend } = await beginning({
      clock: () => new Date(world.clock().getTime() + aheadMs),
      at: () => firstPage.resolve(undefined),
    });
    await world.order('leads/create', { subdomain: oasis.subdomain, count: 5000 });
    const turn = backend.mirror.workOnce();
    await firstPage.promise;
    const hook = { accountId: oasisId, entity: 'lead', action: 'update', entityId: 1 } as const;
    await db.insert(mirrorHooks).values({ ...hook, receivedAt: world.clock() });
    aheadMs = 1_000;
    await turn;
    const then = (await mirrors.account()).importedRows;
    expect(then).toBeGreaterThan(0);
    expect(then).toBeLessThan(5000);
    expect(await db.$count(mirrorHooks)).toBe(1);
    await backend.mirror.workOnce();
    expect(await db.$count(mirrorHooks)).toBe(0);
    expect((await mirrors.account()).importedRows).toBeGreaterThan(then);
  });

  it('is gone on with by another administrator when the one who reads has left', async () => {
    const stopped = new AbortController();
    const { backend, userId, allRows } = await beginning({ at: () => stopped.abort() });
    const other = await mirrors.connectAs(backend);
    await backend.mirror.workOnce(stopped.signal);
    const { importedRows } = await mirrors.account();
    await backend.connections.disconnectUser(userId);
    await backend.mirror.settle();
    const account = await mirrors.account();
    expect(account).toMatchObject({ coverage: 'full', importStep: 'done', trouble: null });
    const shown = await shownBy(await adminApi(backend, other));
    expect(differences(await mirrored(mirrors), shown)).toEqual([]);
    // Nothing that was read is read again.
    expect(importedRows).toBeGreaterThan(0);
    expect(account.importedRows).toBe(allRows);
  });

  it('is gone on with by what the brokers see when its only administrator has left', async () => {
    const stopped = new AbortController();
    const { backend, userId } = await beginning({ at: () => stopped.abort() });
    const broker = await mirrors.connectAs(backend, { userId: oasis.seesOwn });
    await backend.mirror.workOnce(stopped.signal);
    const before = (await mirrored(mirrors)).leads.map(({ id }) => id);
    await backend.connections.disconnectUser(userId);
    await backend.mirror.settle();
    expect(await mirrors.account()).toMatchObject({
      ...{ coverage: 'seen', importStep: 'done', trouble: null },
    });
    const seen = (await shownBy(await adminApi(backend, broker))).leads.map(({ id }) => id);
    const together = [...new Set([...before, ...seen])].sort((a, b) => a - b);
    expect((await mirrored(mirrors)).leads.map(({ id }) => id)).toEqual(together);
    expect(before.length).toBeGreaterThan(0);
    expect(together.length).toBeGreaterThan(before.length);
  });
});
