/** Time as the sandbox sees it: the machine's, moved by one offset, or standing still. */
export interface Clock {
  /** Unix seconds. */
  now(): number;
  /** Seconds the sandbox is ahead of the machine; while frozen, what it was ahead before. */
  offset(): number;
  /** The time it stands still at; null while it runs. */
  frozenAt(): number | null;
  advance(seconds: number): void;
  /** Sets the time now; it goes on running from there, or stands still there. */
  set(unixSeconds: number): void;
  /** Stands still: at the present time unless told otherwise. */
  freeze(unixSeconds?: number): void;
  /** Back to the machine's time, running. */
  reset(): void;
  /** Calls back after every change by hand, never for time that merely passes. */
  onMove(listener: () => void): void;
}

/**
 * @param ahead - seconds ahead of the machine to begin with.
 * @param machine - milliseconds since the epoch; `Date.now` outside tests.
 * @param standing - the time to stand still at from the beginning.
 */
export function createClock(
  ahead = 0,
  machine: () => number = Date.now,
  standing: number | null = null,
): Clock {
  let offset = ahead;
  let frozen = standing;
  const listeners: (() => void)[] = [];
  const real = () => Math.floor(machine() / 1000);
  const now = () => frozen ?? real() + offset;
  const moved = (change: () => void) => {
    change();
    for (const listener of listeners) listener();
  };
  return {
    now,
    offset: () => offset,
    frozenAt: () => frozen,
    advance: (seconds) =>
      moved(() => {
        if (frozen === null) offset += seconds;
        else frozen += seconds;
      }),
    set: (unixSeconds) =>
      moved(() => {
        if (frozen === null) offset = unixSeconds - real();
        else frozen = unixSeconds;
      }),
    freeze: (unixSeconds = now()) =>
      moved(() => {
        frozen = unixSeconds;
      }),
    reset: () =>
      moved(() => {
        offset = 0;
        frozen = null;
      }),
    onMove: (listener) => {
      listeners.push(listener);
    },
  };
}

/** Start of the day that `at` falls in, in a zone without daylight saving; Unix seconds. */
export function startOfDay(at: number, utcOffsetSeconds: number): number {
  const local = at + utcOffsetSeconds;
  return local - (local % 86_400) - utcOffsetSeconds;
}
