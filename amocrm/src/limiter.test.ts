import { describe, expect, it } from 'vitest';
import { memoryLimiter } from './limiter.ts';
import { caught } from './testing/caught.ts';
import { random } from './testing/random.ts';
import { VirtualTime } from './testing/virtual-time.ts';

function start(options: Parameters<typeof memoryLimiter>[0] = {}) {
  const time = new VirtualTime();
  const limiter = memoryLimiter({ now: time.now, wait: time.wait, ...options });
  const granted: { name: number; at: number }[] = [];
  const ask = (name: number, key = 'k', more: { deadlineMs?: number; signal?: AbortSignal } = {}) =>
    limiter.take(key, more).then(() => {
      granted.push({ name, at: time.now() });
    });
  return { time, ask, granted };
}

describe('never more than seven in any sliding second', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'however the calls arrive, leave or give up (seed %i)',
    async (seed) => {
      const { time, ask, granted } = start();
      const pick = random(seed);
      let rejected = 0;
      let asked = 0;
      for (let step = 0; step < 120; step += 1) {
        for (let burst = pick(4) === 0 ? pick(12) : pick(2); burst > 0; burst -= 1) {
          const controller = new AbortController();
          const patient = pick(4) > 0;
          const more = patient ? {} : { deadlineMs: pick(900), signal: controller.signal };
          ask(asked, 'k', more).catch(() => (rejected += 1));
          asked += 1;
          if (!patient && pick(3) === 0) controller.abort();
        }
        await time.advance(pick(300));
      }
      await time.advance(600_000);
      expect(granted.length + rejected).toBe(asked);
      expect(granted.length).toBeGreaterThan(50);
      for (const [index, { at }] of granted.entries()) {
        const eighth = granted[index + 7];
        if (eighth) expect(eighth.at - at).toBeGreaterThan(1000);
      }
    },
  );

  it('uses what is allowed: 70 requests leave in ten windows, seven at once', async () => {
    const { time, ask, granted } = start();
    for (let name = 0; name < 70; name += 1) void ask(name);
    await time.advance(1060 * 9);
    expect(granted).toHaveLength(70);
  });

  it('holds with the real clock and timers: 30 requests at 5 a window last 5 windows', async () => {
    const limiter = memoryLimiter({ perSecond: 5, windowMs: 40 });
    const begin = performance.now();
    await Promise.all(Array.from({ length: 30 }, () => limiter.take('k')));
    expect(performance.now() - begin).toBeGreaterThanOrEqual(200);
  });
});

describe('waiting', () => {
  it('is first come, first served', async () => {
    const { time, ask, granted } = start();
    for (let name = 0; name < 30; name += 1) void ask(name);
    await time.advance(20_000);
    expect(granted.map(({ name }) => name)).toEqual(Array.from({ length: 30 }, (_, name) => name));
  });

  it('one key does not slow another', async () => {
    const { time, ask, granted } = start();
    for (let name = 0; name < 20; name += 1) void ask(name, 'busy');
    void ask(99, 'calm');
    await time.advance(0);
    expect(granted.map(({ name }) => name)).toContain(99);
  });

  it('ends at the deadline, says when to try again, and uses nothing up', async () => {
    const { time, ask, granted } = start();
    for (let name = 0; name < 7; name += 1) void ask(name);
    const late = caught(ask(7, 'k', { deadlineMs: 500 }));
    for (let name = 8; name < 15; name += 1) void ask(name);
    await time.advance(500);
    const error = await late;
    expect(error.code).toBe('rate_limited');
    expect(error.retryAfterMs).toBe(560);
    expect(error.outcomeUnknown).toBe(false);
    await time.advance(560);
    expect(granted.map(({ name }) => name)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14,
    ]);
  });

  it('ends with the signal, before and during the wait', async () => {
    const { time, ask, granted } = start();
    const gone = await caught(ask(0, 'k', { signal: AbortSignal.abort() }));
    expect(gone.code).toBe('aborted');
    for (let name = 0; name < 7; name += 1) void ask(name);
    const controller = new AbortController();
    const waiting = caught(ask(7, 'k', { signal: controller.signal }));
    await time.advance(100);
    controller.abort();
    expect((await waiting).code).toBe('aborted');
    await time.advance(5000);
    expect(granted).toHaveLength(7);
  });

  it('a full line turns the next caller away', async () => {
    const { time, ask } = start({ maxWaiting: 2 });
    for (let name = 0; name < 9; name += 1) void ask(name);
    expect((await caught(ask(9))).code).toBe('rate_limited');
    await time.advance(5000);
  });

  it('many idle keys are forgotten, busy ones are not', async () => {
    const { time, ask, granted } = start();
    for (let name = 0; name < 1500; name += 1) void ask(name, `key-${name}`);
    await time.advance(2000);
    for (let name = 0; name < 8; name += 1) void ask(2000 + name, 'key-1');
    for (let name = 0; name < 1500; name += 1) void ask(4000 + name, `other-${name}`);
    await time.advance(0);
    expect(granted.filter(({ name }) => name >= 2000 && name < 2008)).toHaveLength(7);
    await time.advance(1060);
    expect(granted.filter(({ name }) => name >= 2000 && name < 2008)).toHaveLength(8);
  });
});

describe('when timers come late', () => {
  /** A clock that has moved on while the limiter still sleeps, as in a busy process. */
  function sleepy() {
    let now = 0;
    let wake: () => void = () => undefined;
    const wait = () => new Promise<void>((resolve) => (wake = resolve));
    const limiter = memoryLimiter({ now: () => now, wait });
    const granted: string[] = [];
    const ask = (name: string, key = 'k') => {
      void limiter.take(key).then(() => granted.push(name));
    };
    for (let place = 0; place < 7; place += 1) ask('early');
    ask('waiting');
    const settled = () => new Promise(setImmediate);
    return { granted, ask, settled, wake: () => wake(), jump: (to: number) => (now = to) };
  }

  it('a newcomer does not overtake who waits, although a slot is free', async () => {
    const { granted, ask, settled, wake, jump } = sleepy();
    jump(5000);
    ask('newcomer');
    await settled();
    expect(granted).not.toContain('newcomer');
    wake();
    await settled();
    expect(granted.slice(7)).toEqual(['waiting', 'newcomer']);
  });

  it('a key with someone waiting is not forgotten', async () => {
    const { granted, ask, settled, wake, jump } = sleepy();
    jump(5000);
    for (let key = 0; key < 1200; key += 1) ask('other', `other-${key}`);
    for (let place = 0; place < 7; place += 1) ask('later');
    wake();
    await settled();
    const here = granted.filter((name) => name === 'waiting' || name === 'later');
    expect(here).toEqual(['waiting', ...Array.from({ length: 6 }, () => 'later')]);
  });
});
