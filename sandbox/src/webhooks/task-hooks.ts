import type { Account, Task } from '../store/model.ts';
import { elementTypes } from './element-types.ts';
import type { FormTree } from './form.ts';
import type { Hook, HookStyle } from './hook.ts';
import { dateText } from './times.ts';

/** The root is singular: `task[…]`. Texts of dates are UTC's, as their Unix twins show. */
export function taskHooks(
  account: Account,
  style: HookStyle,
  before: Task | null,
  after: Task | null,
): Hook[] {
  const hook = (action: string, item: FormTree, code = action): Hook => ({
    code: `${code}_task`,
    root: 'task',
    action,
    item,
  });
  const task = after ?? before;
  if (task === null) return [];
  if (after === null) return [hook('delete', taskItem(account, task))];
  if (before === null) return [hook('add', taskItem(account, task))];
  const updates = updateItems(account, style, before, after);
  return [
    // As with contacts, the code is its own and the action is not: no other is documented.
    ...(before.responsibleUserId === after.responsibleUserId
      ? []
      : updates.map((item) => hook('update', item, 'responsible'))),
    ...updates.map((item) => hook('update', item)),
  ];
}

function taskItem(account: Account, task: Task): FormTree {
  return {
    id: task.id,
    element_id: task.entityId ?? undefined,
    element_type: task.entityType === null ? undefined : elementTypes[task.entityType],
    task_type: task.taskTypeId,
    date_create: dateText(task.createdAt),
    text: task.text,
    status: task.isCompleted ? 1 : 0,
    account_id: account.id,
    created_user_id: task.createdBy,
    last_modified: dateText(task.updatedAt),
    responsible_user_id: task.responsibleUserId,
    complete_till: dateText(task.completeTill),
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    complete_before: task.completeTill,
  };
}

/** From the list of tasks a task is closed first and gets its result with a second update. */
function updateItems(account: Account, style: HookStyle, was: Task, is: Task): FormTree[] {
  const isClosed = is.isCompleted && !was.isCompleted;
  const result =
    is.result === null || is.result === was.result
      ? undefined
      : { result: { id: is.id, text: is.result } };
  const common = {
    ...taskItem(account, is),
    old_text: was.text === is.text ? undefined : was.text,
    old_responsible_user_id:
      was.responsibleUserId === is.responsibleUserId ? undefined : was.responsibleUserId,
    main_user: is.responsibleUserId,
    modified_by: is.updatedBy,
  };
  if (isClosed && result !== undefined && style.taskResult === 'two') {
    return [
      { ...common, action_close: 1 },
      { ...common, action_close: 0, ...result },
    ];
  }
  return [{ ...common, action_close: isClosed ? 1 : 0, ...result }];
}
