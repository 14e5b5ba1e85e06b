import type { AmoApi } from '@foryou-crm/amocrm';
import { and, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import type { MirrorAccount } from '../sync/lease.ts';
import { mostAtOnce, reread, rereadUnsorted } from '../sync/reread.ts';
import type { HintedEntity } from '../sync/hints.ts';
import type { Work } from '../sync/work.ts';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeads,
  mirrorTasks,
  mirrorUnsorted,
} from '../tables.ts';
import type { PagedStep } from './pages.ts';

const entities: Record<Exclude<PagedStep, 'unsorted' | 'notes' | 'events'>, HintedEntity> = {
  leads: 'lead',
  contacts: 'contact',
  companies: 'company',
  tasks: 'task',
};

/**
 * What an import has not shown is gone, or slipped from page to page while it was read: it is asked
 * for by id, a few at a time, and removed only when amoCRM does not have it. True: none is left.
 */
export async function confirmUnseen(
  work: Work,
  api: AmoApi,
  step: PagedStep,
  { importNumber, filters }: MirrorAccount,
): Promise<boolean> {
  if (step === 'notes' || step === 'events') return true;
  if (step === 'unsorted') return confirmUnsorted(work, api, importNumber);
  const entity = entities[step];
  const most = mostAtOnce(entity, filters);
  const ids = await unseenOf(work, entity, importNumber, most);
  if (ids.length === 0) return true;
  const { missing, save } = await reread(work, api, entity, ids, filters === true);
  await work.save(async (account) => {
    await save(account, missing);
    await markSeen(account, entity, ids);
  });
  return ids.length < most;
}

async function confirmUnsorted(work: Work, api: AmoApi, importNumber: number): Promise<boolean> {
  const { db, accountId } = work;
  const most = 50;
  const rows = await db
    .select({ uid: mirrorUnsorted.uid })
    .from(mirrorUnsorted)
    .where(
      and(eq(mirrorUnsorted.accountId, accountId), lt(mirrorUnsorted.importNumber, importNumber)),
    )
    .limit(most);
  const uids = rows.map(({ uid }) => uid);
  if (uids.length === 0) return true;
  const { missing, save } = await rereadUnsorted(work, api, uids);
  await work.save(async (account) => {
    await save(account, missing);
    await account.tx
      .update(mirrorUnsorted)
      .set({ importNumber: account.importNumber })
      .where(and(eq(mirrorUnsorted.accountId, accountId), inArray(mirrorUnsorted.uid, uids)));
  });
  return uids.length < most;
}

const tables = {
  lead: mirrorLeads,
  contact: mirrorContacts,
  company: mirrorCompanies,
  task: mirrorTasks,
} as const;

async function unseenOf(
  { db, accountId }: Work,
  entity: HintedEntity,
  importNumber: number,
  most: number,
): Promise<number[]> {
  const table = tables[entity];
  const there =
    entity === 'task' ? eq(mirrorTasks.isCompleted, false) : isNull(tables[entity].deletedAt);
  const rows = await db
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.accountId, accountId), lt(table.importNumber, importNumber), there))
    .orderBy(desc(table.id))
    .limit(most);
  return rows.map(({ id }) => id);
}

/** None is asked for twice, whatever the answer was. */
async function markSeen(
  { tx, accountId, importNumber }: AccountTx,
  entity: HintedEntity,
  ids: readonly number[],
): Promise<void> {
  const table = tables[entity];
  await tx
    .update(table)
    .set({ importNumber })
    .where(and(eq(table.accountId, accountId), inArray(table.id, [...ids])));
}
