import type { Task } from '@foryou-crm/amocrm';
import { and, eq, inArray } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorTasks } from '../tables.ts';
import { replacing, weigh, type Read, type Times } from './card-row.ts';
import { changeOn, leadScopes } from './lead-scopes.ts';
import { awaitEvents, placeTaskEvents } from './save-events.ts';

type TaskRow = typeof mirrorTasks.$inferSelect;

/**
 * Tasks as amoCRM tells them; see `saveLeads`. Answers the leads that tasks which differ hang on, or
 * hung on: amoCRM moves a lead's `closest_task_at` without a word.
 */
export async function saveTasks(
  account: AccountTx,
  { items, ...times }: Read<Task>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const { tx, accountId, importNumber } = account;
  const ids = items.map(({ id }) => id);
  const known = new Map(
    (
      await tx
        .select()
        .from(mirrorTasks)
        .where(and(eq(mirrorTasks.accountId, accountId), inArray(mirrorTasks.id, ids)))
    ).map((row) => [row.id, row]),
  );
  const weighed = items.map((task) =>
    weigh(taskRowOf(accountId, importNumber, task, times), known.get(task.id)),
  );
  await tx
    .insert(mirrorTasks)
    .values(weighed.map(({ row }) => row))
    .onConflictDoUpdate({
      target: [mirrorTasks.accountId, mirrorTasks.id],
      set: replacing(mirrorTasks),
    });
  const news = weighed.filter(({ isNews }) => isNews).map(({ row }) => row);
  const touched = news.flatMap((row) => {
    const before = known.get(row.id);
    return [leadOf(row), before ? leadOf(before) : null];
  });
  await placeTaskEvents(
    account,
    news.map(({ id }) => id),
  );
  const isInHistory = news.some(
    ({ id, isCompleted }) => isCompleted !== (known.get(id)?.isCompleted ?? null),
  );
  if (isInHistory) await awaitEvents(account, times.savedAt);
  const scopes = await leadScopes(account, touched);
  account.changed(news.map((row) => changeOn('task', row.id, leadOf(row), scopes)));
  return [...new Set(touched.flatMap((id) => id ?? []))];
}

/** The lead a task hangs on. */
export const leadOf = (task: Pick<TaskRow, 'entityType' | 'entityId'>): number | null =>
  task.entityType === 'leads' ? task.entityId : null;

function taskRowOf(accountId: number, importNumber: number, task: Task, times: Times): TaskRow {
  return {
    accountId,
    id: task.id,
    entityType: task.entityType,
    entityId: task.entityId,
    typeId: task.taskTypeId,
    text: task.text,
    completeTill: new Date(task.completeTill * 1000),
    durationSeconds: task.duration,
    isCompleted: task.isCompleted,
    result: task.result?.text ?? null,
    responsibleUserId: task.responsibleUserId,
    groupId: task.groupId ?? 0,
    createdBy: task.createdBy,
    createdAt: new Date(task.createdAt * 1000),
    updatedAt: new Date(task.updatedAt * 1000),
    ...times,
    importNumber,
  };
}
