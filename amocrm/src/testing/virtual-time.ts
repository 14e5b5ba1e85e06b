/** A clock that moves only when told, and the waits that hang on it. */
export class VirtualTime {
  private time = 0;
  private timers: { at: number; ring: () => void }[] = [];

  readonly now = () => this.time;

  readonly wait = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const timer = { at: this.time + ms, ring: resolve };
      this.timers.push(timer);
      signal.addEventListener('abort', () => {
        this.timers = this.timers.filter((other) => other !== timer);
        reject(new Error('aborted'));
      });
    });

  /** Runs everything due up to `ms` from now, each timer at its own moment. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await new Promise(setImmediate);
      const due = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.time = Math.max(this.time, due.at);
      due.ring();
    }
    this.time = end;
  }
}
