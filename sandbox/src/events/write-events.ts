import type { ChangeListener, NewEvent } from '../store/changes.ts';
import type { Account, EventRow } from '../store/model.ts';
import { describeChange } from './describe-change.ts';
import { eventId } from './event-id.ts';

/** Writes an account's history: what `GET /api/v4/events` shows. */
export const writeEvents: ChangeListener = (account, change, author) => {
  for (const event of describeChange(change, account.events.length)) {
    appendEvent(account, event, author.userId, author.at);
  }
};

/** @param at - Unix seconds; an account's events are appended in their order. */
export function appendEvent(
  account: Account,
  event: NewEvent,
  createdBy: number,
  at: number,
): void {
  const id = eventId(account.id, at, account.events.length);
  const row: EventRow = { id, ...event, createdBy, createdAt: at };
  account.events.push(row);
}
