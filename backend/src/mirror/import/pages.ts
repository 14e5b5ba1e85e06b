import type { AmoApi, Page } from '@foryou-crm/amocrm';
import type { AccountTx } from '../account-lock.ts';
import type { Read } from '../rows/card-row.ts';
import { saveCompanies } from '../rows/save-companies.ts';
import { saveContacts } from '../rows/save-contacts.ts';
import { saveLeads } from '../rows/save-leads.ts';
import { saveNotes, type CardKind } from '../rows/save-notes.ts';
import { saveTasks } from '../rows/save-tasks.ts';
import { saveUnsorted } from '../rows/save-unsorted.ts';
import { takeEvents, timelinePage } from '../sync/events.ts';
import type { Work } from '../sync/work.ts';
import type { ImportStep } from '../tables.ts';

export type PagedStep = Exclude<ImportStep, 'account' | 'pipelines' | 'done'>;

/** A page that was read and waits to be saved. */
export interface ReadPage {
  rows: number;
  /** The number of the next page; null on the last one. */
  next: number | null;
  save(account: AccountTx): Promise<unknown>;
}

const limit = 250;
const newestFirst = { by: 'id', direction: 'desc' } as const;
/** Older notes are read with the lead they hang on. */
const notesDays = 30;
const notePages = 40;
const kinds: readonly CardKind[] = ['leads', 'contacts', 'companies'];

/** Reads one page of a step, as it was when an import that began at `since` asked for it. */
export function readStep(
  work: Work,
  api: AmoApi,
  step: PagedStep,
  page: number,
  since: Date,
): Promise<ReadPage> {
  const at = { limit, page };
  switch (step) {
    case 'leads':
      return readPage(
        work,
        page,
        () => api.leads.list({ ...at, with: ['contacts'], order: newestFirst }),
        saveLeads,
      );
    case 'contacts':
      return readPage(
        work,
        page,
        () => api.contacts.list({ ...at, order: newestFirst }),
        saveContacts,
      );
    case 'companies':
      return readPage(
        work,
        page,
        () => api.companies.list({ ...at, order: newestFirst }),
        saveCompanies,
      );
    case 'tasks':
      return readPage(
        work,
        page,
        () => api.tasks.list({ ...at, order: newestFirst, filter: { isCompleted: false } }),
        saveTasks,
      );
    case 'unsorted':
      return readPage(work, page, () => api.unsorted.list(at), saveUnsorted);
    case 'notes':
      return readNotes(work, api, page, since);
    case 'events':
      return readEvents(work, api, page, since);
  }
}

/** Several lists in one step, one after the other: of each as many pages, at most. */
async function readInParts<Part>(
  page: number,
  parts: readonly Part[],
  pagesOfPart: number,
  read: (part: Part, page: number) => Promise<ReadPage>,
): Promise<ReadPage> {
  const place = Math.floor((page - 1) / pagesOfPart);
  const part = parts[place];
  if (part === undefined) return { rows: 0, next: null, save: () => Promise.resolve() };
  const pageOfPart = ((page - 1) % pagesOfPart) + 1;
  const got = await read(part, pageOfPart);
  const isMore = got.next !== null && pageOfPart < pagesOfPart;
  const next = isMore ? page + 1 : (place + 1) * pagesOfPart + 1;
  return { ...got, next: next > parts.length * pagesOfPart ? null : next };
}

const daysBefore = (since: Date, days: number) =>
  Math.floor(since.getTime() / 1000) - days * 86_400;

/** The notes of the three kinds of card. */
const readNotes = (work: Work, api: AmoApi, page: number, since: Date): Promise<ReadPage> =>
  readInParts(page, kinds, notePages, (kind, pageOfKind) => {
    const filter = { updatedAt: { from: daysBefore(since, notesDays) } };
    const query = { limit, page: pageOfKind, order: newestFirst, filter };
    return readPage(
      work,
      pageOfKind,
      () => api.notes.list(kind, query),
      (account, notes) => saveNotes(account, kind, notes),
    );
  });

/** What timelines show of as many days as there are notes of; then moves alone, which date the stages. */
const eventParts = ['lately', 'moves'] as const;
/** Of 100 events: the last 4,000 of those days, and the last 4,000 moves. */
const eventPages = 40;

const readEvents = (work: Work, api: AmoApi, page: number, since: Date): Promise<ReadPage> =>
  readInParts(page, eventParts, eventPages, (part, pageOfPart) => {
    const asked =
      part === 'lately'
        ? { createdAt: { from: daysBefore(since, notesDays) } }
        : { type: ['lead_status_changed'] };
    return readPage(
      work,
      pageOfPart,
      () => timelinePage(api, pageOfPart, asked),
      (account, { items }) => takeEvents(account, items),
    );
  });

async function readPage<T>(
  work: Work,
  page: number,
  list: () => Promise<Page<T>>,
  save: (account: AccountTx, read: Read<T>) => Promise<unknown>,
): Promise<ReadPage> {
  const { answer, times } = await work.ask(list);
  reportBroken(work, answer);
  return {
    rows: answer.items.length,
    next: answer.next === null ? null : page + 1,
    save: (account) => save(account, { items: answer.items, ...times }),
  };
}

/** An item that cannot be read keeps nobody from the others; it is looked at by whoever reads logs. */
export function reportBroken({ log, accountId }: Work, { broken }: Page<unknown>): void {
  const [first] = broken;
  if (!first) return;
  const { problem } = first;
  log.warn({ account: accountId, items: broken.length, problem }, 'amoCRM sent unreadable items');
}
