import { gt } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mirrorPipelines, mirrorStages, mirrorStageTotals, mirrorUsers } from '../tables.ts';
import { differences } from '../testing/differences.ts';
import {
  adminApi,
  mirrored,
  oasis,
  palmId,
  shownBy,
  startMirrorWorld,
  type MirrorBackend,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { workUntil } from '../testing/start-import-worker.ts';
import { progressOf } from './progress.ts';

let mirrors: MirrorWorld;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
});
afterAll(() => mirrors.world.close());
beforeEach(() => mirrors.reset());

/** How often amoCRM has told us to slow down. */
async function pauses(): Promise<number> {
  const { rows } = await mirrors.world.database.pool.query(
    'select 1 from amo_limiter where pause_level > 0',
  );
  return rows.length;
}

describe('an import with an administrator’s token', () => {
  it('equals amoCRM, row by row, and never hears 429', async () => {
    const { world, db } = mirrors;
    await mirrors.limit();
    await world.order('limits/set', { isOn: true });
    const backend = mirrors.newBackend();
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    expect(await pauses()).toBe(0);
    await world.order('limits/set', { isOn: false });
    const api = await adminApi(backend, userId);
    expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
    const pipelines = await api.pipelines.list();
    expect(await db.$count(mirrorPipelines)).toBe(pipelines.length);
    expect(await db.$count(mirrorStages)).toBe(pipelines.flatMap((one) => one.statuses).length);
    expect(await db.$count(mirrorUsers)).toBe((await api.users.list()).items.length);
    expect(progressOf(await mirrors.account())).toMatchObject({
      ...{ state: 'ready', coverage: 'full', trouble: null, reading: { step: 'done' } },
    });
  });

  it('goes on where it was killed, whichever write it was killed at', async () => {
    const { world } = mirrors;
    const backend = mirrors.newBackend();
    const userId = await mirrors.connectAs(backend);
    const steps = new Set<string>();
    let deaths = 0;
    for (let died = true; died; deaths += 1) {
      const point = deaths % 2 === 0 ? 'committed' : 'uncommitted';
      const step = deaths === 0 ? null : (await mirrors.account()).importStep;
      const dieAt = step === 'done' ? null : 2 + (deaths % 3);
      died = await workUntil(world, { dieAt, point });
      steps.add((await mirrors.account()).importStep);
      await mirrors.endLeases();
    }
    expect(deaths).toBeGreaterThan(6);
    expect(steps).toContain('leads');
    expect(steps.size).toBeGreaterThan(2);
    const api = await adminApi(backend, userId);
    expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
    expect(await mirrors.account()).toMatchObject({ trouble: null, importStep: 'done' });
  });
});

describe('an import without an administrator', () => {
  const idsOf = async (userId: string, backend: MirrorBackend) =>
    (await shownBy(await adminApi(backend, userId))).leads.map(({ id }) => id);

  it('is what the connected brokers see together, until an administrator connects', async () => {
    const backend = mirrors.newBackend();
    const own = await mirrors.connectAs(backend, { userId: oasis.seesOwn });
    await backend.mirror.settle();
    const ofOwn = await idsOf(own, backend);
    expect((await mirrored(mirrors)).leads.map(({ id }) => id)).toEqual(ofOwn);
    expect(await mirrors.account()).toMatchObject({ coverage: 'seen', importStep: 'done' });

    const all = await mirrors.connectAs(backend, { userId: oasis.seesAll });
    await backend.mirror.settle();
    const ofAll = await idsOf(all, backend);
    const together = [...new Set([...ofOwn, ...ofAll])].sort((a, b) => a - b);
    expect((await mirrored(mirrors)).leads.map(({ id }) => id)).toEqual(together);
    expect(together.length).toBeGreaterThan(ofOwn.length);
    expect(await mirrors.db.$count(mirrorUsers)).toBe(0);

    const admin = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    expect(await mirrors.account()).toMatchObject({
      ...{ coverage: 'full', importStep: 'done', hookState: 'subscribed' },
    });
    expect(
      differences(await mirrored(mirrors), await shownBy(await adminApi(backend, admin))),
    ).toEqual([]);
  });

  it('takes a lead for deleted only when amoCRM says so', async () => {
    const { world } = mirrors;
    const backend = mirrors.newBackend();
    const own = await mirrors.connectAs(backend, { userId: oasis.seesOwn });
    await backend.mirror.settle();
    const [trashed, moved] = await idsOf(own, backend);
    if (trashed === undefined || moved === undefined) throw new Error('no leads');
    const { subdomain } = oasis;
    await world.order('cards/delete', { subdomain, kind: 'leads', ids: [trashed] });
    const api = await adminApi(backend, own);
    await api.leads.patch(moved, { responsibleUserId: oasis.seesAll });
    await mirrors.later(backend, 61);
    const ids = (await mirrored(mirrors)).leads.map(({ id }) => id);
    expect(ids).not.toContain(trashed);
    expect(ids).toContain(moved);
  });
});

describe('several backends', () => {
  it('import two accounts together, each page once', async () => {
    const { world } = mirrors;
    const backends = [mirrors.newBackend(), mirrors.newBackend(), mirrors.newBackend()];
    const [first] = backends;
    if (!first) throw new Error('no backend');
    const head = await mirrors.connectAs(first);
    const sophie = await mirrors.connectAs(first, { subdomain: 'palmco', userId: 11_250_003 });
    await Promise.all(backends.map(({ mirror }) => mirror.settle()));
    await first.mirror.settle();
    const asked = (await world.seen()).requests.filter(({ path }) => path === '/api/v4/contacts');
    const apis = [await adminApi(first, head), await adminApi(first, sophie)] as const;
    const shown = [await shownBy(apis[0]), await shownBy(apis[1])] as const;
    expect(await mirrored(mirrors)).toEqual(shown[0]);
    expect(await mirrored(mirrors, palmId)).toEqual(shown[1]);
    const pages = shown.map(({ contacts }) => Math.ceil(contacts.length / 250));
    // Each account's pages, and one question of its delta.
    expect(asked).toHaveLength(pages.reduce((sum, count) => sum + count + 1, 0));
  });
});

describe('a sweep', () => {
  it('finds what nobody has told: everything of an account that was emptied', async () => {
    const { world, db } = mirrors;
    const backend = mirrors.newBackend();
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    await world.order('leads/delete', { subdomain: oasis.subdomain, all: true });
    await mirrors.later(backend, 86_401);
    for (let bites = 0; bites < 10; bites += 1) await mirrors.later(backend, 6);
    // amoCRM lists no note of what is gone; nobody sees them here either.
    const left = { ...(await mirrored(mirrors)), notes: [] };
    expect(left).toEqual(await shownBy(await adminApi(backend, userId)));
    expect(left.leads).toEqual([]);
    expect(await db.$count(mirrorStageTotals, gt(mirrorStageTotals.leads, 0))).toBe(0);
  });
});
