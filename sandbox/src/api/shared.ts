import type { Account, FieldValue, Lead, Task } from '../store/model.ts';

/** The due time of a card's next open task, or null. */
export type ClosestTask = (
  entityType: NonNullable<Task['entityType']>,
  entityId: number,
) => number | null;

/** Walks the tasks once, at the first question, however many cards a list shows. */
export function closestTasks(account: Account): ClosestTask {
  let times: Map<string, number> | undefined;
  return (entityType, entityId) => {
    times ??= dueTimes(account);
    return times.get(`${entityType}/${entityId}`) ?? null;
  };
}

function dueTimes(account: Account): Map<string, number> {
  const times = new Map<string, number>();
  for (const task of account.tasks.values()) {
    if (task.isCompleted || task.entityId === null || task.entityType === null) continue;
    const key = `${task.entityType}/${task.entityId}`;
    times.set(key, Math.min(times.get(key) ?? Infinity, task.completeTill));
  }
  return times;
}

/** What a full-text search reads in custom fields. */
export function fieldTexts(fields: readonly FieldValue[]): string[] {
  return fields.flatMap((field) => field.values.map(({ value }) => String(value)));
}

/** Leads that name a contact or a company, for `with=leads`. */
export function leadsOf(account: Account, names: (lead: Lead) => boolean): Lead[] {
  return [...account.leads.values()].filter((lead) => !lead.isDeleted && names(lead));
}
