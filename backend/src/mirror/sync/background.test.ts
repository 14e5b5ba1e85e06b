import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { mirrorLeads } from '../tables.ts';
import { startHookReceiver } from '../testing/hook-receiver.ts';
import {
  adminApi,
  mirrored,
  oasisId,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';

let mirrors: MirrorWorld;
let receiver: Awaited<ReturnType<typeof startHookReceiver>>;

beforeAll(async () => {
  mirrors = await startMirrorWorld();
  receiver = await startHookReceiver(mirrors.db, () => wake());
});
afterAll(async () => {
  await receiver.close();
  await mirrors.world.close();
});

let wake: () => void = () => undefined;

it('two backends import what is connected, follow its webhooks at once, and stop when told', async () => {
  const { world, db } = mirrors;
  const backends = [
    mirrors.newBackend({ config: receiver }),
    mirrors.newBackend({ config: receiver }),
  ] as const;
  const stop = new AbortController();
  const running = backends.map(({ mirror }) => mirror.background(stop.signal));
  const [first, second] = backends;
  wake = () => second.mirror.wake();
  const userId = await mirrors.connectAs(first);
  first.mirror.connected(oasisId);
  await vi.waitFor(
    async () => {
      const account = await mirrors.account();
      expect([account.importFinishedAt === null, account.lastSyncAt === null]).toEqual([
        false,
        false,
      ]);
    },
    { timeout: 30_000, interval: 100 },
  );
  const api = await adminApi(first, userId);
  const shown = await shownBy(api);
  expect(await mirrored(mirrors)).toEqual(shown);
  const [lead] = shown.leads;
  if (!lead) throw new Error('no lead');
  await api.leads.patch(lead.id, { name: 'Told by a webhook' });
  await world.order('webhooks/flush');
  await vi.waitFor(
    async () => {
      const [row] = await db.select().from(mirrorLeads).where(eq(mirrorLeads.id, lead.id));
      expect(row?.name).toBe('Told by a webhook');
    },
    { timeout: 5_000, interval: 50 },
  );
  stop.abort();
  await Promise.all(running);
  expect((await mirrors.account()).leaseOwner).toBeNull();
});
