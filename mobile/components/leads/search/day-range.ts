/** A calendar day, `2026-04-14`, of the account's zone. */
export type Day = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether there is such a day: `2026-02-30` there is not. */
export function isDay(text: string): boolean {
  const at = utcOf(text);
  return at !== null && new Date(at).toISOString().startsWith(text) && text >= '1970-01-02';
}

function utcOf(day: Day): number | null {
  const parts = DAY.exec(day);
  if (parts === null) return null;
  return Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
}

/** The day `days` after (or, below zero, before) this one. */
export const addDays = (day: Day, days: number): Day =>
  new Date((utcOf(day) ?? 0) + days * 86_400_000).toISOString().slice(0, 10);

/** The calendar day it is there at `at`. `timeZone`: an IANA name, or null for this device's. */
export function dayOf(at: number, timeZone: string | null): Day {
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 10);
}

/** The first instant of the day there, ISO 8601 in UTC. */
export function startOfDay(day: Day, timeZone: string | null): string {
  return new Date(startAt(day, timeZone)).toISOString();
}

/** The last second of the day there: amoCRM counts seconds, and both ends of a range belong to it. */
export function endOfDay(day: Day, timeZone: string | null): string {
  return new Date(startAt(addDays(day, 1), timeZone) - 1000).toISOString();
}

function startAt(day: Day, timeZone: string | null): number {
  const midnight = utcOf(day) ?? 0;
  const guess = midnight - offsetAt(midnight, timeZone);
  // The clock may have been put forward or back between the guess and the day.
  return midnight - offsetAt(guess, timeZone);
}

/** Milliseconds that the zone is ahead of UTC at `at`. */
function offsetAt(at: number, timeZone: string | null): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(timeZone !== null && { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const there = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return there - Math.floor(at / 1000) * 1000;
}
