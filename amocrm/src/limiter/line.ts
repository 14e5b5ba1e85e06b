export type Priority = 'interactive' | 'background';

/** Somebody in line. */
export interface Waiter {
  readonly priority: Priority;
  readonly party: string;
  /** His deadline, by the limiter's clock. */
  readonly until: number;
  grant: () => void;
  refuse: (error: unknown) => void;
}

/**
 * Who waits for one lane. Interactive before background; within a priority the parties take turns, one
 * request each, and a party's own requests are first come, first served.
 */
export class Line {
  private readonly turns: Record<Priority, Map<string, Waiter[]>> = {
    interactive: new Map(),
    background: new Map(),
  };
  private size = 0;

  get length(): number {
    return this.size;
  }

  /** How many wait with a priority. */
  count(priority: Priority): number {
    return [...this.turns[priority].values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** The priority whose turn it is; null when nobody waits. */
  next(): Priority | null {
    if (this.turns.interactive.size > 0) return 'interactive';
    return this.turns.background.size > 0 ? 'background' : null;
  }

  push(waiter: Waiter): void {
    const parties = this.turns[waiter.priority];
    const own = parties.get(waiter.party);
    if (own) own.push(waiter);
    else parties.set(waiter.party, [waiter]);
    this.size += 1;
  }

  /** Takes out whose turn it is; the party then goes behind the others. */
  shift(): Waiter | undefined {
    const priority = this.next();
    if (priority === null) return undefined;
    const parties = this.turns[priority];
    for (const [party, waiters] of parties) {
      const waiter = waiters.shift();
      parties.delete(party);
      if (waiters.length > 0) parties.set(party, waiters);
      this.size -= 1;
      return waiter;
    }
    return undefined;
  }

  has(waiter: Waiter): boolean {
    return this.turns[waiter.priority].get(waiter.party)?.includes(waiter) ?? false;
  }

  /** Takes out one who gives up; false when he is no longer in line. */
  remove(waiter: Waiter): boolean {
    const parties = this.turns[waiter.priority];
    const own = parties.get(waiter.party);
    const place = own?.indexOf(waiter) ?? -1;
    if (own === undefined || place < 0) return false;
    own.splice(place, 1);
    if (own.length === 0) parties.delete(waiter.party);
    this.size -= 1;
    return true;
  }

  /** Everybody, in no order. */
  all(): Waiter[] {
    return [...this.turns.interactive.values(), ...this.turns.background.values()].flat();
  }
}
