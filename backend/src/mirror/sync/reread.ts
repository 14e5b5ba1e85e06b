import { AmoError, type AmoApi, type Contact, type Page } from '@foryou-crm/amocrm';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import type { Read, Times } from '../rows/card-row.ts';
import {
  removeCompanies,
  removeContacts,
  removeLeads,
  removeNotes,
  removeTasks,
  removeUnsorted,
} from '../rows/remove.ts';
import { saveCompanies } from '../rows/save-companies.ts';
import { saveContacts } from '../rows/save-contacts.ts';
import { saveLeads } from '../rows/save-leads.ts';
import { saveNotes, type CardKind } from '../rows/save-notes.ts';
import { saveTasks } from '../rows/save-tasks.ts';
import { saveUnsorted } from '../rows/save-unsorted.ts';
import {
  addBelongings,
  addCardsOfCompanies,
  addFollowUps,
  addLeadsOfContacts,
  addMissingCards,
  type HintedEntity,
} from './hints.ts';
import { mirrorContacts, mirrorUnsorted } from '../tables.ts';
import type { Work } from './work.ts';

/** Some things asked for by id: those that came, and those that amoCRM does not have for this reader. */
export interface Reread<Id> {
  missing: Id[];
  /** Saves what came, and removes `gone`, which are those of the missing that are known to be gone. */
  save(account: AccountTx, gone: readonly Id[]): Promise<void>;
}

/** How many are asked for in one call, and one by one where amoCRM has no filter. */
export const inOneCall = 100;
export const oneByOne = 20;

/** How many may be asked for at a time. */
export const mostAtOnce = (entity: HintedEntity, filters: boolean | null): number =>
  entity === 'task' || filters === true ? inOneCall : oneByOne;

/** Asks for cards or tasks by id. */
export function reread(
  work: Work,
  api: AmoApi,
  entity: HintedEntity,
  ids: readonly number[],
  filters: boolean,
): Promise<Reread<number>> {
  const limit = 250;
  switch (entity) {
    case 'lead': {
      const query = { with: ['contacts'] } as const;
      return byIds(work, ids, {
        list: filters ? () => api.leads.list({ limit, ...query, filter: { id: ids } }) : null,
        get: (id) => api.leads.get(id, query),
        async save(account, read, gone) {
          const news = await saveLeads(account, read);
          await addBelongings(account, 'leads', await removeLeads(account, gone, read));
          await addMissingCards(account, news);
        },
      });
    }
    case 'contact': {
      const query = { with: ['leads'] } as const;
      return byIds(work, ids, {
        list: filters ? () => api.contacts.list({ limit, ...query, filter: { id: ids } }) : null,
        get: (id) => api.contacts.get(id, query),
        async save(account, read, gone) {
          const items = filters ? read.items : await withoutIncoming(account, read.items);
          await saveContacts(account, { ...read, items });
          await addBelongings(account, 'contacts', await removeContacts(account, gone, read));
          const none = gone.map((id) => ({ id, leadIds: [] }));
          await addLeadsOfContacts(account, [...read.items, ...none]);
        },
      });
    }
    case 'company': {
      const query = { with: ['leads', 'contacts'] } as const;
      return byIds(work, ids, {
        list: filters ? () => api.companies.list({ limit, ...query, filter: { id: ids } }) : null,
        get: (id) => api.companies.get(id, query),
        async save(account, read, gone) {
          await saveCompanies(account, read);
          await addBelongings(account, 'companies', await removeCompanies(account, gone, read));
          const none = gone.map((id) => ({ id, leadIds: [], contactIds: [] }));
          await addCardsOfCompanies(account, [...read.items, ...none]);
        },
      });
    }
    case 'task':
      return byIds(work, ids, {
        list: () => api.tasks.list({ limit, filter: { id: ids } }),
        get: (id) => api.tasks.get(id),
        async save(account, read, gone) {
          const leads = await saveTasks(account, read);
          leads.push(...(await removeTasks(account, gone, read)));
          await addFollowUps(account, 'lead', leads);
        },
      });
  }
}

/**
 * amoCRM's lists hide the contacts that came with an incoming lead until somebody accepts it; asked for
 * one by one, they answer.
 */
async function withoutIncoming(
  { tx, accountId }: AccountTx,
  contacts: readonly Contact[],
): Promise<Contact[]> {
  if (contacts.length === 0) return [];
  const ids = contacts.map(({ id }) => id);
  const waiting = await tx
    .select({ id: mirrorUnsorted.contactId })
    .from(mirrorUnsorted)
    .leftJoin(
      mirrorContacts,
      and(
        eq(mirrorContacts.accountId, mirrorUnsorted.accountId),
        eq(mirrorContacts.id, mirrorUnsorted.contactId),
        isNull(mirrorContacts.deletedAt),
      ),
    )
    .where(
      and(
        eq(mirrorUnsorted.accountId, accountId),
        inArray(mirrorUnsorted.contactId, ids),
        isNull(mirrorContacts.id),
      ),
    );
  const hidden = new Set(waiting.map(({ id }) => id));
  return contacts.filter(({ id }) => !hidden.has(id));
}

/** Asks for notes by id. */
export const rereadNotes = (
  work: Work,
  api: AmoApi,
  kind: CardKind,
  ids: readonly number[],
): Promise<Reread<number>> =>
  byIds(work, ids, {
    list: () => api.notes.list(kind, { limit: 250, filter: { id: ids } }),
    get: (id) => api.notes.get(kind, id),
    async save(account, read, gone) {
      await saveNotes(account, kind, read);
      await removeNotes(account, kind, gone, read);
    },
  });

/** Asks for incoming leads by uid. */
export async function rereadUnsorted(
  work: Work,
  api: AmoApi,
  uids: readonly string[],
): Promise<Reread<string>> {
  const { answer, times } = await work.ask(() =>
    api.unsorted.list({ limit: 250, filter: { uid: uids } }),
  );
  const asked = new Set(uids);
  const items = answer.items.filter(({ uid }) => asked.has(uid));
  const isWhole = answer.broken.length === 0 && answer.next === null;
  const came = new Set(items.map(({ uid }) => uid));
  return {
    missing: isWhole ? uids.filter((uid) => !came.has(uid)) : [],
    async save(account, gone) {
      await saveUnsorted(account, { items, ...times });
      const { leadIds, contactIds } = await removeUnsorted(account, gone, times);
      await addFollowUps(account, 'lead', leadIds);
      await addFollowUps(account, 'contact', contactIds);
    },
  };
}

interface ById<T> {
  /** Null where amoCRM cannot filter. */
  list: (() => Promise<Page<T>>) | null;
  get: (id: number) => Promise<T | null>;
  save: (account: AccountTx, read: Read<T>, gone: readonly number[]) => Promise<void>;
}

async function byIds<T extends { id: number }>(
  work: Work,
  ids: readonly number[],
  { list, get, save }: ById<T>,
): Promise<Reread<number>> {
  const { answer, times } = await work.ask(() =>
    list === null ? eachOf(ids, get) : listOf(work, ids, list, get),
  );
  const { items, unread } = answer;
  const known = new Set([...items.map(({ id }) => id), ...unread]);
  if (unread.length > 0) {
    work.log.warn(
      { account: work.accountId, items: unread.length },
      'amoCRM sent unreadable items',
    );
  }
  return {
    missing: ids.filter((id) => !known.has(id)),
    save: (account, gone) => save(account, readOf(items, times), gone),
  };
}

const readOf = <T>(items: readonly T[], times: Times): Read<T> => ({ items, ...times });

interface Answered<T> {
  items: T[];
  /** There, and not to be read. */
  unread: number[];
}

async function listOf<T extends { id: number }>(
  work: Work,
  ids: readonly number[],
  list: () => Promise<Page<T>>,
  get: (id: number) => Promise<T | null>,
): Promise<Answered<T>> {
  const { items, broken, next } = await list();
  const asked = new Set(ids);
  // Somebody else's ids: the filter was not honoured, and what is missing proves nothing.
  if (next !== null || items.some(({ id }) => !asked.has(id))) {
    await work.note({ filters: false });
    return eachOf(ids, get);
  }
  const unread = broken.map(({ id }) => id);
  if (unread.includes(null)) return { items, unread: [...ids] };
  return { items, unread: unread.filter((id) => typeof id === 'number') };
}

async function eachOf<T>(
  ids: readonly number[],
  get: (id: number) => Promise<T | null>,
): Promise<Answered<T>> {
  const answered: Answered<T> = { items: [], unread: [] };
  for (const id of ids) {
    try {
      const item = await get(id);
      if (item !== null) answered.items.push(item);
    } catch (error) {
      if (!(error instanceof AmoError) || error.code !== 'invalid_response') throw error;
      answered.unread.push(id);
    }
  }
  return answered;
}
