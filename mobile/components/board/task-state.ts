/** amoCRM's own habit: overdue is red, none is amber. */
export type TaskState = 'overdue' | 'today' | 'later' | 'none';

/**
 * @param at when the next task is due; null: there is none
 * @param timeZone the account's zone, whose midnight ends "today"; null: this device's
 */
export function taskState(at: Date | null, now: Date, timeZone: string | null): TaskState {
  if (at === null) return 'none';
  if (at < now) return 'overdue';
  const day = dayIn(timeZone);
  return day.format(at) === day.format(now) ? 'today' : 'later';
}

/** Making a formatter is dear, and a board asks a thousand times. */
const formatters = new Map<string | null, Intl.DateTimeFormat>();

function dayIn(timeZone: string | null): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    ...(timeZone !== null && { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  formatters.set(timeZone, made);
  return made;
}

/** The zone if this device knows it by that name, else null: an unknown zone must not break a card. */
export function knownTimeZone(timeZone: string | null): string | null {
  if (timeZone === null) return null;
  try {
    dayIn(timeZone);
    return timeZone;
  } catch {
    return null;
  }
}
