import type { Account, FieldValue, Task } from '../store/model.ts';

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
  return fields.flatMap((field) =>
    field.values.flatMap(({ value }) => (isPlain(value) ? [String(value)] : [])),
  );
}

/** Addresses, files and the like hold objects; words are looked for in plain values only. */
function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** Who links to whom, seen from the other end. Trashed cards link to nobody. */
export interface BackLinks {
  readonly leadsOfContact: (id: number) => readonly number[];
  readonly leadsOfCompany: (id: number) => readonly number[];
  readonly contactsOfCompany: (id: number) => readonly number[];
}

/** Walks leads and contacts once, at the first question, however many cards a list shows. */
export function backLinks(account: Account): BackLinks {
  const leads = lazy(() => {
    const byContact = new Map<number, number[]>();
    const byCompany = new Map<number, number[]>();
    for (const { id, isDeleted, contactIds, companyId } of account.leads.values()) {
      if (isDeleted) continue;
      for (const contactId of contactIds) note(byContact, contactId, id);
      if (companyId !== null) note(byCompany, companyId, id);
    }
    return { byContact, byCompany };
  });
  const contacts = lazy(() => {
    const byCompany = new Map<number, number[]>();
    for (const { id, isDeleted, companyId } of account.contacts.values()) {
      if (!isDeleted && companyId !== null) note(byCompany, companyId, id);
    }
    return byCompany;
  });
  return {
    leadsOfContact: (id) => leads().byContact.get(id) ?? [],
    leadsOfCompany: (id) => leads().byCompany.get(id) ?? [],
    contactsOfCompany: (id) => contacts().get(id) ?? [],
  };
}

function note(into: Map<number, number[]>, key: number, id: number): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [id]);
  else known.push(id);
}

function lazy<Value extends object>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
