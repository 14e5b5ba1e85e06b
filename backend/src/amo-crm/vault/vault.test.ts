import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens } from '../../database/schema.ts';
import {
  clientSecret,
  connect,
  oasis,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../testing/amo-world.ts';
import { defaultTiming } from './timing.ts';

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
  await connect(world, service, user);
});

const day = 86_400;
const refreshes = async () => (await world.seen()).tokenCalls.refresh_token;
const tokenRequests = async () =>
  (await world.seen()).requests.filter(({ path }) => path === '/oauth2/access_token').length;
const rowOf = async (userId = user) => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, userId));
  return row ?? null;
};
const readAccount = async (from = service) => (await from.apiFor(user)).account.get();

describe('a token that is due', () => {
  it('is left alone while it has time', async () => {
    await world.advance(day - 600);
    await readAccount();
    expect(await refreshes()).toBe(0);
  });

  it('is refreshed before it ends, and the new pair is another version', async () => {
    const before = await rowOf();
    await world.advance(day - 200);
    await readAccount();
    const after = await rowOf();
    expect(await refreshes()).toBe(1);
    expect(after).toMatchObject({ tokenVersion: 2, state: 'connected', leaseOwner: null });
    expect(after?.refreshToken).not.toBe(before?.refreshToken);
    expect(after?.id).toBe(before?.id);
  });

  it('costs one token call for a hundred callers', async () => {
    await world.advance(day + 60);
    await Promise.all(Array.from({ length: 100 }, () => service.apiFor(user)));
    expect(await refreshes()).toBe(1);
  });

  it('costs one token call for callers of four processes', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'delay', ms: 300 });
    const processes = Array.from({ length: 4 }, () => world.newConnections());
    await Promise.all(processes.flatMap((one) => [one.apiFor(user), one.apiFor(user)]));
    expect(await refreshes()).toBe(1);
  });

  it('goes on for months, refresh after refresh', async () => {
    for (let n = 0; n < 4; n++) {
      await world.advance(60 * day);
      await readAccount();
    }
    expect(await rowOf()).toMatchObject({ tokenVersion: 5, state: 'connected' });
  });
});

describe('a refused access token', () => {
  it('that amoCRM alone forgot costs one refresh, and the caller notices nothing', async () => {
    await world.fault({ match: 'api', kind: 'status', status: 401, times: 1 });
    expect((await readAccount()).subdomain).toBe('oasiskey');
    expect(await refreshes()).toBe(1);
  });

  it('in a burst costs one refresh', async () => {
    await world.fault({ match: 'api', kind: 'status', status: 401, times: 5 });
    const all = await Promise.all(Array.from({ length: 5 }, () => readAccount()));
    expect(all.every(({ subdomain }) => subdomain === 'oasiskey')).toBe(true);
    expect(await refreshes()).toBe(1);
  });

  it('never loops, when amoCRM refuses every token', async () => {
    await world.fault({ match: 'api', kind: 'status', status: 401, times: 1000 });
    const before = (await world.seen()).requests.length;
    await expect(readAccount()).rejects.toMatchObject({ code: 'unauthorized' });
    await expect(readAccount()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await refreshes()).toBe(1);
    expect((await world.seen()).requests.length - before).toBeLessThan(10);
    expect((await rowOf())?.state).toBe('connected');
  });
});

describe('a grant that was taken away', () => {
  it('ends in reconnect_required, with the pair kept and the status saying since when', async () => {
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    expect(await refusalOf(readAccount())).toMatchObject({
      kind: 'reconnect_required',
      reason: 'revoked',
    });
    const status = await service.getUserConnectionStatus(user);
    expect(status).toMatchObject({
      connected: false,
      hasTokens: true,
      state: 'reconnect_required',
      reason: 'revoked',
    });
    expect(status.reconnectRequiredAt).not.toBeNull();
    expect(await rowOf()).toMatchObject({ tokenVersion: 1 });

    const calls = await tokenRequests();
    expect((await refusalOf(service.apiFor(user))).kind).toBe('reconnect_required');
    expect(await tokenRequests()).toBe(calls);
  });

  it('is made good by connecting again', async () => {
    await world.order('grants/revoke', { subdomain: oasis.subdomain, silent: true });
    await refusalOf(readAccount());
    await connect(world, service, user);
    expect(await service.getUserConnectionStatus(user)).toMatchObject({
      connected: true,
      reason: null,
      reconnectRequiredAt: null,
      trouble: null,
    });
    expect(await rowOf()).toMatchObject({
      outcomeUnknown: false,
      refreshFailures: 0,
      leaseOwner: null,
      leaseUntil: null,
    });
    await readAccount();
  });

  it('after three idle months is told apart from a withdrawal', async () => {
    await world.advance(93 * day);
    expect(await refusalOf(service.apiFor(user))).toMatchObject({
      kind: 'reconnect_required',
      reason: 'refresh_expired',
    });
  });

  it('is told as unknown when an answer with a new pair was lost', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'drop_response' });
    expect(await refusalOf(service.apiFor(user))).toMatchObject({ kind: 'retry_later' });
    await endLease();
    expect(await refusalOf(service.apiFor(user))).toMatchObject({
      kind: 'reconnect_required',
      reason: 'unknown_outcome',
    });
  });

  it('is not believed when another process was faster: its pair is used', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'delay', ms: 500 });
    const before = await tokenRequests();
    const slow = service.apiFor(user);
    await expect.poll(tokenRequests).toBe(before + 1);
    // The slow one is taken for dead, and the next spends the refresh token first.
    await endLease();
    await world.newConnections().apiFor(user);
    await slow;
    expect(await refreshes()).toBe(2);
    expect(await rowOf()).toMatchObject({ tokenVersion: 2, state: 'connected' });
    await readAccount();
  });
});

/** As if the rest after a failure, or the lease of a dead process, had passed. */
const endLease = () =>
  world.database.db
    .update(amoCrmTokens)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
    .where(eq(amoCrmTokens.userId, user));

describe('while a refresh is late', () => {
  it('a token that is still good serves, and the refresh goes on', async () => {
    const timing = { ...defaultTiming, waitMs: 200 };
    const patient = world.newConnections({ timing });
    await world.advance(day - 200);
    await world.fault({ match: 'token', kind: 'delay', ms: 800 });
    await readAccount(patient);
    expect(await rowOf()).toMatchObject({ tokenVersion: 1 });
    await expect.poll(async () => (await rowOf())?.tokenVersion).toBe(2);
    expect(await refreshes()).toBe(1);
  });

  it('a caller whose token is over is told when to come again, and then served', async () => {
    const timing = { ...defaultTiming, waitMs: 200 };
    const patient = world.newConnections({ timing });
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'delay', ms: 800 });
    expect(await refusalOf(patient.apiFor(user))).toMatchObject({
      kind: 'retry_later',
      reason: 'busy',
    });
    await expect.poll(async () => (await rowOf())?.tokenVersion).toBe(2);
    await readAccount(patient);
    expect(await refreshes()).toBe(1);
  });
});

describe('when the refresh fails on the way', () => {
  it.each([
    ['500', { kind: 'status', status: 500 }],
    ['429', { kind: 'status', status: 429 }],
    ['HTML with 200', { kind: 'html_200' }],
    ['403 in HTML', { kind: 'status', status: 403, format: 'html' }],
  ])('%s: the token that is still good goes on serving, and amoCRM gets rest', async (_, fault) => {
    await world.advance(day - 200);
    await world.fault({ match: 'token', ...fault, times: 100 });
    expect((await readAccount()).subdomain).toBe('oasiskey');
    expect((await readAccount()).subdomain).toBe('oasiskey');
    expect(await tokenRequests()).toBe(2);
    await world.order('faults/clear');
    await endLease();
    await readAccount();
    expect(await rowOf()).toMatchObject({ tokenVersion: 2, state: 'connected' });
  });

  it('with a token that is over says so, keeps the pair, and works again afterwards', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'status', status: 502 });
    expect(await refusalOf(service.apiFor(user))).toMatchObject({
      kind: 'retry_later',
      reason: 'crm_unreachable',
    });
    expect(await service.getUserConnectionStatus(user)).toMatchObject({ connected: true });
    await endLease();
    await readAccount();
    expect(await rowOf()).toMatchObject({ tokenVersion: 2 });
  });

  it('our own wrong secret ends nobody’s connection', async () => {
    await world.advance(day + 60);
    await world.order('integration', { secret: 'another-secret' });
    expect(await refusalOf(service.apiFor(user))).toMatchObject({ reason: 'secret_rejected' });
    expect(await service.getUserConnectionStatus(user)).toMatchObject({ connected: true });
    await world.order('integration', { secret: clientSecret });
    await world.advance(60);
    await endLease();
    await readAccount();
  });

  it('a process that died while refreshing is followed by the next', async () => {
    await world.advance(day + 60);
    await world.database.db
      .update(amoCrmTokens)
      .set({ leaseOwner: 'a dead process', leaseUntil: sql`clock_timestamp() + interval '1 hour'` })
      .where(eq(amoCrmTokens.userId, user));
    const waiting = service.apiFor(user);
    await endLease();
    await waiting;
    expect(await rowOf()).toMatchObject({ tokenVersion: 2, leaseOwner: null });
  });
});

describe('disconnecting', () => {
  it('is not undone by a refresh that ends later', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'delay', ms: 400 });
    const before = await tokenRequests();
    const late = refusalOf(service.apiFor(user));
    await expect.poll(tokenRequests).toBe(before + 1);
    await service.disconnectUser(user);
    expect((await late).kind).toBe('not_connected');
    expect(await rowOf()).toBeNull();
  });

  it('and connecting anew is not overwritten by it either', async () => {
    await world.advance(day + 60);
    await world.fault({ match: 'token', kind: 'delay', ms: 600 });
    const before = await tokenRequests();
    const late = service.apiFor(user).catch(() => null);
    await expect.poll(tokenRequests).toBe(before + 1);
    await connect(world, world.newConnections(), user);
    const fresh = await rowOf();
    await late;
    expect(await rowOf()).toMatchObject({ accessToken: fresh?.accessToken });
  });
});

describe('a renamed account', () => {
  it('is found at its new address and stays connected', async () => {
    await world.order('accounts/rename', { from: oasis.subdomain, to: 'oasiskeyrealty' });
    expect((await readAccount()).subdomain).toBe('oasiskeyrealty');
    expect((await service.getUserConnectionStatus(user)).domain).toBe(
      'oasiskeyrealty.amocrm.localhost',
    );
    await readAccount();
  });

  it('is found by a refresh too', async () => {
    await world.advance(day + 60);
    await world.order('accounts/rename', { from: oasis.subdomain, to: 'oasiskeyrealty' });
    await readAccount();
    expect(await rowOf()).toMatchObject({
      tokenVersion: 2,
      baseDomain: 'oasiskeyrealty.amocrm.localhost',
    });
  });
});

describe('the stored pair', () => {
  it('is ciphertext, and says so when it was moved to another user', async () => {
    const victim = await world.newUser();
    await connect(world, service, victim);
    const [mine, theirs] = [await rowOf(), await rowOf(victim)];
    if (!mine || !theirs) throw new Error('no rows');
    expect(mine.accessToken).toMatch(/^v1\.test\.[\w-]{16}\.[\w-]+$/);
    await world.database.db
      .update(amoCrmTokens)
      .set({ accessToken: theirs.accessToken, refreshToken: theirs.refreshToken })
      .where(eq(amoCrmTokens.id, mine.id));
    expect(await refusalOf(service.apiFor(user))).toMatchObject({
      kind: 'retry_later',
      reason: 'key_unavailable',
    });
    expect((await service.apiFor(victim)).account).toBeDefined();
  });
});

describe('the signed disconnect hook', () => {
  it('marks what amoCRM no longer accepts; all of several at once: the integration is off', async () => {
    const colleague = await world.newUser();
    await connect(world, service, colleague, { userId: oasis.seesAll });
    const { accountId } = await service.getUserConnectionStatus(user);
    await world.order('integration', { enabled: false, subdomain: oasis.subdomain });
    expect(await service.checkAccount(Number(accountId))).toEqual({ allAsked: true });
    for (const broker of [user, colleague])
      expect(await service.getUserConnectionStatus(broker)).toMatchObject({
        state: 'reconnect_required',
        reason: 'integration_disabled',
      });
    expect(await service.checkAccount(Number(accountId))).toEqual({ allAsked: true });
  });

  it('with one connection only cannot tell the two apart and claims the lesser', async () => {
    const { accountId } = await service.getUserConnectionStatus(user);
    await world.order('integration', { enabled: false, subdomain: oasis.subdomain });
    await service.checkAccount(Number(accountId));
    expect(await service.getUserConnectionStatus(user)).toMatchObject({ reason: 'revoked' });
  });

  it('replayed later changes nothing', async () => {
    const before = await service.getUserConnectionStatus(user);
    expect(await service.checkAccount(Number(before.accountId))).toEqual({ allAsked: true });
    expect(await service.getUserConnectionStatus(user)).toEqual(before);
  });

  it('after one broker’s withdrawal leaves the others connected', async () => {
    const colleague = await world.newUser();
    await connect(world, service, colleague, { userId: oasis.seesAll });
    await world.order('grants/revoke', {
      subdomain: oasis.subdomain,
      userId: oasis.seesAll,
      silent: true,
    });
    const { accountId } = await service.getUserConnectionStatus(user);
    await service.checkAccount(Number(accountId));
    expect((await service.getUserConnectionStatus(user)).connected).toBe(true);
    expect(await service.getUserConnectionStatus(colleague)).toMatchObject({
      state: 'reconnect_required',
      reason: 'revoked',
    });
  });
});
