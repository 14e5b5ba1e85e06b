import { connect } from '@foryou-crm/backend/database/open';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { startSandbox, type Sandbox } from 'amocrm-sandbox';
import { z } from 'zod';
import { startChild } from '../child.ts';
import { openTunnel } from '../client/tunnel.ts';
import type { Figure } from '../report.ts';
import { grantedBy, seesAll } from '../sandbox-grant.ts';
import { addPeople, connectBrokers, pairGiven, refreshTokenLike } from '../vault/brokers.ts';
import { vaultOn } from '../vault/own-vault.ts';
import { startScratchPostgres } from '../vault/scratch-postgres.ts';
import {
  importedSchema,
  loopedSchema,
  pageSize,
  type Imported,
  type LoopSetup,
} from './protocol.ts';

const leads = 50_000;
/** Of 7 requests a second, 5 are for work in the background. */
const backgroundRate = 5;

/**
 * The first import of an account with 50,000 leads, held to amoCRM's limit, by a backend in a process of
 * its own with a real PostgreSQL: against the time that its pages need at the share of the limit it may
 * use, and beside what a script with amocrm-js gets of the same leads.
 */
export async function mirrorImport(): Promise<Figure[]> {
  const sandbox = await startSandbox({ control: true, tls: true, leads, limit: true });
  try {
    await order(sandbox, 'requests/clear');
    const imported = await importFrom(sandbox, { isLimited: true });
    const answers = await answered(sandbox);
    const refused = answers.filter(isRefusal).length;
    const { seconds, pages, rows } = imported;
    const what = `The import of ${leads} leads (${rows})`;
    const floor = pages / backgroundRate;
    return [
      {
        what: `${what}: against its pages at ${backgroundRate} a second`,
        ours: `${seconds.toFixed(1)} s for ${pages} pages`,
        peer: `${floor.toFixed(1)} s`,
        ratio: seconds / floor,
        goal: { atMost: 1.05 },
      },
      {
        what: `${what}: requests it took, people, pipelines and webhooks included`,
        ours: `${answers.length}`,
        peer: `${pages} pages`,
        ratio: answers.length / pages,
        goal: { atMost: 1.05 },
      },
      {
        what: `${what}: refusals it caused`,
        ours: `${refused} answers of 429 or 403`,
        peer: 'none allowed',
        ratio: refused,
        goal: { atMost: 0 },
      },
      await against(sandbox, 'one after the other', imported),
      await against(sandbox, 'all at once', imported),
    ];
  } finally {
    await sandbox.close();
  }
}

/** The same without limits on either side, for memory alone: four times the leads. */
export async function importMemory(): Promise<Figure[]> {
  const peaks: number[] = [];
  const sizes = [leads, 4 * leads];
  for (const size of sizes) {
    const sandbox = await startSandbox({ control: true, leads: size });
    try {
      const { peakRss } = await importFrom(sandbox, { isLimited: false });
      peaks.push(peakRss);
    } finally {
      await sandbox.close();
    }
  }
  const [small = NaN, large = NaN] = peaks;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    {
      what: `Peak memory (RSS) of a backend that imports ${sizes.join(' and ')} leads, no limit on either side`,
      ours: megabytes(large),
      peer: megabytes(small),
      ratio: large / small,
      goal: { atMost: 1.2 },
    },
  ];
}

/** A new deployment, one administrator connected, imports all there is. */
async function importFrom(
  sandbox: Sandbox,
  { isLimited }: { isLimited: boolean },
): Promise<Imported> {
  const postgres = await startScratchPostgres();
  const { db, pool } = connect(postgres.url, silentLog);
  try {
    if (!isLimited) await pool.query(noLimit);
    const accessToken = await grantedBy(sandbox);
    const pair = pairGiven(0, { accessToken, refreshToken: refreshTokenLike() });
    const [userId = ''] = await addPeople(db, 1);
    const { subdomain, accountId, userId: amoUserId } = seesAll;
    const who = { userId, accountId, amoUserId, baseDomain: `${subdomain}.amocrm.localhost` };
    const { rows } = vaultOn(db, sandbox.origin);
    await connectBrokers({ db, rows }, [{ who, pair }]);
    const module = new URL('backend-process.ts', import.meta.url);
    const setup = { databaseUrl: postgres.url, origin: sandbox.origin };
    const backend = await startChild(module, setup);
    try {
      return await backend.ask({ do: 'import' }, importedSchema);
    } finally {
      await backend.close();
    }
  } finally {
    await pool.end();
    await postgres.dispose();
  }
}

/** A limiter that forgets at once what was asked. */
const noLimit = `
  create function no_limit() returns trigger language plpgsql as $$
  begin
    new.slots := '{}';
    new.lanes := '{}';
    return new;
  end $$;
  create trigger no_limit before insert or update on amo_limiter
    for each row execute function no_limit()`;

async function against(
  sandbox: Sandbox,
  way: 'one after the other' | 'all at once',
  imported: Imported,
): Promise<Figure> {
  const { secure } = sandbox;
  if (!secure) throw new Error('The sandbox has no https.');
  await order(sandbox, 'limits/lift');
  await order(sandbox, 'requests/clear');
  const setup: LoopSetup = {
    subdomain: seesAll.subdomain,
    accessToken: await grantedBy(sandbox),
    pages: leads / pageSize,
  };
  const tunnel = await openTunnel(secure);
  const loop = await startChild(new URL('loop-process.ts', import.meta.url), setup, tunnel.env);
  try {
    const looped = await loop.ask({ do: way }, loopedSchema);
    const refused = (await answered(sandbox)).filter(isRefusal).length;
    const end = looped.failure === null ? 'came to the end' : `gave up: ${looped.failure}`;
    const rate = (one: { leads: number; seconds: number }) =>
      `${(one.leads / one.seconds).toFixed(0)} a second`;
    return {
      what: `Leads that amocrm-js gets, asking for the pages ${way}, of those that ours gets`,
      ours: `${imported.leads} (${rate(imported)}, with all else that is imported)`,
      peer: `${looped.leads} (${rate(looped)}, ${refused} refusals, ${end})`,
      ratio: looped.leads / imported.leads,
      goal: { atMost: 1 },
    };
  } finally {
    await loop.close();
    await tunnel.close();
  }
}

const requestsSchema = z.object({
  requests: z.array(z.object({ path: z.string(), status: z.int().nullable() })),
});

/** Of 429, and of the block after it. */
const isRefusal = (status: number | null) => status === 429 || status === 403;

/** The statuses of the API's answers, the last 2,000 at most. */
async function answered({ port }: Sandbox): Promise<(number | null)[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/_sandbox/requests`);
  const { requests } = requestsSchema.parse(await answer.json());
  return requests.flatMap(({ path, status }) => (path.startsWith('/api/') ? [status] : []));
}

async function order({ port }: Sandbox, path: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
}
