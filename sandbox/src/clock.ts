/** Time as the sandbox sees it: the machine's, moved by one offset that tests may change. */
export interface Clock {
  /** Unix seconds. */
  now(): number;
  /** Seconds the sandbox is ahead of the machine. */
  offset(): number;
  advance(seconds: number): void;
  /** Sets the time now; it goes on running from there. */
  set(unixSeconds: number): void;
  /** Back to the machine's time. */
  reset(): void;
}

/**
 * @param ahead - seconds ahead of the machine to begin with.
 * @param machine - milliseconds since the epoch; `Date.now` outside tests.
 */
export function createClock(ahead = 0, machine: () => number = Date.now): Clock {
  let offset = ahead;
  const real = () => Math.floor(machine() / 1000);
  return {
    now: () => real() + offset,
    offset: () => offset,
    advance: (seconds) => {
      offset += seconds;
    },
    set: (unixSeconds) => {
      offset = unixSeconds - real();
    },
    reset: () => {
      offset = 0;
    },
  };
}

/** Start of the day that `at` falls in, in a zone without daylight saving; Unix seconds. */
export function startOfDay(at: number, utcOffsetSeconds: number): number {
  const local = at + utcOffsetSeconds;
  return local - (local % 86_400) - utcOffsetSeconds;
}
