import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createSealer } from '@foryou-crm/backend/amo-crm/vault/sealing';
import { createTokenRows } from '@foryou-crm/backend/amo-crm/vault/token-rows';
import { connect, type Database } from '@foryou-crm/backend/database/open';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Figure } from '../report.ts';
import { resultSchema, type AheadResult, type AheadSetup, type Memory } from './ahead-protocol.ts';
import { accessTokenLike, addPeople, connectBrokers, pairGiven } from './brokers.ts';
import { clock, deploymentAt } from './deployment.ts';
import { startScratchPostgres } from './scratch-postgres.ts';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint.ts';

const due = 10_000;
const accounts = 500;
/** amoCRM's own limit for one integration at one account. */
const perSecond = 7;

/**
 * The background refresh of 10,000 connections that are due, over 500 accounts, as a backend does it
 * every 30 seconds: all are renewed, by one token call each, within amoCRM's limit, in flat memory.
 * The sandbox has two accounts, and at seven calls a second each they would take twelve minutes: so
 * amoCRM is an endpoint of this benchmark here, which rotates as strictly and answers at once. The
 * keeper has a process of its own, and its processor time is that process's; the wall time also
 * holds PostgreSQL (with fsync) and the endpoint on the same machine.
 */
export async function refreshAhead(): Promise<Figure[]> {
  const postgres = await startScratchPostgres();
  const endpoint = await startTokenEndpoint();
  const { db, pool } = connect(postgres.url, silentLog);
  try {
    await makeDue(db, endpoint);
    await pool.query('vacuum analyze');
    const result = await runKeeper({ databaseUrl: postgres.url, origin: endpoint.origin, due });
    return figuresOf(result, endpoint.seen(), await stateOf(db));
  } finally {
    await pool.end();
    await endpoint.close();
    await postgres.dispose();
  }
}

/** Pairs of twenty hours ago: past the time of their refresh, and good for another four hours. */
async function makeDue(db: Database, endpoint: TokenEndpoint): Promise<void> {
  const { tokenKeys } = deploymentAt(endpoint.origin);
  const rows = createTokenRows({ db, clock, sealer: createSealer(tokenKeys) });
  const brokers = (await addPeople(db, due)).map((userId, n) => {
    const account = 31_000_000 + (n % accounts);
    const subdomain = `a${account}`;
    const tokens = { accessToken: accessTokenLike(), refreshToken: endpoint.grant(subdomain) };
    const baseDomain = `${subdomain}.amocrm.localhost`;
    return {
      who: { userId, accountId: account, amoUserId: n + 1, baseDomain },
      pair: pairGiven(20, tokens),
    };
  });
  await connectBrokers({ db, rows }, brokers);
}

async function runKeeper(setup: AheadSetup): Promise<AheadResult> {
  const child = fork(fileURLToPath(new URL('ahead-process.ts', import.meta.url)), {
    env: { PATH: process.env['PATH'], AHEAD_SETUP: JSON.stringify(setup) },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (raw) => resolve(resultSchema.parse(raw)));
    child.once('exit', (code) => reject(new Error(`The keeper has ended with ${String(code)}.`)));
  });
}

const stateSchema = z.object({ renewed: z.coerce.number(), troubled: z.coerce.number() });

/** What the table says in the end. */
async function stateOf(db: Database): Promise<z.infer<typeof stateSchema>> {
  const { rows } = await db.execute(sql`
    select count(*) filter (where token_version = 2 and expires_at > now() + interval '23 hours')
             as renewed,
           count(*) filter (where state <> 'connected' or trouble is not null
             or refresh_failures > 0 or lease_owner is not null) as troubled
    from amo_crm_tokens`);
  return stateSchema.parse(rows[0]);
}

function figuresOf(
  { renewed, wallSeconds, cpuSeconds, memory }: AheadResult,
  seen: ReturnType<TokenEndpoint['seen']>,
  state: z.infer<typeof stateSchema>,
): Figure[] {
  const failures = seen.refused + state.troubled;
  const cpu = (cpuSeconds * 1000) / renewed;
  const what = `Background refresh of ${due} connections over ${accounts} accounts`;
  return [
    {
      what: `${what}: renewed`,
      ours: `${renewed} in ${wallSeconds.toFixed(1)} s, ${cpu.toFixed(2)} s of processor time a thousand, ${failures} failures`,
      peer: `${due} due`,
      ratio: (Math.min(renewed, state.renewed) - failures) / due,
      goal: { atLeast: 1 },
    },
    {
      what: `${what}: token calls`,
      ours: String(seen.rotated + seen.refused),
      peer: `${renewed} renewed`,
      ratio: (seen.rotated + seen.refused) / renewed,
      goal: { atMost: 1 },
    },
    {
      what: `${what}: the most calls to one account in any second`,
      ours: String(seen.busiest),
      peer: `${perSecond} allowed`,
      ratio: seen.busiest / perSecond,
      goal: { atMost: 1 },
    },
    memoryFigure(`${what}: heap after a collection`, memory, ({ heap }) => heap),
    memoryFigure(`${what}: resident memory`, memory, ({ rss }) => rss),
  ];
}

function memoryFigure(what: string, memory: Memory[], of: (one: Memory) => number): Figure {
  const [start = NaN, first = NaN, second = NaN, third = NaN, end = NaN] = memory.map(of);
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return {
    what: `${what}, at the end against the first quarter`,
    ours: `${megabytes(end)} (start ${[start, first, second, third].map(megabytes).join(', ')})`,
    peer: megabytes(first),
    ratio: end / first,
    goal: { atMost: 1.2 },
  };
}
