import { takeEvents, timelinePage } from './events.ts';
import { permitted, usable } from './permitted.ts';
import type { Work } from './work.ts';

/** What happens faster than it is told is left to the delta. */
const pagesOfNews = 5;

/**
 * Reads what is new in the history, as far back as something is. The delta reads on from where it was; this
 * is for the person who looks at a lead that has just been changed.
 */
export async function readNewEvents(work: Work): Promise<void> {
  const { coverage, readerId } = await work.state();
  const seesAll = coverage === 'full';
  const readers = await work.readers();
  const eyes = seesAll ? readers.filter((one) => one.connectionId === readerId) : readers;
  await work.note({ eventsDueAt: null });
  for (const reader of eyes) {
    const api = await usable(work.apiOf(reader));
    if (!api) continue;
    await permitted(false, undefined, async () => {
      for (let page = 1; page <= pagesOfNews; page += 1) {
        const { items, next } = await timelinePage(api, page, {});
        const added = await work.save((account) => takeEvents(account, items));
        if (added === 0 || next === null) return;
      }
    });
  }
}
