import type { AmoApi } from '@foryou-crm/amocrm';
import { and, asc, eq, inArray } from 'drizzle-orm';
import { ApiError } from '../../http/problem.ts';
import type { AccountTx } from '../account-lock.ts';
import type { CardKind } from '../rows/save-notes.ts';
import { permitted } from '../sync/permitted.ts';
import { addBelongings, toldDeleted, type HintedEntity } from '../sync/hints.ts';
import { mostAtOnce, reread, rereadNotes, rereadUnsorted, type Reread } from '../sync/reread.ts';
import type { Work } from '../sync/work.ts';
import { mirrorHooks } from '../tables.ts';

type HookRow = typeof mirrorHooks.$inferSelect;

/** How many hooks a turn looks at, so that a flood in one account leaves turns to the others. */
const batch = 1000;
const entities: readonly HintedEntity[] = ['task', 'contact', 'company', 'lead'];
const kinds: readonly CardKind[] = ['leads', 'contacts', 'companies'];

/** Whether any hook waits. */
export async function hasHooks({
  db,
  accountId,
}: Pick<Work, 'db' | 'accountId'>): Promise<boolean> {
  const ofAccount = eq(mirrorHooks.accountId, accountId);
  const rows = await db.select({ id: mirrorHooks.id }).from(mirrorHooks).where(ofAccount).limit(1);
  return rows.length > 0;
}

/**
 * Reads again what the hooks in line name, many in one call and each once however often it is named;
 * a hook leaves the line in the transaction that saves what it was about. False: there was none.
 */
export async function processHooks(work: Work): Promise<boolean> {
  const { db, accountId } = work;
  const rows = await db
    .select()
    .from(mirrorHooks)
    .where(eq(mirrorHooks.accountId, accountId))
    .orderBy(asc(mirrorHooks.id))
    .limit(batch);
  if (rows.length === 0) return false;
  const { coverage, readerId, filters } = await work.state();
  const eyes = await eyesOf(work, coverage === 'full' ? readerId : null);
  if (eyes.length === 0) {
    await work.note({ structureDueAt: null });
    return true;
  }
  const seesAll = coverage === 'full';
  for (const entity of entities) {
    await rereadAll(work, eyes, seesAll, mostAtOnce(entity, filters), {
      rows: rows.filter((row) => row.entity === entity),
      idOf: ({ entityId }) => entityId,
      read: (api, ids) => reread(work, api, entity, ids, filters === true),
      also: (account, done) => addMoved(account, entity, done),
    });
  }
  for (const kind of kinds) {
    await rereadAll(work, eyes, seesAll, 100, {
      rows: rows.filter((row) => row.entity === 'note' && row.card === kind),
      idOf: ({ entityId }) => entityId,
      read: (api, ids) => rereadNotes(work, api, kind, ids),
    });
  }
  await rereadAll(work, eyes, seesAll, 50, {
    rows: rows.filter((row) => row.entity === 'unsorted'),
    idOf: ({ uid }) => uid,
    read: (api, uids) => rereadUnsorted(work, api, uids),
  });
  return true;
}

interface Named<Id extends string | number> {
  rows: readonly HookRow[];
  idOf: (row: HookRow) => Id | null;
  read: (api: AmoApi, ids: readonly Id[]) => Promise<Reread<Id>>;
  /** What else follows from these hooks. */
  also?: (account: AccountTx, rows: readonly HookRow[]) => Promise<void>;
}

const cards: Readonly<Record<HintedEntity, CardKind | null>> = {
  lead: 'leads',
  contact: 'contacts',
  company: 'companies',
  task: null,
};
const trashing = new Set(['delete', 'restore', toldDeleted]);

/** A card that was merged into another and taken back is there as before, but its notes are not. */
async function addMoved(
  account: AccountTx,
  entity: HintedEntity,
  rows: readonly HookRow[],
): Promise<void> {
  const card = cards[entity];
  const ids = rows.flatMap(({ action, entityId }) =>
    trashing.has(action) ? (entityId ?? []) : [],
  );
  if (card !== null) await addBelongings(account, card, [...new Set(ids)]);
}

async function rereadAll<Id extends string | number>(
  work: Work,
  eyes: readonly AmoApi[],
  seesAll: boolean,
  most: number,
  { rows, idOf, read, also }: Named<Id>,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = [...new Set(rows.flatMap((row) => idOf(row) ?? []))].slice(0, most);
  const wanted = new Set(ids);
  const done = rows.filter((row) => {
    const id = idOf(row);
    return id === null || wanted.has(id);
  });
  const told = new Set(
    done.flatMap((row) => (row.action === toldDeleted ? (idOf(row) ?? []) : [])),
  );
  let left = ids;
  for (const [place, api] of eyes.entries()) {
    if (left.length === 0) break;
    const asked = left;
    const nothing = { missing: asked, save: () => Promise.resolve() };
    const { missing, save } = await permitted(seesAll, nothing, () => read(api, asked));
    const isLast = place === eyes.length - 1;
    // Whoever does not see everything proves nothing by not seeing it.
    const gone = isLast ? missing.filter((id) => seesAll || told.has(id)) : [];
    await work.save(async (account) => {
      await save(account, gone);
      if (!isLast && missing.length > 0) return;
      await also?.(account, done);
      await forget(account, done);
    });
    left = missing;
  }
  if (ids.length === 0) await work.save((account) => forget(account, done));
}

async function forget({ tx, accountId }: AccountTx, rows: readonly HookRow[]): Promise<void> {
  const ids = rows.map(({ id }) => id);
  await tx
    .delete(mirrorHooks)
    .where(and(eq(mirrorHooks.accountId, accountId), inArray(mirrorHooks.id, ids)));
}

/** The administrator who reads, or all who are connected. */
async function eyesOf(work: Work, readerId: string | null): Promise<AmoApi[]> {
  const readers = await work.readers();
  const chosen =
    readerId === null ? readers : readers.filter(({ connectionId }) => connectionId === readerId);
  const apis: AmoApi[] = [];
  for (const reader of chosen) {
    try {
      apis.push(await work.apiOf(reader));
    } catch (error) {
      const kind = error instanceof ApiError ? error.problem.kind : null;
      if (kind !== 'not_connected' && kind !== 'reconnect_required') throw error;
    }
  }
  return apis;
}
