import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { differences } from '../testing/differences.ts';
import { startHookReceiver } from '../testing/hook-receiver.ts';
import {
  adminApi,
  mirrored,
  oasis,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { changeAtRandom, randomFrom } from '../testing/random-changes.ts';

let mirrors: MirrorWorld;
let receiver: Awaited<ReturnType<typeof startHookReceiver>>;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
  receiver = await startHookReceiver(mirrors.db);
});
afterAll(async () => {
  await receiver.close();
  await mirrors.world.close();
});
beforeEach(() => mirrors.reset());

const soak = process.env['FORYOU_SOAK'] === '1';
/** Changes are made for so long, in amoCRM's time and ours; what is lost is found after each part. */
const { minutes, minutesAPart } = soak
  ? { minutes: 60, minutesAPart: 5 }
  : { minutes: 4, minutesAPart: 4 };
const burstsAMinute = 2;
/** A delta is due by then where webhooks are subscribed. */
const untilDelta = 301;

const disorders = ['lose', 'double', 'reorder', 'delay'] as const;

describe(`${String(minutes)} minutes of changes by everybody`, () => {
  it('with webhooks lost, doubled, delayed and out of order end as amoCRM shows it', async () => {
    const { world } = mirrors;
    const seed = soak ? Math.floor(Math.random() * 1e9) : 1;
    const random = randomFrom(seed);
    const backend = mirrors.newBackend({ config: receiver });
    const userId = await mirrors.connectAs(backend);
    await backend.mirror.settle();
    const api = await adminApi(backend, userId);
    for (let minute = 0; minute < minutes; minute += 1) {
      for (let burst = 0; burst < burstsAMinute; burst += 1) {
        for (const kind of disorders) {
          const seconds = 1 + Math.floor(random() * 200);
          const times = 1 + Math.floor(random() * 3);
          await world.order('webhooks/disorder', {
            ...{ kind, times, ...(kind === 'delay' && { seconds }) },
          });
        }
        const changes = seed + minute * burstsAMinute + burst;
        await changeAtRandom(world, api, { times: 8, seed: changes });
        await mirrors.later(backend, 1 + Math.floor((random() * 118) / burstsAMinute));
      }
      if ((minute + 1) % minutesAPart > 0) continue;
      await world.order('webhooks/disorder/clear');
      await world.order('webhooks/flush');
      await mirrors.later(backend, untilDelta);
      const found = differences(await mirrored(mirrors), await shownBy(api));
      expect({ seed, minute, found }).toEqual({ seed, minute, found: [] });
    }
    expect(await mirrors.account()).toMatchObject({ trouble: null, hookState: 'subscribed' });
  });
});

describe('an amoCRM that is down for an hour', () => {
  it.each(['while an import is under way', 'when everything was imported'])(
    'is caught up with, %s',
    async (when) => {
      const { world } = mirrors;
      const { subdomain } = oasis;
      const stopped = new AbortController();
      const isUnderWay = when.startsWith('while');
      const backend = mirrors.newBackend({
        config: receiver,
        at: () => {
          writes += 1;
          // The account, its people, its pipelines, its webhooks, and some of its pages.
          if (isUnderWay && writes === 14) stopped.abort();
        },
      });
      let writes = 0;
      const userId = await mirrors.connectAs(backend);
      if (isUnderWay) {
        await backend.mirror.discover();
        await backend.mirror.workOnce(stopped.signal);
        expect((await mirrors.account()).importFinishedAt).toBeNull();
      } else await backend.mirror.settle();
      const api = await adminApi(backend, userId);
      await world.order('webhooks/disorder', { kind: 'lose', times: 12 });
      await changeAtRandom(world, api, { times: 25, seed: 7 });
      await world.fault({ kind: 'status', status: 503, match: 'api', times: 100_000 });
      const [lead] = (await mirrored(mirrors)).leads;
      const trashed = [lead?.id];
      for (let minute = 0; minute < 60; minute += 5) {
        await world.order('leads/create', { subdomain, count: 3 });
        if (minute === 30)
          await world.order('cards/delete', { subdomain, kind: 'leads', ids: trashed });
        await mirrors.later(backend, 300);
      }
      const down = await mirrors.account();
      expect(down.trouble).toBe('crm_unreachable');
      expect(down.failures).toBeGreaterThan(3);
      await world.order('faults/clear');
      await world.order('webhooks/flush');
      for (let rounds = 0; rounds < 2; rounds += 1) await mirrors.later(backend, 901);
      expect(differences(await mirrored(mirrors), await shownBy(api))).toEqual([]);
      expect(await mirrors.account()).toMatchObject({ trouble: null, importStep: 'done' });
    },
  );
});
