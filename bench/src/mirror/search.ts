import { leadsPageSchema } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import type { Figure } from '../report.ts';
import { milliseconds, percentile, takeTurns } from './timing.ts';
import { kinds, withWorlds, type Kind, type World } from './world.ts';

/** What people type, from what one lead has to what half of them have. */
const texts = [
  ...['client77@mail', 'Marina 99', 'ткаченко', 'шевченко марія', 'olena', 'anna marina'],
  ...['marina', 'jumeirah', 'an', '971 50', 'mail.example', 'zzzqqq'],
];
const often = { rounds: 15, warmUp: 4 };

/**
 * `GET /leads?query=` of an account of 100,000 leads beside one of 1,000, by turns in one process, for each
 * kind of rights: the text whose time grows as most do, and the one whose grows most.
 */
export const search = (): Promise<Figure[]> =>
  withWorlds(async ({ small, big }) => {
    const figures: Figure[] = [];
    for (const kind of kinds) {
      const medians: { text: string; found: number | null; few: number; many: number }[] = [];
      for (const text of texts) {
        const took = await takeTurns(
          { few: () => find(small, kind, text), many: () => find(big, kind, text) },
          often,
        );
        const found = await find(big, kind, text);
        const [few, many] = [percentile(took('few'), 50), percentile(took('many'), 50)];
        medians.push({ text, found, few, many });
      }
      const grows = medians.toSorted((a, b) => a.many / a.few - b.many / b.few);
      const chosen = [
        { which: 'the middle one of its texts', one: grows[Math.floor(grows.length / 2)] },
        { which: 'the one that grows most', one: grows.at(-1) },
      ];
      for (const { which, one } of chosen) {
        if (!one) throw new RangeError('Nothing was searched.');
        const { text, found, few, many } = one;
        figures.push({
          what:
            `Search in 100,000 leads against 1,000, ${kind}: ${which}, ` +
            `“${text}” (${found ?? 'too many to count'})`,
          ours: milliseconds(many),
          peer: milliseconds(few),
          ratio: many / few,
          goal: { atMost: 2 },
        });
      }
    }
    return figures;
  });

/** How many leads were found. */
async function find({ app, headers }: World, kind: Kind, text: string): Promise<number | null> {
  const url = `${paths.leads}?query=${encodeURIComponent(text)}`;
  const answer = await app.inject({ url, headers: headers[kind] });
  if (answer.statusCode !== 200) throw new Error(`The search said ${answer.body}`);
  return leadsPageSchema.parse(answer.json()).total;
}
