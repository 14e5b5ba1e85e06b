import type { Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import type { Direction, OneOrMany, PageQuery, Range } from '../../query.ts';
import type { EntityType } from '../entity-type.ts';
import { reads, type Reads } from '../reads.ts';
import { writes, type Writes } from '../writes.ts';
import type { Patched } from '../written.ts';
import { taskSchema, type Task } from './task.ts';

export interface TasksQuery extends PageQuery {
  order?: { by: 'created_at' | 'complete_till' | 'id'; direction: Direction };
  /** These filters work in every account. */
  filter?: {
    id?: OneOrMany<number>;
    responsibleUserId?: OneOrMany<number>;
    isCompleted?: boolean;
    taskType?: OneOrMany<number>;
    entityType?: EntityType;
    /** Needs `entityType`. */
    entityId?: OneOrMany<number>;
    /** Unix seconds. */
    updatedAt?: Range;
  };
}

interface TaskFields {
  responsibleUserId?: number;
  /** Both or neither: a task may hang on nothing. */
  entityType?: EntityType;
  entityId?: number;
  taskTypeId?: number;
  /** Seconds. */
  duration?: number;
  isCompleted?: boolean;
  result?: { text: string };
  createdBy?: number;
  updatedBy?: number;
  /** Unix seconds. */
  createdAt?: number;
  updatedAt?: number;
}

/** A task to create; the responsible user is the token's own when not given. */
export interface NewTask extends TaskFields, Named {
  text: string;
  /** Unix seconds; 23:59 of the account's zone means "all day". */
  completeTill: number;
}

export interface TaskChanges extends TaskFields {
  text?: string;
  completeTill?: number;
}

/** amoCRM has no delete for tasks. */
export interface TasksApi extends Reads<Task, TasksQuery>, Writes<NewTask, TaskChanges> {
  /** Closes a task with what came of it. Closing a closed task only changes its result. */
  complete(id: number, result: string): Promise<Patched>;
}

const at = { path: '/api/v4/tasks', collection: 'tasks' };

/** Source: https://www.amocrm.ru/developers/content/crm_platform/tasks-api */
export function tasksApi(client: Client): TasksApi {
  const written = writes<NewTask, TaskChanges>(client, {
    ...at,
    newBody: wireFields,
    changesBody: wireFields,
  });
  return {
    ...reads<Task, TasksQuery>(client, { ...at, item: taskSchema }),
    ...written,
    complete: async (id, text) => written.patch(id, { isCompleted: true, result: { text } }),
  };
}
