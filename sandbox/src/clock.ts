/** Time as the sandbox sees it: the machine's, moved by one offset that tests may change. */
export interface Clock {
  /** Unix seconds. */
  now(): number;
  advance(seconds: number): void;
  /** Sets the time now; it goes on running from there. */
  set(unixSeconds: number): void;
  /** Back to the machine's time. */
  reset(): void;
}

/** @param machine - milliseconds since the epoch; `Date.now` outside tests. */
export function createClock(machine: () => number = Date.now): Clock {
  let offset = 0;
  const real = () => Math.floor(machine() / 1000);
  return {
    now: () => real() + offset,
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
