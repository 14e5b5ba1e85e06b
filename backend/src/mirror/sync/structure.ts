import { AmoError, type AmoApi, type User } from '@foryou-crm/amocrm';
import { eq } from 'drizzle-orm';
import { amoCrmAccounts } from '../../database/schema.ts';
import { ApiError, apiError } from '../../http/problem.ts';
import type { AccountTx } from '../account-lock.ts';
import { beginning } from '../import/run-import.ts';
import type { Read } from '../rows/card-row.ts';
import { savePipelines } from '../rows/save-pipelines.ts';
import { saveSettings } from '../rows/save-settings.ts';
import { saveUsers } from '../rows/save-users.ts';
import type { MirrorAccount } from './lease.ts';
import { noteReader, type Reader } from './readers.ts';
import { readSettings } from './settings.ts';
import { noteIn, type Work } from './work.ts';

/**
 * Who the account's people are and what each may see, its pipelines and settings, and whose token reads it: an
 * administrator's when there is one. An administrator who came later has everything read anew.
 */
export async function refreshStructure(work: Work): Promise<void> {
  const state = await work.state();
  const readers = await work.readers();
  const found = await findAdmin(work, readers);
  const eyes = found?.reader ?? readers[0];
  if (!eyes) throw apiError.notConnected('No connection of the account works.');
  const api = await work.apiOf(eyes);
  const known = await api.account.get({
    with: ['is_api_filter_enabled', 'datetime_settings', 'task_types'],
  });
  const isSwitchedOn = known.isApiFilterEnabled ?? false;
  const isSettled = state.filters !== null && state.filters === isSwitchedOn;
  const filters = isSettled ? state.filters : await honoursFilters(work, api);
  const pipelines = await api.pipelines.list();
  const settings = await readSettings(work, api);
  const next = found ? withAdmin(work, state, found.reader) : withoutAdmin(work, state, readers);
  await work.save(async (account) => {
    // Whoever is known needs no looking for: see `discoverAccounts`.
    for (const { connectionId } of readers) {
      await noteReader(account.tx, account.accountId, connectionId, {});
    }
    if (found) await saveUsers(account, found.users);
    await savePipelines(account, pipelines);
    await saveSettings(account, { ...settings, taskTypes: known.taskTypes });
    await account.tx
      .update(amoCrmAccounts)
      .set({ name: known.name, isApiFilterEnabled: isSwitchedOn, updatedAt: work.in(0) })
      .where(eq(amoCrmAccounts.accountId, account.accountId));
    if (!found && state.coverage === 'full' && state.importStep === 'done') {
      await handOver(account, state, readers, work.in(0));
    }
    await noteIn(account.tx, account.accountId, {
      filters,
      structureDueAt: work.in(work.rhythm.structure),
      ...next,
    });
    if (next.importStep !== undefined) account.changed([{ entity: 'sync' }]);
  });
}

/** The account's columns once an administrator reads it. */
function withAdmin(work: Work, state: MirrorAccount, reader: Reader): Partial<MirrorAccount> {
  const readerId = reader.connectionId;
  if (state.importStep !== 'account' && state.coverage === 'full') return { readerId };
  // Only administrators may subscribe: whoever was looked at before them could not.
  return { readerId, coverage: 'full', hookDueAt: null, ...begun(work, state) };
}

/** The account's columns while nobody sees all of it. */
function withoutAdmin(
  work: Work,
  state: MirrorAccount,
  readers: readonly Reader[],
): Partial<MirrorAccount> {
  if (state.importStep === 'account') return { coverage: 'seen', ...begun(work, state) };
  if (state.coverage === 'full') return { coverage: 'seen', readerId: null };
  const isNew = readers.some(({ importedAt }) => importedAt === null);
  if (state.importStep !== 'done' || !isNew) return {};
  const importStartedAt = work.in(0);
  return { ...fromTheStart, importStartedAt, importFinishedAt: null, readerId: null };
}

const fromTheStart = { importStep: 'leads', importNext: null } as const;

/** The columns of an import that begins now, and of a delta that follows it. */
function begun(work: Work, state: MirrorAccount): Partial<MirrorAccount> {
  const now = work.in(0);
  return {
    ...beginning(state, now),
    importFinishedAt: null,
    deltaAt: state.deltaAt ?? now,
    deltaDueAt: work.in(work.rhythm.deltaAlone),
    sweepDueAt: work.in(work.rhythm.sweep),
  };
}

/** What an administrator has read the others need not read again. */
async function handOver(
  { tx, accountId }: AccountTx,
  { deltaAt }: MirrorAccount,
  readers: readonly Reader[],
  importedAt: Date,
): Promise<void> {
  for (const { connectionId } of readers) {
    await noteReader(tx, accountId, connectionId, { importedAt, deltaAt });
  }
}

/**
 * An administrator among the readers, and all users. amoCRM lists users for administrators only;
 * brokers are asked again now and then, since they may have become one.
 */
async function findAdmin(
  work: Work,
  readers: readonly Reader[],
): Promise<{ reader: Reader; users: Read<User> } | null> {
  const isOld = ({ checkedAt }: Reader) =>
    checkedAt === null || checkedAt <= work.in(-work.rhythm.reader);
  const candidates = [
    ...readers.filter(({ isAdmin }) => isAdmin === true),
    ...readers.filter((reader) => reader.isAdmin !== true && isOld(reader)),
  ];
  for (const reader of candidates) {
    const users = await usersAs(work, reader);
    const isAdmin = users?.items.find(({ id }) => id === reader.amoUserId)?.isAdmin ?? false;
    await work.save(({ tx, accountId }) =>
      noteReader(tx, accountId, reader.connectionId, { isAdmin, checkedAt: work.in(0) }),
    );
    if (users && isAdmin) return { reader, users };
  }
  return null;
}

/** Null when this reader may not see them, or cannot be asked: then the next one may. */
async function usersAs(work: Work, reader: Reader): Promise<Read<User> | null> {
  try {
    const api = await work.apiOf(reader);
    const { answer, times } = await work.ask(async () => {
      const users: User[] = [];
      for await (const page of api.users.pages({ limit: 250 })) {
        if (page.broken.length > 0) throw new AmoError('invalid_response');
        users.push(...page.items);
      }
      return users;
    });
    return { items: answer, ...times };
  } catch (error) {
    if (error instanceof AmoError && error.code === 'forbidden') return null;
    const kind = error instanceof ApiError ? error.problem.kind : null;
    if (kind === 'not_connected' || kind === 'reconnect_required') return null;
    throw error;
  }
}

/** Asks for what was changed in ten years' time: whoever answers anything does not filter. */
async function honoursFilters(work: Work, api: AmoApi): Promise<boolean> {
  const from = Math.floor(work.in(10 * 365 * 86_400).getTime() / 1000);
  const { items, broken } = await api.leads.list({ limit: 1, filter: { updatedAt: { from } } });
  return items.length + broken.length === 0;
}
