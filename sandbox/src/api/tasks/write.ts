import { forbidden, ok, problem } from '../../http/answer.ts';
import type { Answer } from '../../http/answer.ts';
import type { Task } from '../../store/model.ts';
import { newRowId } from '../../store/row-id.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import { canSeeTask } from '../rights.ts';
import {
  checkFurther,
  checkItem,
  fieldErrors,
  readAll,
  readBatch,
  readSingle,
  validationProblem,
} from '../validate.ts';
import type { Item, ItemErrors } from '../validate.ts';
import { changedTask, madeTask, newTaskSchema, taskErrors, taskPatchSchema } from './given.ts';
import type { GivenTask } from './given.ts';

const path = '/api/v4/tasks';

/** `POST /api/v4/tasks`: text and deadline are all that must be said. */
export function createTasks(call: ApiCall): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const plans = readAll(items, (item) =>
    checkFurther(checkItem(newTaskSchema, item), (given) => taskErrors(call, given)),
  );
  if (!Array.isArray(plans)) return plans;
  const tasks = plans.map(({ item, value: given }) => {
    const task = madeTask(call, newRowId(call.account.tasks), given);
    call.commit([{ entity: 'task', before: null, after: task }], task.createdBy);
    return { id: task.id, request_id: item.requestId, _links: self(call, `${path}/${task.id}`) };
  });
  return ok({ _links: self(call, path), _embedded: { tasks } });
}

/** `PATCH /api/v4/tasks`: every item names its task. */
export function changeTasks(call: ApiCall): Answer {
  const items = readBatch(call);
  if (!Array.isArray(items)) return items;
  const plans = planned(call, items, ({ value }) =>
    typeof value['id'] === 'number' ? value['id'] : 0,
  );
  if (!Array.isArray(plans)) return plans;
  const tasks = plans.map((plan) => {
    const { id, updatedAt } = change(call, plan);
    const _links = self(call, `${path}/${id}`);
    return { id, updated_at: updatedAt, request_id: plan.item.requestId, _links };
  });
  return ok({ _links: self(call, path), _embedded: { tasks } });
}

/** `PATCH /api/v4/tasks/{id}`. Done is `{"is_completed": true, "result": {"text": "…"}}`. */
export function changeTask(call: ApiCall, id: number): Answer {
  const item = readSingle(call);
  if (!('requestId' in item)) return item;
  const task = call.account.tasks.get(id);
  if (task === undefined || !canSeeTask(call.viewer, call.account, task)) return notFound;
  const plans = planned(call, [item], () => id);
  if (!Array.isArray(plans)) return plans;
  const [changed] = plans.map((plan) => change(call, plan));
  return ok({ id, updated_at: changed?.updatedAt, _links: self(call, `${path}/${id}`) });
}

/** Not written down anywhere; the words are those that other entities have. */
const notFound = problem(404, 'Not Found', 'Entity not found');

interface Plan {
  readonly item: Item;
  readonly id: number;
  readonly given: GivenTask;
}

/** Reads and checks every item before anything is done: one bad item fails the whole batch. */
function planned(
  call: ApiCall,
  items: readonly Item[],
  idOf: (item: Item) => number,
): Plan[] | Answer {
  const failed: ItemErrors[] = [];
  const plans: Plan[] = [];
  for (const item of items) {
    const id = idOf(item);
    const task = call.account.tasks.get(id);
    if (task === undefined || !canSeeTask(call.viewer, call.account, task)) {
      failed.push({ requestId: item.requestId, errors: [fieldErrors.choice('id')] });
      continue;
    }
    if (!mayEdit(call, task)) return forbidden;
    const read = checkItem(taskPatchSchema, item);
    const errors = read.ok ? taskErrors(call, read.value) : read.errors;
    if (read.ok && errors.length === 0) plans.push({ item, id, given: read.value });
    else failed.push({ requestId: item.requestId, errors });
  }
  return failed.length > 0 ? validationProblem(failed) : plans;
}

/** A broker's right to change tasks is M, as `GET /api/v4/users` prints it: his own only. */
function mayEdit(call: ApiCall, task: Task): boolean {
  const { seesAll, user } = call.viewer;
  return seesAll || task.responsibleUserId === user.id;
}

function change(call: ApiCall, { id, given }: Plan): Pick<Task, 'id' | 'updatedAt'> {
  // Read again: an earlier item may have changed the same task.
  const before = call.account.tasks.get(id);
  if (before === undefined) return { id, updatedAt: call.now };
  const after = changedTask(call, before, given);
  call.commit([{ entity: 'task', before, after }], after.updatedBy);
  return after;
}
