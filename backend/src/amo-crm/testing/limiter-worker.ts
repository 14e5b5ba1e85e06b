import { createLimiter, postgresLimiterStore } from '@foryou-crm/amocrm';
import pg from 'pg';
import { z } from 'zod';

/**
 * A process of its own that asks for as many turns as there are, and tells when each request would
 * have left: microseconds of the machine's steady clock, which all processes share.
 */
const setup = z
  .object({
    url: z.string(),
    keys: z.array(z.string()),
    callers: z.int(),
    forMs: z.number(),
  })
  .parse(JSON.parse(process.env['WORKER_SETUP'] ?? ''));

const pool = new pg.Pool({ connectionString: setup.url, max: 4 });
let queries = 0;
const limiter = createLimiter({
  store: postgresLimiterStore({
    query: (text, values) => {
      queries += 1;
      return pool.query<Record<string, unknown>>(text, values);
    },
  }),
});
const left: { key: string; at: number }[] = [];

async function call(key: string, until: number): Promise<void> {
  while (performance.now() < until) {
    const deadlineMs = until - performance.now();
    const granted = await limiter.take(key, { deadlineMs }).then(
      () => true,
      () => false,
    );
    if (granted) left.push({ key, at: Number(process.hrtime.bigint() / 1000n) });
  }
}

async function run(): Promise<void> {
  const until = performance.now() + setup.forMs;
  const callers = setup.keys.flatMap((key) =>
    Array.from({ length: setup.callers }, () => call(key, until)),
  );
  await Promise.all(callers);
  await pool.end();
  process.send?.({ left, queries });
  process.disconnect();
}

process.once('message', () => void run());
await pool.query('select 1');
process.send?.('ready');
