import type { Task } from '@foryou-crm/contract/lead';
import type { TaskCompletion } from '@foryou-crm/contract/writing';
import { apiError } from '../../http/problem.ts';
import { addFollowUps } from '../sync/hints.ts';
import { notYetKnown } from './once.ts';
import type { WritingParts } from './parts.ts';
import { isCertain, worded } from './refusal.ts';
import { seenTask } from './seen.ts';
import { rereadTask, saveTask, writtenTask } from './task-read.ts';
import { seeingOf, writerOf } from './writer.ts';
import { asOnlyWriter } from './write-lock.ts';

/**
 * Closes a task with what came of it. Doing it again with the same result is fine.
 * @throws {ApiError} `not_found`; `conflict` when it was closed with another result; what amoCRM refuses
 */
export async function completeTask(
  parts: WritingParts,
  userId: string,
  id: number,
  { result }: TaskCompletion,
): Promise<Task> {
  const { db, at } = parts;
  const seeing = await seeingOf(parts, userId);
  await seenTask(db, seeing, id);
  const writer = await writerOf(parts, userId, seeing);
  const { api, accountId } = writer.account;
  const isDone = (task: { isCompleted: boolean; result: { text: string } | null }) =>
    task.isCompleted && (task.result?.text ?? '') === result;

  return asOnlyWriter(db, { accountId, entity: 'task', entityId: String(id) }, (lock) =>
    worded(async () => {
      const { answer: before, times } = await writer.ask(() => api.tasks.get(id));
      if (before === null) {
        await writer.save((account) => addFollowUps(account, 'task', [id]));
        throw apiError.notFound('No such task.');
      }
      if (before.isCompleted) {
        await saveTask(writer, before, times);
        if (isDone(before)) return writtenTask(writer, id);
        throw apiError.conflictOf('already_done', 'The task was closed with another result.');
      }
      await lock.check();
      await at?.('change.sending');
      try {
        if (result === '') await api.tasks.patch(id, { isCompleted: true });
        else await api.tasks.complete(id, result);
      } catch (error) {
        if (isCertain(error)) throw error;
        const after = await api.tasks.get(id).catch(() => null);
        if (after === null || !isDone(after)) throw notYetKnown(error);
      }
      await at?.('change.made');
      await rereadTask(writer, id);
      await at?.('change.mirrored');
      return writtenTask(writer, id);
    }),
  );
}
