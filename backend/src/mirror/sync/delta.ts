import type { AmoApi, Company, Contact, LeadWithContacts, Note, Page } from '@foryou-crm/amocrm';
import { eq } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { reportBroken } from '../import/pages.ts';
import type { Read } from '../rows/card-row.ts';
import { saveCompanies } from '../rows/save-companies.ts';
import { saveContacts } from '../rows/save-contacts.ts';
import { saveLeads } from '../rows/save-leads.ts';
import { saveNotes, type CardKind } from '../rows/save-notes.ts';
import { saveTasks } from '../rows/save-tasks.ts';
import { saveUnsorted } from '../rows/save-unsorted.ts';
import { mirrorUnsorted } from '../tables.ts';
import { eventsSince, takeEvents } from './events.ts';
import { addCardsOfCompanies, addFollowUps, addLeadsOfContacts, addMissingCards } from './hints.ts';
import { permitted, usable } from './permitted.ts';
import { noteReader } from './readers.ts';
import { rereadUnsorted } from './reread.ts';
import { noteIn, type Work } from './work.ts';

/** amoCRM's clock and ours may differ by this much, and what is changed may show up late. */
const overlapSeconds = 120;
/** From so many on `deltaAlone` holds; one pair alone is asked for six times as often. */
const manyEyes = 6;
const limit = 250;

/**
 * Reads what was changed since the last time, by whose eyes the account is read: an administrator's,
 * or those of every connection. What moves no date (deletions, links) is told by the events.
 */
export async function runDelta(work: Work): Promise<void> {
  const state = await work.state();
  const startedAt = work.in(0);
  const readers = await work.readers();
  const filters = state.filters === true;
  if (state.coverage === 'full') {
    const reader = readers.find(({ connectionId }) => connectionId === state.readerId);
    if (!reader) return work.note({ structureDueAt: null });
    await readChanges(work, await work.apiOf(reader), state.deltaAt ?? startedAt, filters, true);
  }
  for (const reader of state.coverage === 'full' ? [] : readers) {
    const since = reader.deltaAt;
    if (since === null) continue;
    const api = await usable(work.apiOf(reader));
    if (!api) continue;
    await readChanges(work, api, since, filters, false);
    await work.save(({ tx, accountId }) =>
      noteReader(tx, accountId, reader.connectionId, { deltaAt: startedAt }),
    );
  }
  const { rhythm } = work;
  const isTold = state.hookState === 'subscribed';
  // Some six requests for each pair of eyes: where there are few of them, it can be asked more often.
  const eyes = state.coverage === 'full' ? 1 : readers.length;
  const alone = rhythm.deltaAlone * Math.min(1, eyes / manyEyes);
  await work.save(({ tx, accountId }) =>
    noteIn(tx, accountId, {
      deltaAt: startedAt,
      lastSyncAt: startedAt,
      deltaDueAt: work.in(isTold ? rhythm.deltaWithHooks : alone),
    }),
  );
}

async function readChanges(
  work: Work,
  api: AmoApi,
  since: Date,
  filters: boolean,
  seesAll: boolean,
): Promise<void> {
  const from = Math.floor(since.getTime() / 1000) - overlapSeconds;
  const list = filters ? ascending : descending;

  const leads: Changed<LeadWithContacts> = {
    list: (query) => api.leads.list({ ...query, with: ['contacts'] }),
    save: async (account, read) => addMissingCards(account, await saveLeads(account, read)),
  };
  const contacts: Changed<Contact> = {
    list: (query) => api.contacts.list({ ...query, with: ['leads'] }),
    async save(account, read) {
      await saveContacts(account, read);
      await addLeadsOfContacts(account, read.items);
    },
  };
  const companies: Changed<Company> = {
    list: (query) => api.companies.list({ ...query, with: ['leads', 'contacts'] }),
    async save(account, read) {
      await saveCompanies(account, read);
      await addCardsOfCompanies(account, read.items);
    },
  };
  const notesOf = (kind: CardKind): Changed<Note> => ({
    list: (query) => api.notes.list(kind, query),
    save: (account, read) => saveNotes(account, kind, read),
  });
  const parts = [
    () => list(work, from, leads),
    () => list(work, from, contacts),
    () => list(work, from, companies),
    () => readTasks(work, api, from),
    // These filters work in every account.
    () => ascending(work, from, notesOf('leads')),
    () => ascending(work, from, notesOf('contacts')),
    () => ascending(work, from, notesOf('companies')),
    () => readUnsorted(work, api, seesAll),
  ];
  for (const part of parts) await permitted(seesAll, undefined, part);
  // Whoever may not read the events learns of deletions by webhooks and sweeps.
  await permitted(false, undefined, () => readEvents(work, api, from));
}

interface Dated {
  updatedAt: number;
}

interface Query {
  limit: number;
  page: number;
  order: { by: 'updated_at'; direction: 'asc' | 'desc' };
  filter?: { updatedAt: { from: number } };
}

interface Changed<T> {
  list: (query: Query) => Promise<Page<T>>;
  save: (account: AccountTx, read: Read<T>) => Promise<void>;
}

/**
 * The oldest change first, and each question begins where the last answer ended: a row that is changed
 * meanwhile goes to the end and moves no other past the reader.
 */
async function ascending<T extends Dated>(
  work: Work,
  since: number,
  changed: Changed<T>,
): Promise<void> {
  let from = since;
  let page = 1;
  for (;;) {
    const query: Query = {
      ...{ limit, page },
      order: { by: 'updated_at', direction: 'asc' },
      filter: { updatedAt: { from } },
    };
    const { answer, times } = await work.ask(() => changed.list(query));
    reportBroken(work, answer);
    const { items } = answer;
    if (items.some(({ updatedAt }) => updatedAt < from)) {
      await work.note({ filters: false });
      return descending(work, since, changed);
    }
    await save(work, changed, { items, ...times });
    const last = items.at(-1)?.updatedAt ?? from;
    if (answer.next === null) return;
    page = last > from ? 1 : page + 1;
    from = last;
  }
}

/** Where filters are not honoured: the latest change first, back to what is known. */
async function descending<T extends Dated>(
  work: Work,
  since: number,
  changed: Changed<T>,
): Promise<void> {
  for (let page = 1; ; page += 1) {
    const order = { by: 'updated_at', direction: 'desc' } as const;
    const { answer, times } = await work.ask(() => changed.list({ limit, page, order }));
    reportBroken(work, answer);
    const items = answer.items.filter(({ updatedAt }) => updatedAt >= since);
    await save(work, changed, { items, ...times });
    if (answer.next === null || items.length < answer.items.length) return;
  }
}

async function save<T>(work: Work, changed: Changed<T>, read: Read<T>): Promise<void> {
  if (read.items.length > 0) await work.save((account) => changed.save(account, read));
}

/** Tasks have no order by change; the filter works everywhere. */
async function readTasks(work: Work, api: AmoApi, from: number): Promise<void> {
  for (let page = 1; ; page += 1) {
    const { answer, times } = await work.ask(() =>
      api.tasks.list({
        ...{ limit, page },
        order: { by: 'id', direction: 'asc' },
        filter: { updatedAt: { from } },
      }),
    );
    reportBroken(work, answer);
    const { items } = answer;
    if (items.length > 0) {
      await work.save(async (account) =>
        addFollowUps(account, 'lead', await saveTasks(account, { items, ...times })),
      );
    }
    if (answer.next === null) return;
  }
}

/** Few wait at a time: all of them are read, and who is no longer among them was sorted. */
async function readUnsorted(work: Work, api: AmoApi, seesAll: boolean): Promise<void> {
  const waiting = new Set<string>();
  for (let page = 1; ; page += 1) {
    const { answer, times } = await work.ask(() => api.unsorted.list({ limit, page }));
    reportBroken(work, answer);
    const { items } = answer;
    for (const { uid } of items) waiting.add(uid);
    if (items.length > 0) {
      await work.save((account) => saveUnsorted(account, { items, ...times }));
    }
    if (answer.next === null) break;
  }
  if (!seesAll) return;
  const known = await work.db
    .select({ uid: mirrorUnsorted.uid })
    .from(mirrorUnsorted)
    .where(eq(mirrorUnsorted.accountId, work.accountId));
  const left = known.map(({ uid }) => uid).filter((uid) => !waiting.has(uid));
  for (let at = 0; at < left.length; at += 50) {
    const { missing, save } = await rereadUnsorted(work, api, left.slice(at, at + 50));
    await work.save((account) => save(account, missing));
  }
}

async function readEvents(work: Work, api: AmoApi, from: number): Promise<void> {
  // What changes from now on is looked for anew.
  await work.note({ eventsDueAt: null });
  for await (const events of eventsSince(api, from)) {
    if (events.length > 0) await work.save((account) => takeEvents(account, events));
  }
}
