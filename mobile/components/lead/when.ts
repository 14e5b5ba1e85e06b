/** What a person reads on a wall clock: a day and a minute of it, in some zone. */
export type WallTime = {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
};

const DAY = 86_400_000;

/** @param timeZone a zone this device knows; null: the device's own */
export function wallTime(at: Date, timeZone: string | null): WallTime {
  const parts = clockOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((one) => one.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/** The instant at which a clock there shows this; in a gap of a clock change, the time after it. */
export function instantOf(wall: WallTime, timeZone: string | null): Date {
  const asUtc = utcOf(wall);
  const first = asUtc - offsetAt(asUtc, timeZone);
  // The offset at the guess may be that of the other side of a clock change.
  return new Date(asUtc - offsetAt(first, timeZone));
}

/** The day that lies `days` after this one, at an hour. */
export function dayLater(
  now: Date,
  days: number,
  { hour, minute }: Pick<WallTime, 'hour' | 'minute'>,
  timeZone: string | null,
): Date {
  const { year, month, day } = wallTime(now, timeZone);
  const there = new Date(Date.UTC(year, month - 1, day) + days * DAY);
  return instantOf(
    {
      year: there.getUTCFullYear(),
      month: there.getUTCMonth() + 1,
      day: there.getUTCDate(),
      hour,
      minute,
    },
    timeZone,
  );
}

/** `2026-11-24T10:00`, as `<input type="datetime-local">` has it. */
export function inputText(at: Date, timeZone: string | null): string {
  const { year, month, day, hour, minute } = wallTime(at, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}

/** The instant that such an input names; null: none yet. */
export function fromInputText(text: string, timeZone: string | null): Date | null {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = parts.slice(1).map(Number);
  const at = instantOf({ year, month, day, hour, minute }, timeZone);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** What a person may mean by "when": three quick choices, and any other time. */
export type Quick = 'hour' | 'tomorrow' | 'threeDays';
export const quickChoices: readonly Quick[] = ['hour', 'tomorrow', 'threeDays'];

/** When the working day begins, for a day that was chosen without an hour. */
export const MORNING = { hour: 10, minute: 0 } as const;

export function quickTime(choice: Quick, now: Date, timeZone: string | null): Date {
  switch (choice) {
    case 'hour':
      return new Date(Math.ceil((now.getTime() + 3_600_000) / 300_000) * 300_000);
    case 'tomorrow':
      return dayLater(now, 1, MORNING, timeZone);
    case 'threeDays':
      return dayLater(now, 3, MORNING, timeZone);
  }
}

const utcOf = ({ year, month, day, hour, minute }: WallTime) =>
  Date.UTC(year, month - 1, day, hour, minute);

/** Milliseconds that the zone's clocks are ahead of UTC then. */
function offsetAt(time: number, timeZone: string | null): number {
  const minute = Math.floor(time / 60_000) * 60_000;
  return utcOf(wallTime(new Date(minute), timeZone)) - minute;
}

/** Making a formatter is dear. */
const clocks = new Map<string | null, Intl.DateTimeFormat>();

function clockOf(timeZone: string | null): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...(timeZone !== null && { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  clocks.set(timeZone, made);
  return made;
}
