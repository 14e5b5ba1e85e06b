import { leadHook } from '@foryou-crm/backend/mirror/testing/hook-poster';
import { z } from 'zod';
import { startChild, type Child } from '../child.ts';
import { load } from '../load.ts';
import { median, type Figure } from '../report.ts';
import { seesAll } from '../sandbox-grant.ts';
import { startScratchPostgres } from '../vault/scratch-postgres.ts';

const rounds = 5;
const often = { seconds: 3, connections: 50 };
const headers = { 'content-type': 'application/x-www-form-urlencoded' };
const { accountId, subdomain } = seesAll;
const stateSchema = z.object({ url: z.url(), stored: z.int() });

/**
 * Hooks a second that are stored, on the disk, before they are answered: the backend's door (whose
 * secret it is, what the form names) against a bare Fastify route that inserts the form as one row into
 * the same PostgreSQL. Both sides take turns in one run; medians count.
 */
export async function webhooks(): Promise<Figure> {
  const postgres = await startScratchPostgres();
  const open: Child[] = [];
  try {
    const setup = { databaseUrl: postgres.url, accountId };
    const start = async (module: string) => {
      const child = await startChild(new URL(module, import.meta.url), setup);
      open.push(child);
      return child;
    };
    const [ours, bare] = [await start('ours.ts'), await start('bare.ts')];
    const body = leadHook({ id: accountId, subdomain }, 38_100_001);
    const rates: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
    for (let round = 0; round <= rounds; round += 1) {
      const own = await durableRate(ours, body);
      const peer = await durableRate(bare, body);
      // In the first, code is still being compiled.
      if (round === 0) continue;
      rates.ours.push(own);
      rates.peer.push(peer);
    }
    const [own, other] = [median(rates.ours), median(rates.peer)];
    return {
      what: `Webhooks stored and answered, ${String(often.connections)} at a time, against a bare Fastify route that inserts a row`,
      ours: `${own.toFixed(0)}/s`,
      peer: `${other.toFixed(0)}/s`,
      ratio: own / other,
      goal: { atLeast: 1 },
    };
  } finally {
    await Promise.all(open.map((child) => child.close()));
    await postgres.dispose();
  }
}

/** @throws when something was answered that is not stored */
async function durableRate(side: Child, body: string): Promise<number> {
  const { url, stored } = await side.ask({}, stateSchema);
  const rate = await load(url, headers, { ...often, post: body });
  const after = await side.ask({}, stateSchema);
  const answered = rate * often.seconds;
  if (after.stored - stored < answered * 0.9) throw new Error(`${url} answered without storing.`);
  return rate;
}
