import type { Task as AmoTask } from '@foryou-crm/amocrm';
import type { Task } from '@foryou-crm/contract/lead';
import { eq } from 'drizzle-orm';
import { apiError } from '../../http/problem.ts';
import { readTasks } from '../reading/tasks.ts';
import type { Times } from '../rows/card-row.ts';
import { saveTasks } from '../rows/save-tasks.ts';
import { addFollowUps } from '../sync/hints.ts';
import { mirrorTasks } from '../tables.ts';
import type { Writer } from './writer.ts';

/** Puts a task into the mirror; its lead's closest task is read again. */
export const saveTask = ({ save }: Writer, task: AmoTask, times: Times): Promise<void> =>
  save(async (account) => {
    const leads = await saveTasks(account, { items: [task], ...times });
    await addFollowUps(account, 'lead', leads);
  });

/** Reads a task into the mirror; one that amoCRM does not show to the writer is read again for all. */
export async function rereadTask(writer: Writer, id: number): Promise<void> {
  const { answer, times } = await writer.ask(() => writer.account.api.tasks.get(id));
  if (answer) await saveTask(writer, answer, times);
  else await writer.save((account) => addFollowUps(account, 'task', [id]));
}

/** The task as the writer now sees it in the mirror. */
export async function writtenTask({ db, seeing }: Writer, id: number): Promise<Task> {
  const [found] = await readTasks(db, seeing.viewer, eq(mirrorTasks.id, id), 1);
  if (!found) throw apiError.notFound('The task is not yours to see.');
  return found.task;
}
