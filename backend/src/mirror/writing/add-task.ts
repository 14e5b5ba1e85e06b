import { taskSchema, type Task } from '@foryou-crm/contract/lead';
import type { NewTask } from '@foryou-crm/contract/writing';
import { z } from 'zod';
import { makeOnce, notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { seenLead } from './seen.ts';
import { rereadTask, writtenTask } from './task-read.ts';
import { seeingOf, writerOf, type Writer } from './writer.ts';

/**
 * Sets a task on a lead.
 * @throws {ApiError} `not_found`, also for a lead that is not the caller's to see; what amoCRM refuses
 */
export async function addTask(
  parts: WritingParts,
  { userId, key }: { userId: string; key: string },
  leadId: number,
  wanted: NewTask,
): Promise<Task> {
  const seeing = await seeingOf(parts, userId);
  await seenLead(parts.db, seeing, leadId);
  const writer = await writerOf(parts, userId, seeing);
  const { api, accountId, amoUserId } = writer.account;
  const task = {
    entityType: 'leads',
    entityId: leadId,
    text: wanted.text,
    completeTill: Math.floor(Date.parse(wanted.dueAt) / 1000),
    taskTypeId: wanted.typeId,
    duration: wanted.durationSeconds,
    responsibleUserId: wanted.responsibleUserId ?? amoUserId,
  } as const;
  return makeOnce(
    parts,
    { userId, route: 'POST /leads/:id/tasks', key, body: [accountId, amoUserId, leadId, wanted] },
    {
      made: z.object({ id: z.int() }),
      answer: taskSchema,
      async send() {
        const [added] = await api.tasks.add([task]);
        if (!added) throw notYetKnown();
        return { id: added.id };
      },
      find: (since) => findTasks(writer, task, since),
      async finish({ id }) {
        await rereadTask(writer, id);
        return writtenTask(writer, id);
      },
    },
  );
}

/** The tasks that the caller has set on the lead since then, and that say the same. */
async function findTasks(
  { account: { api, amoUserId } }: Writer,
  wanted: { entityId: number; text: string; completeTill: number; responsibleUserId: number },
  since: Date,
): Promise<{ id: number }[]> {
  const from = Math.floor(since.getTime() / 1000);
  const { items } = await api.tasks.list({
    limit: 250,
    order: { by: 'id', direction: 'desc' },
    filter: { entityType: 'leads', entityId: wanted.entityId, updatedAt: { from } },
  });
  return items
    .filter(
      (task) =>
        task.text === wanted.text &&
        task.completeTill === wanted.completeTill &&
        task.responsibleUserId === wanted.responsibleUserId &&
        task.createdBy === amoUserId &&
        task.createdAt >= from,
    )
    .map(({ id }) => ({ id }));
}
