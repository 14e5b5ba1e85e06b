import type { Account } from '../store/model.ts';
import { userOf } from '../store/world.ts';

/** Making a formatter costs more than a page; there are as many as currencies and zones. */
function kept<Made>(make: (key: string) => Made): (key: string) => Made {
  const made = new Map<string, Made>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

const moneyIn = kept(
  (currency) =>
    new Intl.NumberFormat('en-GB', {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
      maximumFractionDigits: 0,
    }),
);
const timeIn = kept(
  (timeZone) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }),
);
const plain = new Intl.NumberFormat('en-GB');

/** `AED 1,250,000`: whole units, as amoCRM keeps them. */
export function money({ currency }: Account, amount: number): string {
  return moneyIn(currency).format(amount);
}

export function count(number: number): string {
  return plain.format(number);
}

/** `24 Nov 2026, 12:30`, in the account's zone. */
export function moment({ timezone }: Account, at: number): string {
  return timeIn(timezone).format(at * 1000);
}

/** `12:30:05` in UTC, for logs. */
export function clockTime(at: number): string {
  return new Date(at * 1000).toISOString().slice(11, 19);
}

/** What an `<input type="datetime-local">` holds, in the account's zone. */
export function localInput(account: Account, at: number): string {
  return new Date((at + offsetOf(account)) * 1000).toISOString().slice(0, 16);
}

/** The other way round; null for what is no time. */
export function fromLocalInput(account: Account, text: string): number | null {
  const at = Date.parse(
    `${text.length === 10 ? `${text}T00:00` : text}:00${account.timezoneOffset}`,
  );
  return Number.isNaN(at) ? null : at / 1000;
}

function offsetOf({ timezoneOffset }: Account): number {
  const east = Date.parse('2000-01-01T00:00:00Z');
  return (east - Date.parse(`2000-01-01T00:00:00${timezoneOffset}`)) / 1000;
}

/** 0 is a robot; somebody who is not in the list any more is told by his number. */
export function nameOf(account: Account, userId: number): string {
  return userId === 0 ? 'amoCRM' : (userOf(account, userId)?.name ?? `User ${userId}`);
}

export function plural(number: number, one: string, many: string): string {
  return `${count(number)} ${number === 1 ? one : many}`;
}
