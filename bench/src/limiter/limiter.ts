import { limiterKey, limiterTableSql } from '@foryou-crm/amocrm';
import pg from 'pg';
import { startChild, type Child } from '../child.ts';
import type { Figure } from '../report.ts';
import { startScratchPostgres } from '../vault/scratch-postgres.ts';
import { doneSchema, type Work } from './work.ts';

const processes = 3;
const callers = 20;
const forMs = 15_000;
const perSecond = 7;
const inMicroseconds = 1_000_000;

/**
 * Three processes on one PostgreSQL that ask for all they can get, for 15 s each time: on amoCRM's key,
 * on Kommo's (an address, an account a process), and as an import with a person beside it in each
 * process. When requests leave is told by the processes, by the machine's one steady clock.
 */
export async function limiter(): Promise<Figure[]> {
  const postgres = await startScratchPostgres();
  const fleet: Child[] = [];
  try {
    const database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    await database.query(limiterTableSql).finally(() => database.end());
    const module = new URL('process.ts', import.meta.url);
    for (let n = 0; n < processes; n += 1) {
      fleet.push(await startChild(module, { databaseUrl: postgres.url }));
    }
    const demand = { priority: 'interactive', callers, hasPerson: false, forMs } as const;
    const amocrm = limiterKey({ clientId: 'bench', account: 31_894_702 });
    const kommo = (n: number) =>
      limiterKey({ clientId: 'bench', account: 31_894_702 + n, egress: '203.0.113.7' });
    const imported = limiterKey({ clientId: 'bench', account: 31_907_455 });
    return [
      ...demandFigures('One account', await run(fleet, () => ({ ...demand, key: amocrm }))),
      ...demandFigures(
        "Kommo's way, three accounts at one address",
        await run(fleet, (n) => ({ ...demand, key: kommo(n) })),
      ),
      ...importFigures(
        await run(fleet, () => ({
          ...demand,
          key: imported,
          priority: 'background',
          hasPerson: true,
        })),
      ),
    ];
  } finally {
    await Promise.all(fleet.map((child) => child.close()));
    await postgres.dispose();
  }
}

type Outcome = Awaited<ReturnType<typeof run>>;

/** All processes at the same time; what left, in order. */
async function run(fleet: Child[], workOf: (n: number) => Work) {
  const done = await Promise.all(fleet.map((child, n) => child.ask(workOf(n), doneSchema)));
  return {
    left: done.flatMap(({ left }) => left).sort((a, b) => a - b),
    shares: done.map(({ left }) => left.length),
    waits: done.flatMap(({ waits }) => waits).sort((a, b) => a - b),
    statements: done.reduce((sum, { statements }) => sum + statements, 0),
  };
}

/** How many requests left within a second of the seventh before them. */
function violations(left: number[]): number {
  return left.filter((at, place) => at - (left[place - perSecond] ?? -Infinity) < inMicroseconds)
    .length;
}

/** Requests a second once the first seven, which find everything free, are gone. */
function rateOf(left: number[]): number {
  const seconds = ((left.at(-1) ?? NaN) - (left[0] ?? NaN)) / inMicroseconds;
  return (left.length - perSecond) / seconds;
}

function violationsFigure(what: string, { left }: Outcome): Figure {
  const bad = violations(left);
  return {
    what: `${what}: requests beyond ${perSecond} in any sliding second`,
    ours: `${bad} of ${left.length}`,
    peer: 'none allowed',
    ratio: bad / left.length,
    goal: { atMost: 0 },
  };
}

function demandFigures(whose: string, outcome: Outcome): Figure[] {
  const { left, shares, statements } = outcome;
  const what = `${whose}, ${processes} processes at full demand for ${forMs / 1000} s`;
  const rate = rateOf(left);
  return [
    violationsFigure(what, outcome),
    {
      what: `${what}: what they get of the limit`,
      ours: `${rate.toFixed(2)}/s (requests by process ${shares.join(', ')})`,
      peer: `${perSecond}/s allowed`,
      ratio: rate / perSecond,
      goal: { atLeast: 0.93 },
    },
    {
      what: `${what}: statements a request`,
      ours: (statements / left.length).toFixed(2),
      peer: '1 needed',
      ratio: statements / left.length,
      goal: { atMost: 2 },
    },
  ];
}

function importFigures(outcome: Outcome): Figure[] {
  const what = `An import in ${processes} processes with a person beside it in each`;
  const { waits } = outcome;
  const slowest = waits[Math.ceil(waits.length * 0.95) - 1] ?? NaN;
  const turnMs = 1000 / perSecond;
  return [
    violationsFigure(what, outcome),
    {
      what: `${what}: what 95 of 100 people wait at most`,
      ours: `${slowest.toFixed(1)} ms (${waits.length} requests)`,
      peer: `${turnMs.toFixed(0)} ms, a seventh of a second`,
      ratio: slowest / turnMs,
      goal: { atMost: 1 },
    },
  ];
}
