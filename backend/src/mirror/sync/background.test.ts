import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { mirrorLeads } from '../tables.ts';
import { startHookReceiver } from '../testing/hook-receiver.ts';
import {
  adminApi,
  mirrored,
  oasis,
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

beforeEach(() => mirrors.reset());

let wake: () => void = () => undefined;

/** amoCRM has asked for a pause that is shorter than a job is willing to wait. */
const pauseAll = `
  insert into amo_limiter (pool, pause_until, pause_reason, pause_level)
  values ('account/${String(oasisId)}', clock_timestamp() + interval '100 s', 'rate_limited', 1)
  on conflict (pool) do update set pause_until = excluded.pause_until`;

it('a backend stops at once and frees its account, also while amoCRM has it wait', async () => {
  await mirrors.limit();
  const backend = mirrors.newBackend();
  await mirrors.connectAs(backend);
  await mirrors.world.database.pool.query(pauseAll);
  const stop = new AbortController();
  const running = backend.mirror.background(stop.signal);
  backend.mirror.connected(oasisId);
  await vi.waitFor(async () => expect((await mirrors.account()).leaseOwner).not.toBeNull(), {
    ...{ timeout: 30_000, interval: 50 },
  });
  stop.abort();
  await running;
  expect(await mirrors.account()).toMatchObject({ leaseOwner: null, trouble: null, failures: 0 });
});

it('a webhook’s change is there while an import is still under way, held to amoCRM’s limit', async () => {
  const { world, db } = mirrors;
  await mirrors.limit();
  await world.order('leads/create', { subdomain: oasis.subdomain, count: 8000 });
  const backend = mirrors.newBackend({ config: receiver });
  wake = () => backend.mirror.wake();
  const stop = new AbortController();
  const userId = await mirrors.connectAs(backend);
  const running = backend.mirror.background(stop.signal);
  await vi.waitFor(
    async () => expect((await mirrors.account()).importedRows).toBeGreaterThan(500),
    { timeout: 30_000, interval: 50 },
  );
  const api = await adminApi(backend, userId);
  const [known] = await db.select().from(mirrorLeads).limit(1);
  if (!known) throw new Error('no lead');
  await api.leads.patch(known.id, { name: 'Told by a webhook' });
  await world.order('webhooks/flush');
  await vi.waitFor(
    async () => {
      const [row] = await db.select().from(mirrorLeads).where(eq(mirrorLeads.id, known.id));
      expect(row?.name).toBe('Told by a webhook');
    },
    { timeout: 10_000, interval: 50 },
  );
  expect((await mirrors.account()).importStep).toBe('leads');
  stop.abort();
  await running;
});

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
