import { sandboxServer } from '@foryou-crm/amocrm';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmConnectAttempts, amoCrmTokens } from '../database/schema.ts';
import { hashOf } from './attempts.ts';
import { createConnections } from './connections.ts';
import {
  answeredAttempt,
  clientSecret,
  connect,
  newVerifier,
  palm,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from './testing/amo-world.ts';

let world: AmoWorld;
let service: ReturnType<AmoWorld['newConnections']>;
let user: string;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
  user = await world.newUser();
});

const tokenCalls = async () => (await world.seen()).tokenCalls.authorization_code;
/** Those on their way included. */
const tokenRequests = async () =>
  (await world.seen()).requests.filter(({ path }) => path === '/oauth2/access_token').length;
const isConnected = async () => (await service.getUserConnectionStatus(user)).connected;
const attemptOf = async (state: string) => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmConnectAttempts)
    .where(eq(amoCrmConnectAttempts.stateHash, hashOf(state)));
  if (!row) throw new Error('no attempt');
  return row;
};

describe('what is refused before any request leaves', () => {
  const nothingLeft = async () => {
    expect(await tokenCalls()).toBe(0);
    expect(await isConnected()).toBe(false);
  };

  it('a state nobody began', async () => {
    const input = await answeredAttempt(world, service, user);
    const forged = { ...input, state: newVerifier().verifier };
    expect(await refusalOf(service.exchangeCodeForUser(user, forged))).toMatchObject({
      kind: 'attempt_invalid',
      reason: 'unknown',
    });
    await nothingLeft();
  });

  it('the state of another user, who can still finish himself', async () => {
    const input = await answeredAttempt(world, service, user);
    const thief = await world.newUser();
    expect(await refusalOf(service.exchangeCodeForUser(thief, input))).toMatchObject({
      reason: 'other_user',
    });
    await nothingLeft();
    await service.exchangeCodeForUser(user, input);
    expect(await isConnected()).toBe(true);
    expect((await service.getUserConnectionStatus(thief)).connected).toBe(false);
  });

  it('a verifier that does not belong to the challenge', async () => {
    const input = await answeredAttempt(world, service, user);
    const wrong = { ...input, verifier: newVerifier().verifier };
    expect(await refusalOf(service.exchangeCodeForUser(user, wrong))).toMatchObject({
      reason: 'verifier_mismatch',
    });
    await nothingLeft();
  });

  it('a code the callback did not see', async () => {
    const input = await answeredAttempt(world, service, user);
    const another = await world.consent(input.state);
    const swapped = { ...input, code: another.code };
    expect(await refusalOf(service.exchangeCodeForUser(user, swapped))).toMatchObject({
      reason: 'code_rejected',
    });
    await nothingLeft();
  });

  it('a code before the callback was called at all', async () => {
    const { verifier, challenge } = newVerifier();
    const { state } = await service.createAuthUrl(user, { challenge, platform: 'web' });
    const consent = await world.consent(state);
    const early = { ...consent, verifier };
    expect(await refusalOf(service.exchangeCodeForUser(user, early))).toMatchObject({
      reason: 'code_rejected',
    });
    await nothingLeft();
  });

  it('an account host other than the callback saw, although it is amoCRM’s', async () => {
    const input = await answeredAttempt(world, service, user);
    const swapped = { ...input, referer: 'palmco.amocrm.localhost' };
    expect(await refusalOf(service.exchangeCodeForUser(user, swapped))).toMatchObject({
      reason: 'host_refused',
    });
    await nothingLeft();
  });

  it('an attempt older than twenty minutes', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.advance(20 * 60 + 1);
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      reason: 'expired',
    });
    await nothingLeft();
  });

  it('an attempt that was denied in amoCRM', async () => {
    const { verifier, challenge } = newVerifier();
    const { state } = await service.createAuthUrl(user, { challenge, platform: 'web' });
    await service.attempts.recordDenial((await attemptOf(state)).id);
    const input = { code: 'any', state, referer: 'oasiskey.amocrm.localhost', verifier };
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      reason: 'denied',
    });
    await nothingLeft();
  });
});

describe('exactly one token call', () => {
  it('when ten exchanges of one attempt run in parallel', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', kind: 'delay', ms: 300 });
    const all = await Promise.all(
      Array.from({ length: 10 }, () => service.exchangeCodeForUser(user, input)),
    );
    expect(all.every(({ connected }) => connected)).toBe(true);
    expect(await tokenCalls()).toBe(1);
  });

  it('when two processes get the same exchange', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', kind: 'delay', ms: 300 });
    const another = world.newConnections();
    const both = await Promise.all([
      service.exchangeCodeForUser(user, input),
      another.exchangeCodeForUser(user, input),
    ]);
    expect(both.every(({ connected }) => connected)).toBe(true);
    expect(await tokenCalls()).toBe(1);
  });

  it('when a finished attempt is repeated, also after its twenty minutes', async () => {
    const input = await answeredAttempt(world, service, user);
    await service.exchangeCodeForUser(user, input);
    expect((await service.exchangeCodeForUser(user, input)).connected).toBe(true);
    await world.advance(3600);
    expect((await service.exchangeCodeForUser(user, input)).connected).toBe(true);
    expect(await tokenCalls()).toBe(1);
  });

  it('and a repeat after disconnecting does not connect again', async () => {
    const input = await answeredAttempt(world, service, user);
    await service.exchangeCodeForUser(user, input);
    await service.disconnectUser(user);
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'attempt_invalid',
      reason: 'used',
    });
    expect(await tokenCalls()).toBe(1);
    expect(await isConnected()).toBe(false);
  });
});

describe('when amoCRM refuses the code', () => {
  it('an already used one ends the attempt in words', async () => {
    const input = await answeredAttempt(world, service, user);
    // Somebody spends the code: the exchange whose answer is lost.
    await world.fault({ match: 'token', kind: 'drop_response' });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'retry_later',
      reason: 'crm_unreachable',
    });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'attempt_invalid',
      reason: 'used',
    });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      reason: 'used',
    });
    expect(await tokenCalls()).toBe(2);
    expect(await isConnected()).toBe(false);
  });

  it('an expired one ends the attempt in words', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.order('clock/advance', { seconds: 20 * 60 + 1 });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'attempt_invalid',
      reason: 'expired',
    });
  });

  it('one it never gave ends the attempt in words', async () => {
    const { verifier, challenge } = newVerifier();
    const { state } = await service.createAuthUrl(user, { challenge, platform: 'web' });
    const made = { code: 'def50200feed', state, referer: 'oasiskey.amocrm.localhost', verifier };
    await service.attempts.recordAnswer((await attemptOf(state)).id, made);
    expect(await refusalOf(service.exchangeCodeForUser(user, made))).toMatchObject({
      kind: 'attempt_invalid',
      reason: 'code_rejected',
    });
  });

  it('one of another account ends the attempt in words', async () => {
    const { verifier, challenge } = newVerifier();
    const { state } = await service.createAuthUrl(user, { challenge, platform: 'web' });
    const consent = await world.consent(state);
    const mixed = { ...consent, referer: 'palmco.amocrm.localhost', verifier };
    await service.attempts.recordAnswer((await attemptOf(state)).id, mixed);
    expect(await refusalOf(service.exchangeCodeForUser(user, mixed))).toMatchObject({
      reason: 'code_rejected',
    });
    expect(await isConnected()).toBe(false);
  });
});

describe('when the exchange fails on the way', () => {
  it.each([
    ['429', { kind: 'status', status: 429, retryAfter: 7 }, 'crm_rate_limited'],
    ['500', { kind: 'status', status: 500 }, 'crm_unreachable'],
    ['502 in HTML', { kind: 'status', status: 502, format: 'html' }, 'crm_unreachable'],
    ['HTML with 200', { kind: 'html_200' }, 'crm_unreachable'],
    ['a blocked address', { kind: 'status', status: 403, format: 'html' }, 'ip_blocked'],
    ['402', { kind: 'status', status: 402 }, 'subscription_ended'],
  ])('%s: said in words, and the same code connects afterwards', async (_, fault, reason) => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', ...fault });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'retry_later',
      reason,
    });
    expect((await attemptOf(input.state)).state).toBe('open');
    expect((await service.exchangeCodeForUser(user, input)).connected).toBe(true);
  });

  it('no network: nothing is spent, and the same code connects when it is back', async () => {
    const input = await answeredAttempt(world, service, user);
    const unplugged = createConnections({
      ...world.parts,
      config: {
        ...world.config,
        amoCrm: {
          ...world.config.amoCrm,
          // Nothing listens on port 1.
          server: sandboxServer({ origin: 'http://amocrm.localhost:1' }),
        },
      },
    });
    expect(await refusalOf(unplugged.exchangeCodeForUser(user, input))).toMatchObject({
      kind: 'retry_later',
      reason: 'crm_unreachable',
    });
    expect((await service.exchangeCodeForUser(user, input)).connected).toBe(true);
    expect(await tokenCalls()).toBe(1);
  });

  it('an answer that breaks off ends in words: the code was spent', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', kind: 'half_body' });
    expect((await refusalOf(service.exchangeCodeForUser(user, input))).kind).toBe('retry_later');
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      reason: 'used',
    });
  });

  it('our own wrong secret leaves the attempt open and is not asked about twice', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.order('integration', { secret: 'another-secret' });
    const no = { kind: 'retry_later', reason: 'secret_rejected' };
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject(no);
    expect(service.integrationHealth()).toBe('secret_rejected');
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject(no);
    expect(await tokenCalls()).toBe(1);
    await world.order('integration', { secret: clientSecret });
    await world.advance(60);
    expect((await service.exchangeCodeForUser(user, input)).connected).toBe(true);
    expect(service.integrationHealth()).toBe('ok');
  });

  it('a redirect address that is not the registered one is our setting, not the broker’s code', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.order('integration', { redirectUri: 'https://elsewhere.example.test/callback' });
    expect(await refusalOf(service.exchangeCodeForUser(user, input))).toMatchObject({
      reason: 'secret_rejected',
    });
    expect((await attemptOf(input.state)).state).toBe('open');
  });

  it('a caller who waits for a failing call is told to come again, without a second call', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', kind: 'delay', ms: 400 });
    await world.fault({ match: 'token', kind: 'status', status: 500 });
    const outcomes = await Promise.all([
      refusalOf(service.exchangeCodeForUser(user, input)).catch(() => null),
      refusalOf(world.newConnections().exchangeCodeForUser(user, input)).catch(() => null),
    ]);
    expect(outcomes.filter((problem) => problem?.kind === 'retry_later').length).toBeLessThan(2);
    expect(await tokenCalls()).toBe(1);
  });
});

describe('between the pair and the connection', () => {
  it('a failing account read is made good by a repeat, with no second token call', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: '/api/v4/account', kind: 'status', status: 500 });
    expect((await refusalOf(service.exchangeCodeForUser(user, input))).kind).toBe('retry_later');
    const waiting = await attemptOf(input.state);
    expect(waiting.accessToken).toMatch(/^v1\.test\./);
    expect(await isConnected()).toBe(false);

    // As after a kill: another process goes on from the saved pair.
    expect((await world.newConnections().exchangeCodeForUser(user, input)).connected).toBe(true);
    expect(await tokenCalls()).toBe(1);
    const done = await attemptOf(input.state);
    expect([done.accessToken, done.refreshToken, done.state]).toEqual([null, null, 'finished']);
  });

  it('a process that died while exchanging is followed by the next, once its lease is over', async () => {
    const input = await answeredAttempt(world, service, user);
    const { id } = await attemptOf(input.state);
    await service.attempts.claim(id, 'a dead process', 45);
    const slow = service.exchangeCodeForUser(user, input);
    await world.database.db
      .update(amoCrmConnectAttempts)
      .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
      .where(eq(amoCrmConnectAttempts.id, id));
    expect((await slow).connected).toBe(true);
  });

  it('the pair on the attempt is worth nothing on another attempt or in the vault', async () => {
    const input = await answeredAttempt(world, service, user);
    const second = await answeredAttempt(world, service, user);
    await world.fault({ match: '/api/v4/account', kind: 'status', status: 500 });
    await refusalOf(service.exchangeCodeForUser(user, input));
    const { accessToken, refreshToken, tokensExpireAt, refreshExpiresAt } = await attemptOf(
      input.state,
    );
    await world.database.db
      .update(amoCrmConnectAttempts)
      .set({ accessToken, refreshToken, tokensExpireAt, refreshExpiresAt })
      .where(eq(amoCrmConnectAttempts.stateHash, hashOf(second.state)));
    expect(await refusalOf(service.exchangeCodeForUser(user, second))).toMatchObject({
      kind: 'retry_later',
      reason: 'key_unavailable',
    });
  });

  it('disconnecting ends an answered attempt, so it cannot connect afterwards', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: 'token', kind: 'delay', ms: 400 });
    const late = refusalOf(service.exchangeCodeForUser(user, input));
    await expect.poll(tokenRequests).toBe(1);
    await service.disconnectUser(user);
    expect(await late).toMatchObject({ kind: 'attempt_invalid', reason: 'used' });
    expect(await isConnected()).toBe(false);
    expect((await attemptOf(input.state)).accessToken).toBeNull();
  });
});

describe('another account than before', () => {
  it('is asked about first, changes nothing until agreed, and then needs no second consent', async () => {
    await connect(world, service, user);
    const before = await service.getUserConnectionStatus(user);
    const input = await answeredAttempt(world, service, user, palm);
    const problem = await refusalOf(service.exchangeCodeForUser(user, input));
    expect(problem).toMatchObject({
      kind: 'conflict',
      accountChange: {
        from: { name: before.accountName, domain: 'oasiskey.amocrm.localhost' },
        to: { domain: 'palmco.amocrm.localhost' },
      },
    });
    expect(await service.getUserConnectionStatus(user)).toEqual(before);
    expect((await (await service.apiFor(user)).account.get()).subdomain).toBe('oasiskey');

    const calls = await tokenCalls();
    const after = await service.exchangeCodeForUser(user, { ...input, confirmAccountChange: true });
    expect(after).toMatchObject({ connected: true, domain: 'palmco.amocrm.localhost' });
    expect(await tokenCalls()).toBe(calls);
    expect((await (await service.apiFor(user)).account.get()).subdomain).toBe('palmco');
  });

  it('the same account again is not asked about, and replaces the pair', async () => {
    await connect(world, service, user);
    const first = await world.database.db
      .select()
      .from(amoCrmTokens)
      .where(eq(amoCrmTokens.userId, user));
    await connect(world, service, user);
    const second = await world.database.db
      .select()
      .from(amoCrmTokens)
      .where(eq(amoCrmTokens.userId, user));
    expect(second).toHaveLength(1);
    expect(second[0]?.id).toBe(first[0]?.id);
    expect(second[0]?.tokenVersion).toBe(2);
    expect(second[0]?.accessToken).not.toBe(first[0]?.accessToken);
  });
});

describe('attempts', () => {
  it('keep neither state, code nor verifier', async () => {
    const input = await answeredAttempt(world, service, user);
    const stored = JSON.stringify(await attemptOf(input.state));
    for (const secret of [input.state, input.code, input.verifier]) {
      expect(stored).not.toContain(secret);
    }
  });

  it('are bounded: the oldest of more than five gives way', async () => {
    const inputs = [];
    for (let n = 0; n < 6; n++) inputs.push(await answeredAttempt(world, service, user));
    const [oldest, ...rest] = inputs;
    const newest = rest.at(-1);
    if (!oldest || !newest) throw new Error('no attempts');
    expect(await refusalOf(service.exchangeCodeForUser(user, oldest))).toMatchObject({
      reason: 'expired',
    });
    expect((await service.exchangeCodeForUser(user, newest)).connected).toBe(true);
  });

  it('begun too often are limited, for all processes together', async () => {
    const begin = (from: typeof service) =>
      from.createAuthUrl(user, { challenge: newVerifier().challenge, platform: 'web' });
    for (let n = 0; n < 30; n++) await begin(n % 2 ? service : world.newConnections());
    expect((await refusalOf(begin(world.newConnections()))).kind).toBe('rate_limited');
    await world.advance(601);
    expect((await begin(service)).state).toHaveLength(43);
  });

  it('that are over lose their pair in the sweep, and are forgotten after a day', async () => {
    const input = await answeredAttempt(world, service, user);
    await world.fault({ match: '/api/v4/account', kind: 'status', status: 500 });
    await refusalOf(service.exchangeCodeForUser(user, input));
    await service.attempts.sweep();
    expect((await attemptOf(input.state)).accessToken).not.toBeNull();
    await world.advance(21 * 60);
    await service.attempts.sweep();
    const swept = await attemptOf(input.state);
    expect([swept.accessToken, swept.refreshToken, swept.state]).toEqual([null, null, 'failed']);
    await world.advance(25 * 3600);
    await service.attempts.sweep();
    await expect(attemptOf(input.state)).rejects.toThrow('no attempt');
  });
});
