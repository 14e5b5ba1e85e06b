import { paths } from '@foryou-crm/contract/paths';
import { and, eq, isNotNull } from 'drizzle-orm';
import { cpus } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isSoak, report, rounds } from '../amo-crm/vault/proof/rounds.ts';
import { bearer } from '../testing/app.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { mirrorAccounts, mirrorLeads } from './tables.ts';
import { seedAgencies } from './testing/agencies.ts';
import { createCrowd } from './testing/crowd.ts';
import {
  newDeployment,
  startSandboxProcess,
  startTwoBackends,
  usageOf,
  type Member,
} from './testing/fleet.ts';
import { percentile } from './testing/hook-poster.ts';
import { randomFrom } from './testing/random-changes.ts';

/*
 * Many brokers of many agencies on two backends and one PostgreSQL, every one of them with a live
 * stream, while their amoCRM tells changes and they look at their boards.
 */

const [accounts, brokersEach] = [
  rounds(4, Number(process.env['GROWTH_ACCOUNTS'] ?? 500)),
  rounds(5, 20),
];
const steadySeconds = rounds(2, 150);
/** Of all agencies together, a second. */
const [changesASecond, boardsASecond] = [rounds(2, 17), rounds(3, 33)];
const opening = 32;

let database: TestDatabase;
let sandbox: Member;
let fleet: Awaited<ReturnType<typeof startTwoBackends>> | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  sandbox = await startSandboxProcess(accounts + 1);
});
afterAll(async () => {
  await fleet?.close();
  await sandbox.close();
  await database.close();
});

/** The share of the machine that was at work since `before`, and a new `before`. */
function machine() {
  const times = cpus().map(({ times: of }) => of);
  const idle = times.reduce((sum, of) => sum + of.idle, 0);
  const all = times.reduce((sum, of) => sum + of.idle + of.user + of.sys + of.nice + of.irq, 0);
  return { idle, all };
}

it(`${String(accounts * brokersEach)} brokers in ${String(accounts)} agencies live on two backends`, async () => {
  const { db } = database;
  const random = randomFrom(11);
  const began = performance.now();
  const since = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  const setup = await newDeployment({ databaseUrl: database.url, sandboxOrigin: sandbox.origin });
  const { agencies, brokers } = await seedAgencies(db, setup, { accounts, brokersEach });
  const { first, second } = (fleet = await startTwoBackends(setup));
  const bothUse = async () => [await usageOf(first), await usageOf(second)] as const;
  report('growth: connected', {
    agencies: agencies.length,
    brokers: brokers.length,
    after: since(),
  });

  const ready = and(
    isNotNull(mirrorAccounts.importFinishedAt),
    eq(mirrorAccounts.hookState, 'subscribed'),
  );
  while ((await db.$count(mirrorAccounts, ready)) < accounts) await pause(250);
  report('growth: all agencies read for the first time', { after: since() });

  const before = await bothUse();
  const changed = new Map<string, number>();
  const waits: number[] = [];
  const crowd = createCrowd(({ accountId, leadId, at }) => {
    const changedAt = changed.get(`${String(accountId)}/${String(leadId)}`);
    if (changedAt !== undefined) waits.push(at - changedAt);
  });
  try {
    const queue = brokers.entries();
    const openSome = async () => {
      for (const [place, broker] of queue) {
        const at = place % 2 === 0 ? first : second;
        await crowd.follow(at.origin, broker);
      }
    };
    await Promise.all(Array.from({ length: opening }, openSome));
    expect(crowd.counts().opened).toBeGreaterThanOrEqual(brokers.length);
    await pause(isSoak ? 20_000 : 0);
    const opened = await bothUse();
    const perStream = opened.map(
      (use, n) => (use.held - (before[n]?.held ?? 0)) / (brokers.length / 2),
    );
    report('growth: all streams are open', {
      after: since(),
      streams: crowd.counts().open,
      'memory a stream': perStream.map((bytes) => `${(bytes / 1024).toFixed(0)} kB`).join(' and '),
    });

    const leadsOf = Map.groupBy(
      await db.select({ accountId: mirrorLeads.accountId, id: mirrorLeads.id }).from(mirrorLeads),
      ({ accountId }) => accountId,
    );
    const boards: number[] = [];
    const work: Promise<unknown>[] = [];
    const refused: number[] = [];
    let price = 5_000;
    async function change(): Promise<void> {
      const agency = agencies[Math.floor(random() * agencies.length)];
      const leads = leadsOf.get(agency?.accountId ?? 0) ?? [];
      const lead = leads[Math.floor(random() * leads.length)];
      if (!agency || !lead) throw new Error('nothing to change');
      price += 1;
      changed.set(`${String(agency.accountId)}/${String(lead.id)}`, Date.now());
      await agency.api.leads.patch(lead.id, { price });
    }
    async function board(): Promise<void> {
      const broker = brokers[Math.floor(random() * brokers.length)];
      if (!broker) throw new Error('no broker');
      const headers = bearer(await broker.newToken());
      const { origin } = random() < 0.5 ? first : second;
      const asked = performance.now();
      const answer = await fetch(`${origin}${paths.board}`, { headers });
      await answer.arrayBuffer();
      if (answer.status === 200) boards.push(performance.now() - asked);
      else refused.push(answer.status);
    }

    const busyBefore = machine();
    const useBefore = await bothUse();
    for (let passed = 0; passed < steadySeconds; passed += 1) {
      const due = performance.now() + 1_000;
      for (let n = 0; n < changesASecond; n += 1) work.push(change());
      for (let n = 0; n < boardsASecond; n += 1) work.push(board());
      const ahead = due - performance.now();
      if (ahead > 0) await pause(ahead);
    }
    await Promise.all(work);
    const [busyAfter, useAfter] = [machine(), await bothUse()];

    // Whatever changed is told to everybody who may see it, at both backends.
    const expected = changesASecond * steadySeconds * Math.ceil(brokersEach / 2);
    const patience = performance.now() + 60_000;
    while (waits.length < expected * 0.9 && performance.now() < patience) await pause(50);

    const busy = 1 - (busyAfter.idle - busyBefore.idle) / (busyAfter.all - busyBefore.all);
    const share = useAfter.map(
      (use, n) => `${((use.cpuMs - (useBefore[n]?.cpuMs ?? 0)) / steadySeconds / 10).toFixed(0)} %`,
    );
    report('growth: a steady while', {
      ...crowd.counts(),
      'change → event p50': `${percentile(waits, 50).toFixed(0)} ms`,
      p95: `${percentile(waits, 95).toFixed(0)} ms`,
      p99: `${percentile(waits, 99).toFixed(0)} ms`,
      told: waits.length,
      boards: boards.length,
      'boards refused': `${String(refused.length)} ${[...new Set(refused)].join('/')}`,
      'board p50': `${percentile(boards, 50).toFixed(0)} ms`,
      'board p95': `${percentile(boards, 95).toFixed(0)} ms`,
      'backends’ processors': share.join(' and '),
      'timers late at most': useAfter.map(({ lateMs }) => `${lateMs.toFixed(0)} ms`).join(' and '),
      'machine at work': `${(busy * 100).toFixed(0)} % of ${String(cpus().length)} processors`,
      'memory of a backend': useAfter
        .map(({ rss }) => `${(rss / 1048576).toFixed(0)} MB`)
        .join(' and '),
      after: since(),
    });
    expect(waits.length).toBeGreaterThanOrEqual(expected * 0.9);
    expect([...new Set(refused)].filter((status) => status !== 503)).toEqual([]);
    expect(crowd.counts().resets).toBe(0);
  } finally {
    crowd.close();
  }
});
