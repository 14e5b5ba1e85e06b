import { setTimeout as sleep } from 'node:timers/promises';
import { createLimiter, postgresLimiterStore, type TakeOptions } from '@foryou-crm/amocrm';
import pg from 'pg';
import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';
import { workSchema, type Done, type Work } from './work.ts';

/*
 * One process of a fleet: it shares nothing with the others but the database.
 */

const { databaseUrl } = readSetup(z.object({ databaseUrl: z.string() }));
const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
let statements = 0;
const limiter = createLimiter({
  store: postgresLimiterStore({
    query: (text, values) => {
      statements += 1;
      return pool.query<Record<string, unknown>>(text, values);
    },
  }),
});

async function work({ key, priority, callers, hasPerson, forMs }: Work): Promise<Done> {
  const until = performance.now() + forMs;
  const isOver = () => performance.now() >= until;
  const left: number[] = [];
  const waits: number[] = [];
  statements = 0;

  async function request(options: TakeOptions): Promise<boolean> {
    const deadlineMs = until - performance.now();
    const granted = await limiter.take(key, { ...options, deadlineMs }).then(
      () => true,
      () => false,
    );
    if (granted) left.push(Number(process.hrtime.bigint() / 1000n));
    return granted;
  }
  async function caller(): Promise<void> {
    while (!isOver()) await request({ priority });
  }
  async function person(): Promise<void> {
    while (!isOver()) {
      await sleep(750 + Math.random() * 1500);
      if (isOver()) return;
      const began = performance.now();
      if (await request({ priority: 'interactive' })) waits.push(performance.now() - began);
    }
  }

  await Promise.all([...Array.from({ length: callers }, caller), ...(hasPerson ? [person()] : [])]);
  return { left, waits, statements };
}

await pool.query('select 1');
serveChild((question) => work(workSchema.parse(question)));
