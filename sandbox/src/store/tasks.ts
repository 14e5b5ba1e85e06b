import type { Change } from './changes.ts';
import type { Task } from './model.ts';

/**
 * A task leaves without a trace but in the history. The API cannot do this (405); the web interface
 * can, and so can control.
 */
export function deleteTask(task: Task): Change {
  return { entity: 'task', before: task, after: null };
}
