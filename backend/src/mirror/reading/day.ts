import { sql, type SQL } from 'drizzle-orm';

/** The midnight before `now` where the account's days are counted. */
export const dayBegins = (now: Date, timeZone: string): SQL =>
  sql`(date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) at time zone ${timeZone}::text)`;

/** The midnight after it; a day need not have 24 hours. */
export const dayEnds = (now: Date, timeZone: string): SQL =>
  sql`((date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) + interval '1 day') at time zone ${timeZone}::text)`;

/** The midnight that the week of `now` begins with there; weeks begin on Monday. */
export const weekBegins = (now: Date, timeZone: string): SQL =>
  sql`(date_trunc('week', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) at time zone ${timeZone}::text)`;

/** The midnight that it ends with. */
export const weekEnds = (now: Date, timeZone: string): SQL =>
  sql`((date_trunc('week', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) + interval '7 days') at time zone ${timeZone}::text)`;

/** The seven dates of the week that a date is in, Monday first. */
export function weekOf(date: string): string[] {
  const day = new Date(`${date}T00:00:00Z`);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, place) => {
    const other = new Date(day);
    other.setUTCDate(day.getUTCDate() - sinceMonday + place);
    return other.toISOString().slice(0, 10);
  });
}

/** The date there, e.g. `2026-11-24`. */
export const dateThere = (now: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
