import type { AccountTx } from '../account-lock.ts';
import { hasHooks } from '../hooks/process-hooks.ts';
import { permitted } from '../sync/permitted.ts';
import { noteReader, type Reader } from '../sync/readers.ts';
import { noteIn, type Work } from '../sync/work.ts';
import type { MirrorAccount } from '../sync/lease.ts';
import { importSteps, type ImportStep } from '../tables.ts';
import { readStep, type PagedStep, type ReadPage } from './pages.ts';
import { confirmUnseen } from './unseen.ts';

/** How much one turn reads, so that accounts take turns. */
const pagesATurn = 40;
/** How long webhooks of the same account wait for it, and others where every worker is at work. */
const patienceSeconds = 1;
/** Pages asked for before the one in front of them is saved: a slow answer does not slow the import. */
const ahead = 4;
/** The `importNext` of a step whose pages are read: what none of them showed is asked for by id. */
const unseen = 'unseen';

/** The columns of an account whose import begins; everything read from now on has its number. */
export function beginning(
  before: Pick<MirrorAccount, 'importNumber'>,
  now: Date,
): Partial<MirrorAccount> {
  return {
    importNumber: before.importNumber + 1,
    importStep: 'leads',
    importNext: null,
    importedRows: 0,
    importStartedAt: now,
  };
}

/**
 * Reads on where the import stands, for one turn: leads newest first, then what hangs on them. Each
 * page is saved with the place it was read at in one transaction, so that whoever goes on, here or in
 * another backend, goes on from there.
 */
export async function runImport(work: Work, pages = pagesATurn): Promise<void> {
  const isOver = endOfTurn(work);
  let left = pages;
  while (left > 0 && !(await isOver())) {
    const before = await work.state();
    if (!isPaged(before.importStep)) return;
    const importer = await importerOf(work, before);
    if (!importer) {
      // Without its administrator it stands still until another reader is chosen.
      return before.coverage === 'full'
        ? work.note({ structureDueAt: null })
        : endImport(work, before);
    }
    const { reader, state } = importer;
    const step = state.importStep;
    if (!isPaged(step)) return;
    if (state.importNext === unseen) {
      left -= 1;
      const api = await work.apiOf(reader);
      if (await confirmUnseen(work, api, step, state)) await endStep(work, state, reader);
    } else {
      left -= await readPages(work, { state, step, reader, most: left, isOver });
    }
  }
}

/** Whether a turn that begins now has read enough, because others wait. */
function endOfTurn(work: Work): () => Promise<boolean> {
  const patience = work.in(patienceSeconds);
  return async () => {
    if (work.signal.aborted) return true;
    if (work.in(0) < patience) return false;
    return work.isCrowded() || (await hasHooks(work));
  };
}

const noPage: ReadPage = { rows: 0, next: null, save: () => Promise.resolve() };

const isPaged = (step: ImportStep): step is PagedStep =>
  step !== 'account' && step !== 'pipelines' && step !== 'done';

/**
 * Whose eyes the import looks through: the account's reader, or else every connection in turn, each from
 * the beginning. With the account's row, which that may have changed.
 */
async function importerOf(
  work: Work,
  state: MirrorAccount,
): Promise<{ reader: Reader; state: MirrorAccount } | null> {
  const readers = await work.readers();
  const present = readers.find(({ connectionId }) => connectionId === state.readerId);
  const isWanted = ({ importedAt }: Reader) => importedAt === null || state.coverage === 'full';
  if (present && isWanted(present)) return { reader: present, state };
  const next = state.coverage === 'full' ? undefined : readers.find(isWanted);
  if (!next) return null;
  const begun = { readerId: next.connectionId, importStep: 'leads', importNext: null } as const;
  await work.note(begun);
  return { reader: next, state: { ...state, ...begun } };
}

interface Reading {
  state: MirrorAccount;
  step: PagedStep;
  reader: Reader;
  /** Pages at most. */
  most: number;
  isOver: () => Promise<boolean>;
}

/** Answers how many pages were read: those that were asked for by then when the turn is over. */
async function readPages(
  work: Work,
  { state, step, reader, most, isOver }: Reading,
): Promise<number> {
  const isRead = new AbortController();
  const api = await work.apiOf(reader, isRead.signal);
  let page = state.importNext === null ? 1 : Number(state.importNext);
  let asked = page;
  let { importedRows } = state;
  const since = state.importStartedAt ?? work.in(0);
  const seesAll = state.coverage === 'full';
  const underWay: Promise<ReadPage>[] = [];
  let ends = false;
  try {
    for (let read = 1; ; read += 1) {
      // Most accounts have few pages, and asking for more than there are is a waste.
      const wanted =
        page < 3 || step === 'notes' || step === 'events' ? 1 : Math.min(ahead, most - read + 1);
      for (; !ends && underWay.length < wanted; asked += 1) {
        const page = asked;
        const answer = permitted(seesAll, noPage, () => readStep(work, api, step, page, since));
        answer.catch(() => undefined);
        underWay.push(answer);
      }
      const got = await underWay.shift();
      if (!got) return read;
      importedRows += got.rows;
      const importNext = got.next === null ? unseen : String(got.next);
      await work.save(async (account) => {
        await got.save(account);
        await noteIn(account.tx, account.accountId, { importNext, importedRows });
        tellProgress(account, state);
      });
      if (got.next === null && !seesAll) await endStep(work, state, reader);
      ends ||= await isOver();
      const isLast = read >= most || (ends && underWay.length === 0) || work.signal.aborted;
      if (got.next === null || isLast) return read;
      page = got.next;
      asked = Math.max(asked, page);
    }
  } finally {
    // Pages behind the last one take nobody's turn if they have not left yet.
    isRead.abort();
    await Promise.allSettled(underWay);
  }
}

/** An import is followed by those who wait for it; a sweep is nobody's news. */
function tellProgress(account: AccountTx, state: MirrorAccount): void {
  if (state.importFinishedAt === null) account.changed([{ entity: 'sync' }]);
}

async function endStep(work: Work, state: MirrorAccount, reader: Reader): Promise<void> {
  const next = importSteps[importSteps.indexOf(state.importStep) + 1] ?? 'done';
  if (next !== 'done') return work.note({ importStep: next, importNext: null });
  await work.save((account) =>
    noteReader(account.tx, account.accountId, reader.connectionId, {
      importedAt: work.in(0),
      ...(reader.deltaAt === null && { deltaAt: state.importStartedAt }),
    }),
  );
  const isMore =
    state.coverage === 'seen' &&
    (await work.readers()).some(({ importedAt }) => importedAt === null);
  if (isMore) return work.note({ importStep: 'leads', importNext: null });
  return endImport(work, state);
}

async function endImport(work: Work, state: MirrorAccount): Promise<void> {
  const now = work.in(0);
  await work.save(async (account) => {
    await noteIn(account.tx, account.accountId, {
      importStep: 'done',
      importNext: null,
      importFinishedAt: now,
      sweepDueAt: work.in(work.rhythm.sweep),
      // What changed while it was read.
      deltaDueAt: now,
    });
    tellProgress(account, state);
  });
}
