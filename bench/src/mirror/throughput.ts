import { availableParallelism } from 'node:os';
import { paths } from '@foryou-crm/contract/paths';
import { z } from 'zod';
import { startChild, type Child } from '../child.ts';
import { load } from '../load.ts';
import { median, type Figure } from '../report.ts';
import { withWorlds } from './world.ts';

const rounds = 5;
const often = { seconds: 4, connections: 16 };

/**
 * Boards a second of one backend, and of two on the same PostgreSQL, by turns. A backend computes in one
 * thread, so a second one doubles what there is as far as the machine has cores for both, PostgreSQL and
 * the load itself: how many it has is told.
 */
export const throughput = (): Promise<Figure> =>
  withWorlds(async ({ big }) => {
    const backends: Child[] = [];
    try {
      const origins: string[] = [];
      for (let n = 0; n < 2; n += 1) {
        const { databaseUrl } = big;
        const child = await startChild(new URL('backend-process.ts', import.meta.url), {
          databaseUrl,
        });
        backends.push(child);
        origins.push((await child.ask({}, z.object({ origin: z.url() }))).origin);
      }
      const ask = async (from: string[], connections: number) => {
        const share = { ...often, connections: connections / from.length };
        const rates = await Promise.all(
          from.map((origin) => load(`${origin}${paths.board}`, big.headers.admin, share)),
        );
        return rates.reduce((sum, rate) => sum + rate, 0);
      };
      const rates: { one: number[]; two: number[] } = { one: [], two: [] };
      for (let round = 0; round <= rounds; round += 1) {
        const one = await ask(origins.slice(0, 1), often.connections);
        const two = await ask(origins, often.connections);
        // Code is still being compiled in the first.
        if (round === 0) continue;
        rates.one.push(one);
        rates.two.push(two);
      }
      const [one, two] = [median(rates.one), median(rates.two)];
      return {
        what: `Boards a second, two backends against one, ${availableParallelism()} cores for all`,
        ours: `${two.toFixed(0)}/s`,
        peer: `${one.toFixed(0)}/s`,
        ratio: two / one,
        goal: { atLeast: 1.7 },
      };
    } finally {
      await Promise.all(backends.map((backend) => backend.close()));
    }
  });
