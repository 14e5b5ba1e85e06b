import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@foryou-crm/backend/database/open';
import { mirrorAccounts, mirrorLeads } from '@foryou-crm/backend/mirror/tables';
import { seedAgencies } from '@foryou-crm/backend/mirror/testing/agencies';
import { createCrowd } from '@foryou-crm/backend/mirror/testing/crowd';
import {
  newDeployment,
  startSandboxProcess,
  startTwoBackends,
} from '@foryou-crm/backend/mirror/testing/fleet';
import { percentile } from '@foryou-crm/backend/mirror/testing/hook-poster';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Figure } from '../report.ts';
import { startScratchPostgres } from '../vault/scratch-postgres.ts';

const changes = 200;
const everyMs = 150;
const limitMs = 1_000;
const startWithinMs = 120_000;

/**
 * From a change in amoCRM to the app: a lead is changed in the sandbox, its webhook comes to one
 * backend, which reads the lead again, and a broker hears of it at the other. Both backends, the sandbox
 * and the database are processes of their own.
 */
export async function live(): Promise<Figure> {
  const postgres = await startScratchPostgres();
  const closing: (() => Promise<void>)[] = [() => postgres.dispose()];
  try {
    const { db, pool } = connect(postgres.url, silentLog);
    closing.push(() => pool.end());
    const sandbox = await startSandboxProcess(2);
    closing.push(sandbox.close);
    const setup = await newDeployment({
      databaseUrl: postgres.url,
      sandboxOrigin: sandbox.origin,
    });
    const { agencies, brokers } = await seedAgencies(db, setup, { accounts: 1, brokersEach: 1 });
    const backends = await startTwoBackends(setup);
    closing.push(backends.close);
    const [[agency], [broker]] = [agencies, brokers];
    if (!agency || !broker) throw new Error('Nobody is connected.');
    await untilWhole();

    const leads = await db
      .select({ id: mirrorLeads.id })
      .from(mirrorLeads)
      .orderBy(asc(mirrorLeads.id));
    const changedAt = new Map<number, number>();
    const waits: number[] = [];
    const crowd = createCrowd(({ leadId, at }) => {
      const began = changedAt.get(leadId ?? 0);
      if (began === undefined) return;
      changedAt.delete(leadId ?? 0);
      waits.push(at - began);
    });
    closing.push(() => Promise.resolve(crowd.close()));
    await crowd.follow(backends.second.origin, broker);
    for (let n = 0; n < changes; n += 1) {
      const lead = leads[n % leads.length];
      if (!lead) throw new Error('There is no lead.');
      changedAt.set(lead.id, Date.now());
      await agency.api.leads.patch(lead.id, { price: 1_000 + n });
      await pause(everyMs);
    }
    await pause(2 * limitMs);
    if (waits.length < changes) throw new Error(`${String(changes - waits.length)} were not told.`);
    const [p50, p95, most] = [50, 95, 100].map((percent) => percentile(waits, percent));
    return {
      what: `A change in amoCRM until it is heard at the other backend, 95 of 100 of ${String(changes)}`,
      ours: `${ms(p95)} (p50 ${ms(p50)}, longest ${ms(most)})`,
      peer: `${ms(limitMs)} allowed`,
      ratio: (p95 ?? NaN) / limitMs,
      goal: { atMost: 1 },
    };

    async function untilWhole(): Promise<void> {
      const isWhole = and(
        isNotNull(mirrorAccounts.importFinishedAt),
        eq(mirrorAccounts.hookState, 'subscribed'),
      );
      const until = performance.now() + startWithinMs;
      while ((await db.$count(mirrorAccounts, isWhole)) === 0) {
        if (performance.now() > until) throw new Error('The account was not read in time.');
        await pause(100);
      }
    }
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}

const ms = (value: number | undefined) => `${(value ?? NaN).toFixed(0)} ms`;
