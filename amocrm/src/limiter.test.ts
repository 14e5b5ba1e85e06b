import { describe, expect, it } from 'vitest';
import { AmoError } from './errors.ts';
import { createLimiter, inBackground, memoryLimiter, type TakeOptions } from './limiter.ts';
import { limiterKey } from './limiter/key.ts';
import { memoryLimiterStore } from './limiter/memory-store.ts';
import type { LimiterStore } from './limiter/store.ts';
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

/** A limiter as several would share it, and a list of what was granted when. */
function shared() {
  const time = new VirtualTime();
  const { now, wait } = time;
  const limiter = createLimiter({ store: memoryLimiterStore({ now }), now, wait });
  const granted: { name: string; at: number }[] = [];
  return { time, limiter, granted };
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
    const wait = (ms: number) =>
      new Promise<void>((resolve) => {
        if (ms < 10_000) wake = resolve; // else it is a caller's deadline
      });
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

describe('priorities', () => {
  it('background leaves room: a person never waits behind a job', async () => {
    const { time, limiter, granted } = shared();
    for (let job = 0; job < 40; job += 1) void ask(`job ${job}`, { priority: 'background' });
    function ask(name: string, options: TakeOptions) {
      return limiter.take('i:1', options).then(() => granted.push({ name, at: time.now() }));
    }
    await time.advance(0);
    expect(granted).toHaveLength(5);
    void ask('tap', {});
    void ask('tap', {});
    await time.advance(0);
    expect(granted.slice(5).map(({ name }) => name)).toEqual(['tap', 'tap']);
    void ask('third tap', {});
    await time.advance(1060);
    expect(granted[7]).toEqual({ name: 'third tap', at: 1060 });
    await time.advance(10_000);
    const jobs = granted.filter(({ name }) => name.startsWith('job')).map(({ name }) => name);
    expect(jobs).toEqual(Array.from({ length: 40 }, (_, job) => `job ${job}`));
  });

  it('background gets all of its share: five leave in every second, never eight in the longer window', async () => {
    const { time, limiter } = shared();
    const left: number[] = [];
    for (let job = 0; job < 60; job += 1) {
      void limiter.take('i:1', { priority: 'background' }).then(() => left.push(time.now()));
    }
    await time.advance(10_999);
    expect(left).toHaveLength(55);
    for (const [place, at] of left.entries()) {
      expect(at - (left[place - 5] ?? -Infinity)).toBeGreaterThanOrEqual(1000);
      expect(at - (left[place - 7] ?? -Infinity)).toBeGreaterThanOrEqual(1060);
    }
    await time.advance(2_000);
  });

  it('what a job asks through `inBackground` is background', async () => {
    const { time, limiter, granted } = shared();
    const job = inBackground(limiter);
    for (let call = 0; call < 7; call += 1) {
      void job.take('i:1').then(() => granted.push({ name: 'job', at: time.now() }));
    }
    await time.advance(0);
    expect(granted).toHaveLength(5);
    await time.advance(1060);
  });

  it('a job tells of a refusal as everybody does', async () => {
    const { limiter } = shared();
    await inBackground(limiter).penalize('i:1', new AmoError('rate_limited'));
    expect((await inBackground(limiter).state('i:1')).paused?.reason).toBe('rate_limited');
  });

  it('does not wait for ever for a store that cannot take note of a refusal', async () => {
    const time = new VirtualTime();
    const { now, wait } = time;
    const silent = {
      ...memoryLimiterStore({ now }),
      pause: () => new Promise<void>(() => undefined),
    };
    const limiter = createLimiter({ store: silent, now, wait, storeTimeoutMs: 1_000 });
    const refused = expect(limiter.penalize('i:1', new AmoError('rate_limited'))).rejects.toThrow(
      /did not answer in time/,
    );
    await time.advance(1_000);
    await refused;
  });

  it('accounts that share an address take turns, each first come, first served', async () => {
    const { time, limiter, granted } = shared();
    const ask = (name: string, account: number) => {
      const key = limiterKey({ clientId: 'i', account, egress: '203.0.113.7' });
      void limiter.take(key).then(() => granted.push({ name, at: time.now() }));
    };
    for (let call = 0; call < 30; call += 1) ask(`loud ${call}`, 1);
    ask('quiet 0', 2);
    ask('quiet 1', 2);
    await time.advance(1060);
    const second = granted.slice(7).map(({ name }) => name);
    expect(second).toEqual([
      'loud 7',
      'quiet 0',
      'loud 8',
      'quiet 1',
      'loud 9',
      'loud 10',
      'loud 11',
    ]);
  });

  it('an account has fifty a second over all its integrations', async () => {
    const { time, limiter, granted } = shared();
    for (let integration = 0; integration < 10; integration += 1) {
      for (let call = 0; call < 7; call += 1) {
        const name = `${integration}`;
        void limiter.take(limiterKey({ clientId: name, account: 5 })).then(() => {
          granted.push({ name, at: time.now() });
        });
      }
    }
    await time.advance(0);
    expect(granted).toHaveLength(50);
    await time.advance(1060);
    expect(granted).toHaveLength(70);
  });
});

describe('after a bad answer', () => {
  const html = { status: 429, headers: new Map([['content-type', 'text/html']]), body: '<html>' };
  const jsonType = ['content-type', 'application/problem+json'] as const;
  const bodyWish = { status: 429, headers: new Map([jsonType]), body: '{"retry_after":300}' };
  const headerWish = { status: 429, headers: new Map([['retry-after', '7']]), body: '' };
  const blockPage = { ...html, status: 403 };
  const noRight = { status: 403, headers: new Map([jsonType]), body: '{"status":403}' };

  it.each([
    ['429 as HTML', html, 1_000],
    ['429 as JSON with retry_after', bodyWish, 300_000],
    ['429 with Retry-After', headerWish, 7_000],
    ['the 403 block page', blockPage, 60_000],
    ['429 as an AmoError', new AmoError('rate_limited', { retryAfterMs: 5_000 }), 5_000],
    ['403 for lack of a right', noRight, 0],
    ['403 for an address that the account has not listed', { ...noRight, body: '{"code":113}' }, 0],
    ['500', { ...html, status: 500 }, 0],
    ['200', { ...noRight, status: 200 }, 0],
  ])('%s: everybody with the account waits as long as it says', async (_, reply, ms) => {
    const { time, limiter, granted } = shared();
    await limiter.penalize('one:5', reply);
    for (const key of ['one:5', 'two:5', 'one:6']) {
      void limiter.take(key).then(() => granted.push({ name: key, at: time.now() }));
    }
    await time.advance(400_000);
    expect(Object.fromEntries(granted.map(({ name, at }) => [name, at]))).toEqual({
      'one:5': ms,
      'two:5': ms,
      'one:6': 0,
    });
  });

  it('on Kommo everybody with the address waits', async () => {
    const { limiter } = shared();
    const key = (account: number, egress = 'a') => limiterKey({ clientId: 'i', account, egress });
    await limiter.penalize(key(1), html);
    expect((await limiter.state(key(2))).paused).toEqual({ reason: 'rate_limited', forMs: 1000 });
    expect((await limiter.state(key(2, 'b'))).paused).toBeNull();
  });

  it('the wait grows while it goes on, and is forgotten after quiet time', async () => {
    const { time, limiter } = shared();
    const lasts = async () => (await limiter.state('i:5')).paused?.forMs;
    for (const [ms, level] of [
      [1_000, 1],
      [2_000, 2],
      [4_000, 3],
      [8_000, 4],
    ] as const) {
      await limiter.penalize('i:5', html);
      await limiter.penalize('i:5', html); // was under way with the first
      expect(await lasts()).toBe(ms);
      expect((await limiter.state('i:5')).level).toBe(level);
      await time.advance(ms);
      expect((await limiter.state('i:5')).paused).toBeNull();
    }
    await time.advance(300_000);
    await limiter.penalize('i:5', html);
    expect(await lasts()).toBe(1_000);
  });

  it('never grows beyond its maximum', async () => {
    const { time, limiter } = shared();
    for (let round = 0; round < 40; round += 1) {
      await limiter.penalize('i:5', blockPage);
      await time.advance((await limiter.state('i:5')).paused?.forMs ?? 0);
    }
    await limiter.penalize('i:5', blockPage);
    expect((await limiter.state('i:5')).paused).toEqual({ reason: 'blocked', forMs: 1_800_000 });
  });

  it('who cannot outwait it is told at once, what it is and when to come again', async () => {
    const { time, limiter } = shared();
    await limiter.penalize('i:5', blockPage);
    const first = await caught(limiter.take('i:5', { deadlineMs: 20_000 }));
    expect(first).toMatchObject({ code: 'ip_blocked', retryAfterMs: 60_000, status: null });
    await time.advance(15_000);
    const patient = limiter.take('i:5');
    const second = await caught(limiter.take('i:5', { deadlineMs: 20_000 }));
    expect(second).toMatchObject({ code: 'ip_blocked', retryAfterMs: 45_000 });
    await time.advance(45_000);
    await patient;
  });

  it('who waits already is told when the pause begins', async () => {
    const { time, limiter } = shared();
    for (let call = 0; call < 7; call += 1) await limiter.take('i:5');
    const waiting = caught(limiter.take('i:5', { deadlineMs: 20_000 }));
    await limiter.penalize('i:5', bodyWish);
    await time.advance(1_060);
    expect(await waiting).toMatchObject({ code: 'rate_limited', retryAfterMs: 298_940 });
  });
});

describe('a store that is slow or fails', () => {
  it('a grant that comes too late is not used, and the limiter allows for it afterwards', async () => {
    const time = new VirtualTime();
    const counting = memoryLimiterStore({ now: time.now });
    const asked: number[] = [];
    const never = new AbortController().signal;
    const store: LimiterStore = {
      ...counting,
      take: async (request) => {
        asked.push(request.holdMs);
        const answer = await counting.take(request);
        await time.wait(100, never);
        return answer;
      },
    };
    const limiter = createLimiter({ store, now: time.now, wait: time.wait });
    const granted: number[] = [];
    for (let call = 0; call < 20; call += 1) {
      void limiter.take('i:5').then(() => granted.push(time.now()));
    }
    await time.advance(30_000);
    expect(granted).toHaveLength(20);
    expect(granted[0]).toBe(200);
    expect(asked.slice(0, 2)).toEqual([1060, 1150]);
    for (const [index, at] of granted.entries()) {
      expect((granted[index + 7] ?? Infinity) - at).toBeGreaterThan(1000);
    }
  });

  it('its error reaches everybody in line, and the next caller asks again', async () => {
    const time = new VirtualTime();
    const counting = memoryLimiterStore({ now: time.now });
    let broken = true;
    const store: LimiterStore = {
      ...counting,
      take: (request) =>
        broken ? Promise.reject(new Error('no database')) : counting.take(request),
    };
    const limiter = createLimiter({ store, now: time.now, wait: time.wait });
    const both = [limiter.take('i:5'), limiter.take('i:5')];
    for (const call of both) await expect(call).rejects.toThrow('no database');
    broken = false;
    await limiter.take('i:5');
  });

  it('one that never answers is given up', async () => {
    const time = new VirtualTime();
    const store: LimiterStore = {
      ...memoryLimiterStore(),
      take: () => new Promise(() => undefined),
    };
    const limiter = createLimiter({ store, now: time.now, wait: time.wait });
    const call = expect(limiter.take('i:5')).rejects.toThrow('did not answer');
    await time.advance(5_000);
    await call;
  });
});

describe('limiterKey', () => {
  it('is integration and account; on Kommo address and account', () => {
    expect(limiterKey({ clientId: 'uuid', account: 7 })).toBe('uuid:7');
    expect(limiterKey({ clientId: 'uuid', account: 7, egress: '2001:db8::1' })).toBe(
      'address/2001:db8::1:7',
    );
  });

  it.each([
    { clientId: '', account: 7 },
    { clientId: 'uuid', account: '' },
    { clientId: 'uuid', account: 'a:b' },
    { clientId: 'u\nuid', account: 7 },
    { clientId: 'uuid', account: 7, egress: '' },
  ])('refuses what would be somebody else’s limit (%#)', (parts) => {
    expect(() => limiterKey(parts)).toThrow(TypeError);
  });
});
