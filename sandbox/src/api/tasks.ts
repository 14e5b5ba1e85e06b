import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Task } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { listed } from './query.ts';
import { canSeeTask, groupOf } from './rights.ts';
import { mentions, sift, sorted } from './select.ts';
import { get, patch, post } from './route.ts';
import type { ApiRoute } from './route.ts';
import { changeTask, changeTasks, createTasks } from './tasks/write.ts';

export const tasksRoutes: readonly ApiRoute[] = [
  get('/api/v4/tasks', listTasks),
  post('/api/v4/tasks', createTasks),
  patch('/api/v4/tasks', changeTasks),
  get('/api/v4/tasks/:first', oneTask),
  patch('/api/v4/tasks/:first', changeTask),
];

/** `GET /api/v4/tasks`. These filters are amoCRM's own and work in every account. */
export function listTasks(call: ApiCall): Answer {
  const { account, query } = call;
  const seen = [...account.tasks.values()].filter(
    (task) => canSeeTask(call.viewer, account, task) && mentions(query, [task.text]),
  );
  // An entity id means nothing without the type it belongs to.
  const byEntity: Record<string, (task: Task) => number | null> =
    listed(query.filter, 'entity_type') === null ? {} : { entity_id: (task) => task.entityId };
  const chosen = sift(
    seen,
    query,
    {
      id: (task) => task.id,
      responsible_user_id: (task) => task.responsibleUserId,
      is_completed: (task) => task.isCompleted,
      task_type: (task) => task.taskTypeId,
      task_type_id: (task) => task.taskTypeId,
      entity_type: (task) => task.entityType,
      ...byEntity,
    },
    { updated_at: (task) => task.updatedAt },
    'after',
  );
  const rows = sorted(chosen, query, {
    id: (task) => task.id,
    created_at: (task) => task.createdAt,
    complete_till: (task) => task.completeTill,
  });
  return page(call, 'tasks', rows, (task) => taskBody(call, task));
}

/** `GET /api/v4/tasks/{id}`; 204 for a task that is not there or not for these eyes. */
export function oneTask(call: ApiCall, id: number): Answer {
  const task = call.account.tasks.get(id);
  if (task === undefined || !canSeeTask(call.viewer, call.account, task)) return nothing();
  return ok(taskBody(call, task));
}

function taskBody(call: ApiCall, task: Task): object {
  return {
    id: task.id,
    created_by: task.createdBy,
    updated_by: task.updatedBy,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    responsible_user_id: task.responsibleUserId,
    group_id: groupOf(call.account, task.responsibleUserId),
    entity_id: task.entityId,
    entity_type: task.entityType,
    duration: task.duration,
    is_completed: task.isCompleted,
    task_type_id: task.taskTypeId,
    text: task.text,
    // PHP's empty array, where everyone expects an object.
    result: task.result === null ? [] : { text: task.result },
    complete_till: task.completeTill,
    account_id: call.account.id,
    _links: self(call, `/api/v4/tasks/${task.id}`),
  };
}
