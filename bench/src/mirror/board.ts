import { paths } from '@foryou-crm/contract/paths';
import type { Figure } from '../report.ts';
import { milliseconds, percentile, takeTurns } from './timing.ts';
import { kinds, withWorlds, type Kind, type World } from './world.ts';

const often = { rounds: 250, warmUp: 50 };

/**
 * `GET /leads/board` of an account of 100,000 leads beside a bare `SELECT 1` through the same pool, and
 * beside the same board of 1,000 leads, for each kind of rights: by turns in one process, without a
 * socket (`app.inject`), and once over HTTP. Two boards are told apart: the one that is asked again,
 * and the first one after a change of the account, which is read anew.
 */
export const board = (): Promise<Figure[]> =>
  withWorlds(async ({ small, big }) => {
    const figures: Figure[] = [];
    const origin = await big.app.listen({ host: '127.0.0.1', port: 0 });
    for (const kind of kinds) {
      const took = await takeTurns(
        {
          'SELECT 1': () => big.pool.query('select 1'),
          'again, 1,000': () => ask(small, kind),
          'again, 100,000': () => ask(big, kind),
          'by HTTP': () => askByHttp(origin, big, kind),
        },
        often,
      );
      const anew = await takeTurns(
        {
          'SELECT 1': () => big.pool.query('select 1'),
          'a change of 1,000': () => change(small),
          '1,000': () => ask(small, kind),
          'a change of 100,000': () => change(big),
          '100,000': () => ask(big, kind),
        },
        often,
      );
      const against = (
        what: string,
        of: number,
        [own, peer]: readonly [readonly number[], readonly number[]],
        atMost: number,
      ): Figure => ({
        what: `Board of 100,000 leads, ${kind}: ${what}, p${of}`,
        ours: milliseconds(percentile(own, of)),
        peer: milliseconds(percentile(peer, of)),
        ratio: percentile(own, of) / percentile(peer, of),
        goal: { atMost },
      });
      const again = [took('again, 100,000'), took('SELECT 1')] as const;
      const overHttp = [took('by HTTP'), took('SELECT 1')] as const;
      const afterChange = [anew('100,000'), anew('SELECT 1')] as const;
      figures.push(
        against('against SELECT 1', 50, again, 8),
        against('against SELECT 1', 99, again, 8),
        against('over HTTP, against SELECT 1', 50, overHttp, 8),
        against('after a change, against SELECT 1', 50, afterChange, 8),
        against('against 1,000', 50, [took('again, 100,000'), took('again, 1,000')], 2),
        against('after a change, against 1,000', 50, [anew('100,000'), anew('1,000')], 2),
      );
    }
    return figures;
  });

async function ask(world: World, kind: Kind): Promise<void> {
  const headers = world.headers[kind];
  const { statusCode, body } = await world.app.inject({ url: paths.board, headers });
  if (statusCode !== 200) throw new Error(`The board said ${body}`);
}

async function askByHttp(origin: string, world: World, kind: Kind): Promise<void> {
  const answer = await fetch(`${origin}${paths.board}`, { headers: world.headers[kind] });
  const body = await answer.text();
  if (!answer.ok) throw new Error(`The board said ${body}`);
}

/** No board that was kept is good after it. */
const change = (world: World) =>
  world.pool.query('update mirror_leads set price = price + 1 where id = 1');
