import { createAmoApi, exchangeCode, type AmoApi } from '@foryou-crm/amocrm';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { palm } from '../../amo-crm/testing/amo-world.ts';
import { report, rounds } from '../../amo-crm/vault/proof/rounds.ts';
import { differences } from '../testing/differences.ts';
import { createHookPoster, leadHook, percentile, type Posted } from '../testing/hook-poster.ts';
import { startHookReceiver } from '../testing/hook-receiver.ts';
import {
  mirrored,
  oasis,
  shownBy,
  startMirrorWorld,
  type MirrorWorld,
} from '../testing/mirror-world.ts';
import { randomFrom } from '../testing/random-changes.ts';
import { mirrorChanges, mirrorHooks, mirrorLeads, mirrorUnsorted } from '../tables.ts';

/*
 * Hooks as they come on a bad day, over HTTP into one backend, while two keep the mirrors: 500 a second,
 * nine of ten of them from one account; a fifth comes twice, and a twentieth late, after its successors.
 */

const seconds = rounds(2, 60);
const ticksASecond = 10;
/** Of 50 hooks a tick 40 are of changes and 10 say again what was said. */
const [changesATick, doubledATick, lateATick] = [40, 10, 2];
/** amoCRM waits no longer for an answer. */
const deadlineMs = 2_000;

interface Tenant {
  accountId: number;
  subdomain: string;
  api: AmoApi;
  address: string;
  leads: number[];
  /** Where in `leads` the next change goes. */
  next: number;
}

interface Told {
  tenant: Tenant;
  leadId: number;
  changedAt: number;
  answeredAt: number;
}

let mirrors: MirrorWorld;
let receiver: Awaited<ReturnType<typeof startHookReceiver>>;
let wake: () => void = () => undefined;
const poster = createHookPoster();

beforeAll(async () => {
  // Nothing but hooks brings a change here.
  const never = { deltaWithHooks: 1e6, deltaAlone: 1e6, sweep: 1e6, structure: 1e6, hooks: 1e6 };
  mirrors = await startMirrorWorld(never, { accounts: 4 });
  receiver = await startHookReceiver(mirrors.db, () => wake());
  await mirrors.reset();
});
afterAll(async () => {
  poster.close();
  await receiver.close();
  await mirrors.world.close();
});

/** Past every limit of ours: whoever changes things in amoCRM is not us. */
async function apiOf(subdomain: string, userId: number): Promise<AmoApi> {
  const { world } = mirrors;
  const { server } = world.config.amoCrm;
  const { code, referer: host } = await world.consent('somebody-else', { subdomain, userId });
  const { accessToken } = await exchangeCode(world.config.amoCrm, { host, code });
  return createAmoApi({ server, host, accessToken: () => accessToken });
}

async function tenantOf(subdomain: string, userId: number): Promise<Tenant> {
  const api = await apiOf(subdomain, userId);
  const { id: accountId } = await api.account.get();
  // Its own sender is quiet from now on: we send in its place.
  const [hook] = await api.webhooks.list();
  if (!hook) throw new Error(`${subdomain} has no webhook.`);
  await api.webhooks.delete(hook.destination);
  const leads = await mirrors.db
    .select({ id: mirrorLeads.id })
    .from(mirrorLeads)
    .leftJoin(
      mirrorUnsorted,
      and(
        eq(mirrorUnsorted.accountId, mirrorLeads.accountId),
        eq(mirrorUnsorted.leadId, mirrorLeads.id),
      ),
    )
    // Whoever changes an incoming lead accepts it, which is another hook.
    .where(and(eq(mirrorLeads.accountId, accountId), isNull(mirrorUnsorted.uid)))
    .orderBy(asc(mirrorLeads.id));
  const ids = leads.map(({ id }) => id);
  return { accountId, subdomain, api, address: hook.destination, leads: ids, next: 0 };
}

it('a flood of hooks: none is lost, none applied twice, and one tenant’s holds up no other', async () => {
  const { world, db } = mirrors;
  const [one, two] = [0, 1].map(() => mirrors.newBackend({ config: receiver }));
  if (!one || !two) throw new Error('no backend');
  const agencies = [palm.subdomain, 'palmco2', 'palmco3'];
  await mirrors.connectAs(one, { subdomain: oasis.subdomain, userId: oasis.head });
  for (const subdomain of agencies) await mirrors.connectAs(one, { ...palm, subdomain });
  await one.mirror.settle();
  const flooder = await tenantOf(oasis.subdomain, oasis.head);
  const others: Tenant[] = [];
  for (const subdomain of agencies) others.push(await tenantOf(subdomain, palm.userId));
  const tenants = [flooder, ...others];
  await db.delete(mirrorChanges);
  await mirrors.limit();

  const closing = new AbortController();
  const working = [one, two].map(({ mirror }) => mirror.background(closing.signal));
  wake = one.mirror.wake;

  const random = randomFrom(7);
  const changed = new Map<string, number>();
  const told: Told[] = [];
  const answers: Promise<Posted>[] = [];
  let price = 1_000;
  let late: (() => void)[] = [];

  /** Changes these leads of a tenant in one call, and answers how to tell of each. */
  async function change(tenant: Tenant, count: number): Promise<(() => void)[]> {
    const ids = Array.from({ length: count }, () => {
      const id = tenant.leads[tenant.next % tenant.leads.length] ?? 0;
      tenant.next += 1;
      changed.set(
        `${tenant.subdomain}/${String(id)}`,
        (changed.get(`${tenant.subdomain}/${String(id)}`) ?? 0) + 1,
      );
      return id;
    });
    price += 1;
    await tenant.api.leads.patchMany(ids.map((id) => ({ id, price })));
    const changedAt = Date.now();
    return ids.map((leadId) => () => {
      const form = leadHook({ id: tenant.accountId, subdomain: tenant.subdomain }, leadId);
      const answered = poster.post(tenant.address, form);
      answers.push(
        answered.then((answer) => {
          told.push({ tenant, leadId, changedAt, answeredAt: Date.now() });
          return answer;
        }),
      );
    });
  }

  async function tick(): Promise<void> {
    const news = [
      ...(await change(flooder, changesATick - others.length)),
      ...(await Promise.all(others.map((tenant) => change(tenant, 1)))).flat(),
    ];
    const doubled = Array.from(
      { length: doubledATick },
      () => news[Math.floor(random() * news.length)],
    );
    const before = late;
    late = news.slice(0, lateATick);
    for (const send of [...news.slice(lateATick), ...doubled, ...before]) send?.();
  }

  const began = performance.now();
  for (let place = 0; place < seconds * ticksASecond; place += 1) {
    const ahead = began + (place * 1000) / ticksASecond - performance.now();
    if (ahead > 0) await pause(ahead);
    await tick();
  }
  for (const send of late) send();
  const took = (performance.now() - began) / 1000;
  const got = await Promise.all(answers);
  const times = got.map(({ ms }) => ms);
  const left = await db.$count(mirrorHooks, eq(mirrorHooks.accountId, flooder.accountId));
  // What is left is done by whoever comes next.
  closing.abort();
  await Promise.all(working);
  await one.mirror.settle();

  // Every hook was answered in time and none was turned away.
  expect(got.filter(({ status }) => status !== 200)).toEqual([]);
  expect(Math.max(...times)).toBeLessThan(deadlineMs);
  // None is lost.
  expect(await db.$count(mirrorHooks)).toBe(0);
  for (const { accountId, api } of tenants) {
    expect(differences(await mirrored(mirrors, accountId), await shownBy(api))).toEqual([]);
  }
  // None is applied twice: there is no change that amoCRM did not make.
  const changes = await db.select().from(mirrorChanges).orderBy(asc(mirrorChanges.number));
  const nameOf = new Map(tenants.map(({ accountId, subdomain }) => [accountId, subdomain]));
  const applied = new Map<string, number>();
  for (const { accountId, entity, entityId } of changes) {
    // The history is read by the events, whatever the hooks say.
    if (entity !== 'lead') continue;
    const key = `${nameOf.get(accountId) ?? '?'}/${String(entityId)}`;
    applied.set(key, (applied.get(key) ?? 0) + 1);
  }
  const tooMany = [...applied].filter(([key, times_]) => times_ > (changed.get(key) ?? 0));
  expect(tooMany).toEqual([]);
  expect([...changed.keys()].filter((key) => !applied.has(key))).toEqual([]);
  // Whoever does not flood waits no longer because another one does.
  const waits = told
    .filter(({ tenant }) => tenant !== flooder)
    .map(({ tenant, leadId, changedAt, answeredAt }) => {
      const done = changes.find(
        ({ accountId, entityId, at }) =>
          accountId === tenant.accountId &&
          entityId === leadId &&
          at.getTime() >= changedAt - 1_000,
      );
      return done ? Math.max(0, done.at.getTime() - answeredAt) : Infinity;
    });
  expect(Math.max(...waits)).toBeLessThan(10_000);
  report('hooks in a flood', {
    sent: got.length,
    'a second': (got.length / took).toFixed(0),
    p50: `${percentile(times, 50).toFixed(1)} ms`,
    p99: `${percentile(times, 99).toFixed(1)} ms`,
    max: `${Math.max(...times).toFixed(0)} ms`,
    'others applied after p50': `${percentile(waits, 50).toFixed(0)} ms`,
    p95: `${percentile(waits, 95).toFixed(0)} ms`,
    most: `${Math.max(...waits).toFixed(0)} ms`,
    "the flooder's in line at the end": left,
  });
  expect(world.logged.join()).not.toMatch(/stands still/);
});
