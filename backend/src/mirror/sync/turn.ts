import { runImport } from '../import/run-import.ts';
import { keepSubscription } from '../hooks/subscription.ts';
import { processHooks } from '../hooks/process-hooks.ts';
import { runDelta } from './delta.ts';
import { beginning } from '../import/run-import.ts';
import { readNewEvents } from './new-events.ts';
import { refreshStructure } from './structure.ts';
import { noteIn, type Work } from './work.ts';

/** How much of a sweep is read at a time. */
const pagesABite = 8;

/**
 * One account's turn: a little of everything that is due, what people wait for most at first. What is
 * due stands in the account's row, so that any backend may take the next turn.
 */
export async function takeTurn(work: Work): Promise<void> {
  const isDue = (at: Date | null) => at === null || at <= work.in(0);
  const first = await work.state();
  if (isDue(first.structureDueAt) || first.importStep === 'account') await refreshStructure(work);
  if (isDue((await work.state()).hookDueAt)) await keepSubscription(work);
  await processHooks(work);
  if (isDue((await work.state()).deltaDueAt)) await runDelta(work);
  const { eventsDueAt } = await work.state();
  if (eventsDueAt !== null && isDue(eventsDueAt)) await readNewEvents(work);

  const state = await work.state();
  const { importStep, importFinishedAt, sweepDueAt } = state;
  if (importFinishedAt === null) await runImport(work);
  else if (isDue(sweepDueAt) && importStep !== 'done') {
    await runImport(work, pagesABite);
    const { importStep: now } = await work.state();
    if (now !== 'done') await work.note({ sweepDueAt: work.in(work.rhythm.sweepBite) });
  } else if (isDue(sweepDueAt)) {
    await work.save(({ tx, accountId }) => beginSweep(work, tx, accountId, state));
  }
}

/** Without an administrator a sweep would prove nothing that the events have not told. */
async function beginSweep(
  work: Work,
  tx: Parameters<typeof noteIn>[0],
  accountId: number,
  state: Awaited<ReturnType<Work['state']>>,
): Promise<void> {
  const next =
    state.coverage === 'full'
      ? beginning(state, work.in(0))
      : { sweepDueAt: work.in(work.rhythm.sweep) };
  await noteIn(tx, accountId, next);
}
