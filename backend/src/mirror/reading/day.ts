import { sql, type SQL } from 'drizzle-orm';

/** The midnight before `now` where the account's days are counted. */
export const dayBegins = (now: Date, timeZone: string): SQL =>
  sql`(date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) at time zone ${timeZone}::text)`;

/** The midnight after it; a day need not have 24 hours. */
export const dayEnds = (now: Date, timeZone: string): SQL =>
  sql`((date_trunc('day', ${now.toISOString()}::timestamptz at time zone ${timeZone}::text) + interval '1 day') at time zone ${timeZone}::text)`;

/** The date there, e.g. `2026-11-24`. */
export const dateThere = (now: Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
