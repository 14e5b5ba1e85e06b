import { describe, expect, it } from 'vitest';
import { createTokenKeeper, type TokenKeeperOptions } from './token-keeper.ts';
import { memoryTokenStore, TokenStoreError, type KeptTokens } from './token-store.ts';
import { staticTokenSource } from './token-source.ts';
import { AmoError } from './errors.ts';
import { memoryLimiter } from './limiter.ts';
import { sandboxServer } from './server.ts';
import { caught } from './testing/caught.ts';
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

const start = 1_800_000_000;
const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
const access = (name: string) =>
  jwt({ account_id: 5, api_domain: 'api-b.amocrm.localhost', jti: name });

const first: KeptTokens = {
  version: 1,
  host: 'agency.amocrm.localhost',
  accessToken: access('first'),
  refreshToken: 'refresh-1',
  issuedAt: start,
  expiresAt: start + 86_400,
  accountId: 5,
  apiDomain: 'api-b.amocrm.localhost',
  revokedAt: null,
};

type Reply = TransportResponse | AmoError;
const reply = (status: number, body: object): TransportResponse => ({
  status,
  headers: new Map([['content-type', 'application/json']]),
  body: JSON.stringify(body),
});
const pair = (name: string) =>
  reply(200, { access_token: access(name), refresh_token: `refresh-${name}`, expires_in: 86_400 });
const revoked = reply(401, { hint: 'Token has been revoked' });

/** A keeper over a scripted amoCRM; `clock.at` is the time in seconds. */
function keeperWith(
  answers: (Reply | ((request: TransportRequest) => Reply | Promise<Reply>))[],
  options: Partial<TokenKeeperOptions> = {},
) {
  const clock = { at: start };
  const requests: TransportRequest[] = [];
  const waits: number[] = [];
  const transport: Transport = {
    async request(request) {
      requests.push(request);
      const next = answers.shift();
      if (next === undefined) throw new Error('amoCRM was asked once too often');
      const answer = typeof next === 'function' ? await next(request) : next;
      if (answer instanceof AmoError) throw answer;
      return answer;
    },
    close: () => undefined,
  };
  const store = options.store ?? memoryTokenStore(first);
  const keeper = createTokenKeeper({
    integration: {
      clientId: 'id',
      clientSecret: 'client-s3cret',
      redirectUri: 'https://app.example/callback',
      server: sandboxServer({ origin: 'http://amocrm.localhost' }),
    },
    transport,
    now: () => clock.at * 1000,
    wait: (ms) => Promise.resolve(waits.push(ms)),
    ...options,
    store,
  });
  return { keeper, store, clock, requests, waits };
}

const sentToken = (request: TransportRequest | undefined): unknown => {
  const body: unknown = JSON.parse(request?.body ?? '{}');
  return typeof body === 'object' && body !== null && 'refresh_token' in body
    ? body.refresh_token
    : null;
};

describe('renewing', () => {
  it('a hundred callers make one refresh, and all get the new token', async () => {
    const { keeper, clock, requests } = keeperWith([pair('second')]);
    clock.at += 60_000;
    const tokens = await Promise.all(Array.from({ length: 100 }, () => keeper.accessToken()));
    expect(new Set(tokens)).toEqual(new Set([access('second')]));
    expect(requests).toHaveLength(1);
  });

  it('begins at 0.6 of the life, not before', async () => {
    const { keeper, clock } = keeperWith([pair('second')]);
    clock.at = start + 51_839;
    expect(await keeper.accessToken()).toBe(first.accessToken);
    clock.at = start + 51_840;
    expect(await keeper.accessToken()).toBe(access('second'));
  });

  it('the new pair is in the store before anyone has it', async () => {
    const memory = memoryTokenStore(first);
    const order: string[] = [];
    const store = {
      ...memory,
      write: async (tokens: KeptTokens, expected: number) => {
        const done = await memory.write(tokens, expected);
        order.push('stored');
        return done;
      },
    };
    const { keeper, clock } = keeperWith([pair('second')], { store });
    clock.at += 60_000;
    await keeper.get().then(() => order.push('given'));
    expect(order).toEqual(['stored', 'given']);
    expect(await memory.read()).toMatchObject({ version: 2, refreshToken: 'refresh-second' });
  });

  it('a clock that was far ahead does not keep a token for ever', async () => {
    const { keeper, clock } = keeperWith([pair('second')]);
    clock.at = start - 7_200;
    expect(await keeper.accessToken()).toBe(access('second'));
  });

  it('waits for its turn at the limiter, and pauses it after 429', async () => {
    const limiter = memoryLimiter();
    const limited = reply(429, { retry_after: 9 });
    const { keeper, clock } = keeperWith([limited], { limiter });
    clock.at += 90_000;
    expect((await caught(keeper.get())).code).toBe('rate_limited');
    const state = await limiter.state('id:5');
    expect(state.used).toBe(1);
    expect(state.paused?.reason).toBe('rate_limited');
  });
});

describe('when a renewal fails', () => {
  it('nobody notices while the access token is good, and it is not tried at every call', async () => {
    const down = new AmoError('unreachable');
    const { keeper, clock, requests } = keeperWith([down, pair('second')]);
    clock.at += 60_000;
    for (let call = 0; call < 5; call += 1) {
      expect(await keeper.accessToken()).toBe(first.accessToken);
    }
    expect(requests).toHaveLength(1);
    clock.at += 61;
    expect(await keeper.accessToken()).toBe(access('second'));
  });

  it('and the access token is over, the caller is told why', async () => {
    const { keeper, clock } = keeperWith([new AmoError('unreachable')]);
    clock.at += 86_400;
    expect((await caught(keeper.get())).code).toBe('unreachable');
  });

  it.each([
    ['a lost answer', new AmoError('connection_lost', { outcomeUnknown: true })],
    ['a timeout', new AmoError('timeout', { outcomeUnknown: true })],
    ['a 502', reply(502, {})],
  ])('with an unknown outcome (%s) the same token is tried again, later', async (_, answer) => {
    const { keeper, clock, requests, waits } = keeperWith([answer, answer, pair('second')]);
    clock.at += 60_000;
    expect(await keeper.accessToken()).toBe(access('second'));
    expect(requests.map(sentToken)).toEqual(['refresh-1', 'refresh-1', 'refresh-1']);
    expect(waits).toEqual([1_000, 3_000]);
  });

  it('never more than three times in a row', async () => {
    const lost = () => new AmoError('timeout', { outcomeUnknown: true });
    const { keeper, clock, requests } = keeperWith([lost, lost, lost]);
    clock.at += 86_400;
    expect((await caught(keeper.get())).code).toBe('timeout');
    expect(requests).toHaveLength(3);
  });

  it('a pair that could not be stored is stored the next time, not asked for again', async () => {
    const memory = memoryTokenStore(first);
    let full = true;
    const store = {
      ...memory,
      write: async (tokens: KeptTokens, expected: number) => {
        if (full) throw new TokenStoreError('failed');
        return memory.write(tokens, expected);
      },
    };
    const { keeper, clock, requests } = keeperWith([pair('second')], { store });
    clock.at += 60_000;
    expect(await keeper.accessToken()).toBe(first.accessToken);
    expect(await memory.read()).toEqual(first);
    full = false;
    clock.at += 61;
    expect(await keeper.accessToken()).toBe(access('second'));
    expect(requests).toHaveLength(1);
  });
});

describe('"revoked"', () => {
  it('is not believed when another has renewed meanwhile', async () => {
    const store = memoryTokenStore(first);
    const theirs: KeptTokens = { ...first, version: 2, accessToken: access('theirs') };
    const { keeper, clock } = keeperWith(
      [
        async () => {
          // One who does not keep to the lock: another machine, a copy of the file.
          await store.write({ ...theirs, issuedAt: start + 60_000, expiresAt: start + 146_400 }, 1);
          return revoked;
        },
      ],
      { store },
    );
    clock.at += 60_000;
    expect(await keeper.accessToken()).toBe(theirs.accessToken);
    expect(await keeper.state()).toBe('connected');
  });

  it('is the end otherwise: kept as it is, said once, never asked again', async () => {
    const { keeper, store, clock, requests } = keeperWith([revoked]);
    clock.at += 60_000;
    expect(await keeper.accessToken()).toBe(first.accessToken);
    expect(await keeper.state()).toBe('revoked');
    clock.at += 86_400;
    expect((await caught(keeper.get())).code).toBe('token_revoked');
    expect((await caught(keeper.get())).code).toBe('token_revoked');
    expect(requests).toHaveLength(1);
    expect(await store.read()).toMatchObject({ refreshToken: 'refresh-1', version: 1 });
  });

  it('ends with a new consent', async () => {
    const { keeper, clock } = keeperWith([revoked]);
    clock.at += 86_400;
    await caught(keeper.get());
    const again = { accessToken: access('again'), refreshToken: 'r', expiresIn: 86_400 };
    await keeper.connect('agency.amocrm.localhost', { ...again, claims: null });
    expect(await keeper.accessToken()).toBe(again.accessToken);
    expect(await keeper.state()).toBe('connected');
  });
});

describe('a renamed account', () => {
  const domain = reply(200, { id: 5, subdomain: 'new', domain: 'new.amocrm.localhost' });

  it.each([
    ['404', reply(404, {})],
    ['a bare 401', reply(401, { status: 401 })],
    ['another account’s no', reply(400, { hint: 'Invalid account' })],
  ])('is found when the old host answers %s, and remembered', async (_, answer) => {
    const { keeper, store, clock, requests } = keeperWith([answer, domain, pair('second')]);
    clock.at += 60_000;
    if (answer.status === 401) answer.headers = new Map([['content-type', 'text/html']]);
    expect(await keeper.get()).toMatchObject({
      value: access('second'),
      host: 'new.amocrm.localhost',
    });
    expect(requests.map(({ url }) => url.hostname)).toEqual([
      'agency.amocrm.localhost',
      'api-b.amocrm.localhost',
      'new.amocrm.localhost',
    ]);
    expect(await store.read()).toMatchObject({ host: 'new.amocrm.localhost', version: 2 });
  });

  it('is looked up once only', async () => {
    const { keeper, clock } = keeperWith([reply(404, {}), domain, reply(404, {})]);
    clock.at += 86_400;
    expect((await caught(keeper.get())).code).toBe('not_found');
  });

  it('somebody else’s account is not followed', async () => {
    const other = reply(200, { id: 6, subdomain: 'new', domain: 'new.amocrm.localhost' });
    const { keeper, clock, requests } = keeperWith([reply(404, {}), other]);
    clock.at += 86_400;
    expect((await caught(keeper.get())).code).toBe('not_found');
    expect(requests).toHaveLength(2);
  });
});

describe('a token that amoCRM rejects', () => {
  it('is renewed once, whoever and however many say so', async () => {
    const { keeper, clock, requests } = keeperWith([pair('second')]);
    clock.at += 3_600;
    await Promise.all([1, 2, 3].map(() => keeper.rejected(first.accessToken)));
    await keeper.rejected(first.accessToken);
    expect(await keeper.accessToken()).toBe(access('second'));
    expect(requests).toHaveLength(1);
  });

  it('while young, means that the account has moved', async () => {
    const domain = reply(200, { id: 5, subdomain: 'new', domain: 'new.amocrm.localhost' });
    const { keeper, requests } = keeperWith([domain]);
    await keeper.rejected(first.accessToken);
    expect(await keeper.host()).toBe('new.amocrm.localhost');
    expect(requests).toHaveLength(1);
  });

  it('while young and not moved, is not exchanged over and over', async () => {
    const domain = reply(200, { id: 5, subdomain: 'agency', domain: first.host });
    const { keeper } = keeperWith([domain]);
    expect((await caught(keeper.rejected(first.accessToken))).code).toBe('unauthorized');
  });

  it('is another one than ours: nothing happens', async () => {
    const { keeper } = keeperWith([]);
    await keeper.rejected('something else');
  });
});

describe('without tokens', () => {
  it('says so, and works after connecting', async () => {
    const { keeper } = keeperWith([], { store: memoryTokenStore() });
    await expect(keeper.get()).rejects.toMatchObject({ name: 'TokenStoreError', code: 'empty' });
    expect(await keeper.state()).toBe('empty');
    const made = { accessToken: access('a'), refreshToken: 'r', expiresIn: 86_400, claims: null };
    await keeper.connect('agency.amocrm.localhost', made);
    expect(await keeper.get()).toMatchObject({ value: access('a'), expiresAt: start + 86_400 });
  });
});

describe('a long-lived token', () => {
  const token = jwt({ account_id: 5, exp: start + 10 });

  it('is given until its own end', async () => {
    let at = start;
    const source = staticTokenSource(token, { host: 'agency.amocrm.ru', now: () => at * 1000 });
    expect(await source.get()).toEqual({
      value: token,
      expiresAt: start + 10,
      host: 'agency.amocrm.ru',
      accountId: 5,
    });
    at += 10;
    expect((await caught(source.get())).code).toBe('unauthorized');
  });

  it('is given no more once amoCRM has rejected it', async () => {
    const source = staticTokenSource('opaque');
    await source.rejected('another');
    expect((await source.get()).expiresAt).toBeNull();
    expect((await caught(source.rejected('opaque'))).code).toBe('unauthorized');
    expect((await caught(source.get())).code).toBe('unauthorized');
  });

  it('has to be a token', () => {
    expect(() => staticTokenSource('two words')).toThrow(TypeError);
  });
});
