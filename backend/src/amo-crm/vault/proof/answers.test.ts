import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens } from '../../../database/schema.ts';
import type { Connections } from '../../connections.ts';
import {
  clientSecret,
  connect,
  oasis,
  palm,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../../testing/amo-world.ts';
import { createSealer } from '../sealing.ts';
import { defaultTiming } from '../timing.ts';
import { openTokens } from '../token-pair.ts';

/* What amoCRM may answer to a refresh, and what becomes of the connection and of everybody else. */

const day = 86_400;
let world: AmoWorld;
let service: Connections;
let user: string;
let neighbour: string;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  service = world.newConnections({ timing: { ...defaultTiming, tokenCallMs: 1_000 } });
  user = await world.newUser();
  await connect(world, service, user);
  await world.advance(day + 60);
  neighbour = await world.newUser();
  await connect(world, service, neighbour, palm);
});

const tokenRequests = async () =>
  (await world.seen()).requests.filter(
    ({ path, host }) => path === '/oauth2/access_token' && host.startsWith(oasis.subdomain),
  ).length - 1;
const rowOf = async () => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, user));
  if (!row) throw new Error('no row');
  return row;
};
const endRest = () =>
  world.database.db
    .update(amoCrmTokens)
    .set({ leaseUntil: sql`clock_timestamp() - interval '1 second'` })
    .where(and(eq(amoCrmTokens.userId, user)));
const statusOf = (of = user) => service.getUserConnectionStatus(of);
const works = async (of: string) => (await (await service.apiFor(of)).account.get()).id > 0;

const unreachable = { reason: 'crm_unreachable' };
/** What comes of it when amoCRM is well again: `works`, or the pair was lost on the way. */
const answers: [string, object, { reason: string }, 'works' | 'lost'][] = [
  ['400 without a word', { kind: 'status', status: 400 }, { reason: 'secret_rejected' }, 'works'],
  ['401 that is not OAuth’s', { kind: 'status', status: 401 }, unreachable, 'works'],
  ['402', { kind: 'status', status: 402 }, { reason: 'subscription_ended' }, 'works'],
  ['403 in JSON', { kind: 'status', status: 403, format: 'json' }, unreachable, 'works'],
  [
    '403 in HTML',
    { kind: 'status', status: 403, format: 'html' },
    { reason: 'ip_blocked' },
    'works',
  ],
  ['404', { kind: 'status', status: 404, format: 'json' }, unreachable, 'works'],
  ['429 in JSON', { kind: 'status', status: 429 }, { reason: 'crm_rate_limited' }, 'works'],
  [
    '429 in HTML',
    { kind: 'status', status: 429, format: 'html' },
    { reason: 'crm_rate_limited' },
    'works',
  ],
  ['500', { kind: 'status', status: 500 }, unreachable, 'works'],
  ['502 in HTML', { kind: 'status', status: 502 }, unreachable, 'works'],
  ['a page where JSON was due', { kind: 'html_200' }, unreachable, 'works'],
  ['50 MB', { kind: 'huge_body', megabytes: 50 }, unreachable, 'works'],
  ['nothing at all', { kind: 'no_response' }, unreachable, 'works'],
  ['half a body', { kind: 'half_body' }, unreachable, 'lost'],
  ['a line cut after its work', { kind: 'drop_response' }, unreachable, 'lost'],
  ['JSON called text', { kind: 'rewrite', contentType: 'text/plain' }, unreachable, 'lost'],
  ['JSON without a token', { kind: 'rewrite', remove: ['access_token'] }, unreachable, 'lost'],
];

describe.each(answers)('a refresh answered by %s', (_, fault, { reason }, afterwards) => {
  it('is one call however many ask, has its own words, and leaves the neighbour alone', async () => {
    await world.fault({ match: 'token', subdomain: oasis.subdomain, times: 1000, ...fault });
    const all = await Promise.all(
      Array.from({ length: 50 }, () => refusalOf(service.apiFor(user))),
    );
    for (const problem of all) expect(problem).toMatchObject({ kind: 'retry_later', reason });
    // No storm: whoever asks again while amoCRM rests is told the same without a call.
    for (let n = 0; n < 10; n += 1) {
      expect(await refusalOf(service.apiFor(user))).toMatchObject({ kind: 'retry_later', reason });
    }
    expect(await tokenRequests()).toBe(1);
    expect(await statusOf()).toMatchObject({ connected: true, trouble: { reason } });
    expect(await works(neighbour)).toBe(true);
    expect(await statusOf(neighbour)).toMatchObject({ connected: true, trouble: null });

    await world.order('faults/clear');
    // Longer than the circuit of the integration rests.
    await world.advance(60);
    await endRest();
    if (afterwards === 'works') {
      expect(await works(user)).toBe(true);
      expect(await statusOf()).toMatchObject({ connected: true, trouble: null });
      expect(await rowOf()).toMatchObject({ refreshFailures: 0, tokenVersion: 2 });
    } else {
      expect(await refusalOf(service.apiFor(user))).toMatchObject({
        kind: 'reconnect_required',
        reason: 'unknown_outcome',
      });
    }
    expect(await tokenRequests()).toBe(2);
  });
});

describe('a refresh that fails again and again', () => {
  it('is tried less and less often', async () => {
    await world.fault({ match: 'token', kind: 'status', status: 500, times: 1000 });
    const rests: number[] = [];
    for (let n = 0; n < 6; n += 1) {
      await refusalOf(service.apiFor(user));
      const { rows } = await world.database.db.execute<{ rest: number }>(
        sql`select extract(epoch from lease_until - clock_timestamp())::float as rest
            from amo_crm_tokens where user_id = ${user}`,
      );
      rests.push(Math.round((rows[0]?.rest ?? 0) / 10) * 10);
      await endRest();
    }
    expect(rests).toEqual([10, 20, 40, 80, 120, 120]);
  });

  it('for another reason tells that one, and since when', async () => {
    await world.fault({ match: 'token', kind: 'status', status: 500 });
    await refusalOf(service.apiFor(user));
    const first = await rowOf();
    await world.advance(600);
    await endRest();
    await world.fault({ match: 'token', kind: 'status', status: 402 });
    await refusalOf(service.apiFor(user));
    const second = await rowOf();
    expect([first.trouble, second.trouble]).toEqual(['crm_unreachable', 'subscription_ended']);
    expect(second.troubleSince?.getTime()).toBeGreaterThan(first.troubleSince?.getTime() ?? 0);
  });
});

describe('the integration’s own fault', () => {
  it('a regenerated secret ends nobody’s connection, and is asked about once for all', async () => {
    await world.order('integration', { secret: 'regenerated-at-amocrm' });
    await world.advance(day);
    expect(await refusalOf(service.apiFor(user))).toMatchObject({ reason: 'secret_rejected' });
    expect(await refusalOf(service.apiFor(neighbour))).toMatchObject({ reason: 'secret_rejected' });
    expect(service.integrationHealth()).toBe('secret_rejected');
    const { requests } = await world.seen();
    const refused = requests.filter(({ path }) => path === '/oauth2/access_token').length - 2;
    expect(refused).toBe(1);
    for (const one of [user, neighbour]) {
      expect(await statusOf(one)).toMatchObject({ state: 'connected', hasTokens: true });
    }
    await world.order('integration', { secret: clientSecret });
    await world.advance(60);
    await world.database.db.update(amoCrmTokens).set({ leaseUntil: null });
    expect([await works(user), await works(neighbour)]).toEqual([true, true]);
    expect(service.integrationHealth()).toBe('ok');
  });
});

describe('an answer of the API that concerns the whole account', () => {
  it.each([
    ['402', { status: 402 }, 'subscription_ended'],
    ['403 in HTML', { status: 403, format: 'html' }, 'ip_blocked'],
  ])(
    '%s is told by the status, and is over with the first good answer',
    async (_, fault, reason) => {
      await works(user);
      await world.fault({ match: 'api', kind: 'status', subdomain: oasis.subdomain, ...fault });
      await expect((await service.apiFor(user)).account.get()).rejects.toThrow();
      await expect.poll(() => statusOf()).toMatchObject({ connected: true, trouble: { reason } });
      await world.endPauses();
      expect(await works(user)).toBe(true);
      await expect.poll(() => statusOf()).toMatchObject({ connected: true, trouble: null });
      expect(await statusOf(neighbour)).toMatchObject({ trouble: null });
    },
  );
});

describe('odd pairs', () => {
  const openPair = async () => {
    const row = await rowOf();
    const place = { table: 'amo_crm_tokens', rowId: row.id, version: row.tokenVersion } as const;
    return openTokens(createSealer(world.config.tokenKeys), place, row);
  };
  const refreshedWith = async (fault: object) => {
    await world.fault({ match: 'token', kind: 'rewrite', ...fault });
    expect(await works(user)).toBe(true);
    return rowOf();
  };

  it('without a refresh token keep the one we have', async () => {
    const before = (await openPair()).refreshToken.reveal();
    expect(await refreshedWith({ remove: ['refresh_token'] })).toMatchObject({ tokenVersion: 2 });
    expect((await openPair()).refreshToken.reveal()).toBe(before);
  });

  it('with the same refresh token are a new version all the same', async () => {
    const same = (await openPair()).refreshToken.reveal();
    const row = await refreshedWith({ set: { refresh_token: same } });
    expect(row).toMatchObject({ tokenVersion: 2, state: 'connected' });
    expect((await openPair()).refreshToken.reveal()).toBe(same);
  });

  it.each([
    ['0', { set: { expires_in: 0 } }],
    ['negative', { set: { expires_in: -60 } }],
    ['a text', { set: { expires_in: '86400' } }],
    ['a word', { set: { expires_in: 'soon' } }],
    ['null', { set: { expires_in: null } }],
    ['missing', { remove: ['expires_in'] }],
    ['a thousand years', { set: { expires_in: 31_536_000_000 } }],
  ])('whose expires_in is %s live as long as the token itself says', async (_, fault) => {
    const row = await refreshedWith(fault);
    const lifeMs = row.expiresAt.getTime() - world.clock().getTime();
    expect(lifeMs).toBeGreaterThan((day - 60) * 1000);
    expect(lifeMs).toBeLessThanOrEqual(day * 1000);
    expect(await works(user)).toBe(true);
    expect(await tokenRequests()).toBe(1);
  });
});
