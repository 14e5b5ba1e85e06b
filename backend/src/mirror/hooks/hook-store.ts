import { sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { mirrorHooks } from '../tables.ts';

export type NewHook = Omit<typeof mirrorHooks.$inferInsert, 'receivedAt'>;

/** Rows in one statement, and rows in this process that are not stored yet. */
const batch = 1000;
const mostWaiting = 20_000;

/**
 * Stores hooks; resolves when they are committed. Those that come while a statement is under way share
 * the next one, so that a flood costs a commit a batch and not a commit a hook.
 */
export function createHookStore(db: Database): (hooks: readonly NewHook[]) => Promise<void> {
  let waiting: { hooks: readonly NewHook[]; done: PromiseWithResolvers<undefined> }[] = [];
  let rows = 0;
  let isStoring = false;

  async function store(): Promise<void> {
    isStoring = true;
    while (waiting.length > 0) {
      const taken = waiting;
      waiting = [];
      try {
        const hooks = taken.flatMap((one) => one.hooks);
        for (let at = 0; at < hooks.length; at += batch) await insert(hooks.slice(at, at + batch));
        for (const { done } of taken) done.resolve(undefined);
      } catch (error) {
        for (const { done } of taken) done.reject(error);
      }
      rows = waiting.reduce((sum, { hooks }) => sum + hooks.length, 0);
    }
    isStoring = false;
  }

  // One text whatever the number of rows: neither side has to read a longer statement each time.
  const insert = (hooks: readonly NewHook[]) =>
    db.execute(sql`
      insert into ${mirrorHooks} (account_id, entity, action, entity_id, uid, card, received_at)
      select "accountId", entity, action, "entityId", uid, card, clock_timestamp()
      from json_to_recordset(${JSON.stringify(hooks)}::json) as hook (
        "accountId" bigint, entity text, action text, "entityId" bigint, uid text, card text)`);

  return async (hooks) => {
    if (hooks.length === 0) return;
    if (rows + hooks.length > mostWaiting) {
      throw apiError.retryLater('busy', 'Too many webhooks at once.', { retryAfter: 5 });
    }
    const done = Promise.withResolvers<undefined>();
    waiting.push({ hooks, done });
    rows += hooks.length;
    if (!isStoring) void store();
    await done.promise;
  };
}
