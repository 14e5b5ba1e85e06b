import type {
  Account,
  CardKind,
  Company,
  Contact,
  CustomField,
  EventRow,
  Lead,
  Note,
  Task,
  Unsorted,
} from './model.ts';
import { rowsChanged } from './until-changed.ts';

/** A row before and after. `before` null: it is new. `after` null: it left without a trace. */
interface Rows<Row> {
  readonly before: Row | null;
  readonly after: Row | null;
}

/**
 * One change of one row, with what cannot be read from the row itself. Everything that happens in an
 * account goes through here, whoever did it: API, web UI or control. From it follow the account's
 * history (events) and what its webhooks tell.
 */
export type Change =
  | (Rows<Lead> & { readonly entity: 'lead' })
  | (Rows<Contact> & { readonly entity: 'contact' })
  | (Rows<Company> & { readonly entity: 'company' })
  | (Rows<Task> & { readonly entity: 'task' })
  | (Rows<Note> & { readonly entity: 'note' })
  | (Rows<Unsorted> & { readonly entity: 'unsorted' })
  | (Rows<CustomField> & { readonly entity: 'field' })
  /** The card that stays after a merge; the others are deleted by changes of their own. */
  | { readonly entity: 'merge'; readonly kind: CardKind; readonly id: number };

/** Who did it, when. A user id of 0 is a robot. */
export interface Author {
  readonly userId: number;
  readonly at: number;
}

export type ChangeListener = (account: Account, change: Change, author: Author) => void;

/** Puts the changes into the account and tells whoever listens, one after the other. */
export type Commit = (account: Account, author: Author, changes: readonly Change[]) => void;

export function createCommit(listeners: readonly ChangeListener[]): Commit {
  return (account, author, changes) => {
    for (const change of changes) {
      apply(account, change);
      rowsChanged(account);
      for (const listener of listeners) listener(account, change, author);
    }
  };
}

function apply(account: Account, change: Change): void {
  switch (change.entity) {
    case 'lead':
      put(account.leads, change);
      return;
    case 'contact':
      put(account.contacts, change);
      return;
    case 'company':
      put(account.companies, change);
      return;
    case 'task':
      put(account.tasks, change);
      return;
    case 'note':
      put(account.notes, change);
      return;
    case 'field':
      put(account.customFields, change);
      return;
    case 'unsorted':
      if (change.after !== null) account.unsorted.set(change.after.uid, change.after);
      else if (change.before !== null) account.unsorted.delete(change.before.uid);
      return;
    case 'merge':
      return;
  }
}

function put<Row extends { readonly id: number }>(
  rows: Map<number, Row>,
  { before, after }: Rows<Row>,
) {
  if (after !== null) rows.set(after.id, after);
  else if (before !== null) rows.delete(before.id);
}

/** The kinds of event row a listener writes; their ids are the writer's. */
export type NewEvent = Omit<EventRow, 'id' | 'createdBy' | 'createdAt'>;
