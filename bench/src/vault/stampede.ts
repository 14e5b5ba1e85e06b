import { exchangeCode } from '@foryou-crm/amocrm';
import { connect } from '@foryou-crm/backend/database/open';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { startSandbox, type Sandbox } from 'amocrm-sandbox';
import { z } from 'zod';
import { median, type Figure } from '../report.ts';
import { openGate, type AmoGate } from './amo-gate.ts';
import { addPeople } from './brokers.ts';
import { startCrowd, type Crowd } from './crowd.ts';
import type { CrowdSetup, Tokens } from './crowd-protocol.ts';
import { deploymentAt } from './deployment.ts';
import { startScratchPostgres } from './scratch-postgres.ts';

const callers = 100;
const rounds = 5;
const tokenCallMs = 300;
/** A person of the sandbox's seed. */
const broker = { subdomain: 'oasiskey', accountId: 31_894_702, amoUserId: 10_412_001 };

interface Side {
  name: string;
  module: string;
  processes: number;
}
const ours: Side = { name: 'vault', module: 'crowd-ours', processes: 1 };
const oursOverFour: Side = { ...ours, processes: 4 };
const peers: Side[] = [
  { name: 'better-auth', module: 'crowd-better-auth', processes: 1 },
  { name: 'amocrm-js', module: 'crowd-amocrm-js', processes: 1 },
  { name: '@shevernitskiy/amo', module: 'crowd-amo', processes: 1 },
];

/** Of one round, or of all. */
interface Outcome {
  tokenCalls: number;
  failed: number;
  /** The 99th of a hundred waits, in token calls of that round. */
  wait: number;
  waitMs: number;
}

/**
 * A hundred callers at once on one connection whose access token is over, at a sandbox that takes
 * 300 ms over a token call: the vault in one process and in four, and three peers. All are counted
 * and timed at one gate in front of the sandbox; the wait of the 99th caller is told in multiples of
 * what the token call that succeeded took there. Whoever has no new token in the end has failed. The
 * peers' requests travel by TLS, as they insist on, which costs them some milliseconds in 300. The
 * sides take turns in rounds, of which the first does not count.
 */
export async function stampede(): Promise<Figure[]> {
  const postgres = await startScratchPostgres();
  const sandbox = await startSandbox({ control: true });
  const gate = await openGate(sandbox.port);
  const open: Crowd[] = [];
  try {
    await order(sandbox, 'faults', {
      match: 'token',
      kind: 'delay',
      ms: tokenCallMs,
      times: 100_000,
    });
    const { db, pool } = connect(postgres.url, silentLog);
    await addPeople(db, 1).finally(() => pool.end());

    const setup = { ...broker, databaseUrl: postgres.url, origin: gate.origin };
    const running = new Map<Side, Crowd[]>();
    const broken = new Map<Side, string>();
    for (const side of [ours, oursOverFour, ...peers]) {
      try {
        const crowds = await startSide(side, setup, gate);
        open.push(...crowds);
        running.set(side, crowds);
      } catch (error) {
        if (!peers.includes(side)) throw error;
        broken.set(side, error instanceof Error ? error.message : 'it did not start');
      }
    }
    const outcomes = new Map<Side, Outcome[]>();
    for (let round = 0; round <= rounds; round += 1) {
      for (const [side, crowds] of running) {
        const outcome = await oneRound(crowds, await grantedBy(sandbox), gate);
        if (round > 0) outcomes.set(side, [...(outcomes.get(side) ?? []), outcome]);
      }
    }
    const told = (side: Side) => {
      const seen = outcomes.get(side);
      return seen ? overRounds(seen) : (broken.get(side) ?? 'it was not run');
    };
    const others = peers.map((side) => ({ name: side.name, told: told(side) }));
    return [ours, oursOverFour].flatMap((side) => {
      const own = told(side);
      if (typeof own === 'string') throw new Error(own);
      return figuresOf(side, own, side === ours ? others : []);
    });
  } finally {
    await Promise.all(open.map((crowd) => crowd.close()));
    await gate.close();
    await sandbox.close();
    await postgres.dispose();
  }
}

async function startSide(side: Side, setup: CrowdSetup, gate: AmoGate): Promise<Crowd[]> {
  const started = await Promise.allSettled(
    Array.from({ length: side.processes }, () => startCrowd(side.module, setup, gate.env)),
  );
  const crowds = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (!failed) return crowds;
  await Promise.all(crowds.map((crowd) => crowd.close()));
  throw failed.reason;
}

const locationSchema = z.object({ location: z.string() });

/** The control API is on the sandbox's common host, which a bare address is too. */
async function order(sandbox: Sandbox, path: string, body: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** A new grant's tokens, past the gate. */
async function grantedBy(sandbox: Sandbox): Promise<Tokens> {
  const { subdomain, amoUserId: userId } = broker;
  const given = await order(sandbox, 'consent', { subdomain, userId });
  const query = new URL(locationSchema.parse(given).location).searchParams;
  const integration = deploymentAt(sandbox.origin).amoCrm;
  const host = `${subdomain}.amocrm.localhost`;
  const { accessToken, refreshToken } = await exchangeCode(integration, {
    host,
    code: query.get('code') ?? '',
  });
  return { accessToken, refreshToken };
}

async function oneRound(crowds: Crowd[], tokens: Tokens, gate: AmoGate): Promise<Outcome> {
  // One database, one connection: where there are four processes, the first one's word is for all.
  await crowds[0]?.send({ do: 'expire', tokens });
  gate.takeTokenCalls();
  const asked = {
    do: 'ask',
    callers: callers / crowds.length,
    expired: tokens.accessToken,
  } as const;
  const answers = await Promise.all(crowds.map((crowd) => crowd.send(asked)));
  const calls = gate.takeTokenCalls();
  const good = calls.filter(({ status }) => status === 200);
  if (good.length === 0) throw new Error(`None of ${calls.length} token calls succeeded.`);
  const waits = answers.flatMap((answer) => ('waits' in answer ? answer.waits : []));
  const waitMs = waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1];
  if (waits.length !== callers || waitMs === undefined) throw new Error('A caller has no answer.');
  return {
    tokenCalls: calls.length,
    failed: answers.flatMap((answer) => ('failures' in answer ? answer.failures : [])).length,
    wait: waitMs / median(good.map(({ ms }) => ms)),
    waitMs,
  };
}

/** Waits vary with the machine, and medians count; of calls and failures the worst round does. */
const overRounds = (seen: Outcome[]): Outcome => ({
  tokenCalls: Math.max(...seen.map(({ tokenCalls }) => tokenCalls)),
  failed: Math.max(...seen.map(({ failed }) => failed)),
  wait: median(seen.map(({ wait }) => wait)),
  waitMs: median(seen.map(({ waitMs }) => waitMs)),
});

function figuresOf(
  side: Side,
  own: Outcome,
  others: { name: string; told: Outcome | string }[],
): Figure[] {
  const crowd =
    side.processes === 1
      ? `${callers} callers, one expired connection`
      : `The same callers in ${side.processes} processes`;
  const figure = (
    what: string,
    of: (outcome: Outcome) => string,
    limit: string,
    ratio: number,
    atMost: number,
  ): Figure => ({
    what: `${crowd}: ${what}`,
    ours: of(own),
    peer: [
      limit,
      ...others.map(
        ({ name, told }) =>
          `${name} ${typeof told === 'string' ? `could not be driven (${told})` : of(told)}`,
      ),
    ].join(' · '),
    ratio,
    goal: { atMost },
  });
  return [
    figure('token calls made', (o) => String(o.tokenCalls), '1 needed', own.tokenCalls, 1),
    figure(
      'callers that failed',
      (o) => `${o.failed} of ${callers}`,
      'none needed',
      own.failed / callers,
      0,
    ),
    figure(
      'the 99th wait in token calls',
      (o) => `${o.wait.toFixed(2)} (${o.waitMs.toFixed(0)} ms)`,
      '1 is the least',
      own.wait,
      1.3,
    ),
  ];
}
