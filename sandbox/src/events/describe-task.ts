import type { NewEvent } from '../store/changes.ts';
import type { Task } from '../store/model.ts';
import { compared, event, systemNoteId } from './parts.ts';
import type { About } from './parts.ts';
import * as value from './values.ts';

/** What happened to a task. Such events are about the task, not about its card. */
export function describeTask(before: Task | null, after: Task | null, place: number): NewEvent[] {
  const task = after ?? before;
  if (task === null) return [];
  const about: About = { entityType: 'task', entityId: task.id };
  if (after === null) return [event(about, 'task_deleted')];
  const told = before === null ? [event(about, 'task_added')] : edits(about, before, after);
  if (after.isCompleted && before?.isCompleted !== true) told.push(event(about, 'task_completed'));
  if (after.result !== null && after.result !== before?.result) {
    // The result is a note of amoCRM's own kind; what it says stands in the task.
    told.push(event(about, 'task_result_added', [value.note(systemNoteId(place + told.length))]));
  }
  return told;
}

function edits(about: About, was: Task, is: Task): NewEvent[] {
  return [
    ...compared(about, 'task_text_changed', was.text, is.text, value.taskText),
    ...compared(about, 'task_type_changed', was.taskTypeId, is.taskTypeId, value.taskType),
    ...compared(about, 'task_deadline_changed', was.completeTill, is.completeTill, value.deadline),
    ...compared(
      about,
      'entity_responsible_changed',
      was.responsibleUserId,
      is.responsibleUserId,
      value.responsible,
    ),
  ];
}
