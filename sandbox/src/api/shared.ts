import type { Account, FieldValue, Task } from '../store/model.ts';
import { untilChanged } from '../store/until-changed.ts';

/** The due time of a card's next open task, or null. */
export type ClosestTask = (
  entityType: NonNullable<Task['entityType']>,
  entityId: number,
) => number | null;

/** Walks the tasks once, at the first question, and again after a change. */
export function closestTasks(account: Account): ClosestTask {
  return (entityType, entityId) => dueTimes(account)[entityType].get(entityId) ?? null;
}

const dueTimes = untilChanged((account) => {
  const times = {
    leads: new Map<number, number>(),
    contacts: new Map<number, number>(),
    companies: new Map<number, number>(),
  };
  for (const { isCompleted, entityId, entityType, completeTill } of account.tasks.values()) {
    if (isCompleted || entityId === null || entityType === null) continue;
    const ofKind = times[entityType];
    ofKind.set(entityId, Math.min(ofKind.get(entityId) ?? Infinity, completeTill));
  }
  return times;
});

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

/** Walks leads and contacts once, at the first question, and again after a change. */
export const backLinks = untilChanged((account): BackLinks => {
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
});

function note(into: Map<number, number[]>, key: number, id: number): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [id]);
  else known.push(id);
}

function lazy<Value extends object>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}
