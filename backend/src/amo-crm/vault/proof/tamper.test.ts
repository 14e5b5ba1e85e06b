import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmTokens, type AmoCrmTokenRow } from '../../../database/schema.ts';
import type { Connections } from '../../connections.ts';
import {
  connect,
  oasis,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../../testing/amo-world.ts';
import { sealedValueSchema, type SealedValue } from '../sealing.ts';
import { report, rounds } from './rounds.ts';

/* Whoever can write to the database can break a connection, never use one or pass one on. */

let world: AmoWorld;
let service: Connections;
let user: string;
let colleague: string;
beforeAll(async () => {
  world = await startAmoWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
  user = await world.newUser();
  colleague = await world.newUser();
  await connect(world, service, user);
  await connect(world, service, colleague, { userId: oasis.seesAll });
});

type Tokens = Pick<AmoCrmTokenRow, 'accessToken' | 'refreshToken'>;
const rowOf = async (of: string) => {
  const [row] = await world.database.db
    .select()
    .from(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, of));
  if (!row) throw new Error('no row');
  return row;
};
const write = (of: string, tokens: Partial<Tokens>) =>
  world.database.db.update(amoCrmTokens).set(tokens).where(eq(amoCrmTokens.userId, of));
const requests = async () => (await world.seen()).requests.length;
const works = async (of: string) => (await (await service.apiFor(of)).account.get()).id > 0;

/** Refused in words, without a request to amoCRM, and nobody else is touched. */
async function failsClosed(): Promise<void> {
  const before = await requests();
  expect(await refusalOf(service.apiFor(user))).toMatchObject({
    kind: 'retry_later',
    reason: 'key_unavailable',
  });
  expect(await requests()).toBe(before);
  await expect
    .poll(() => service.getUserConnectionStatus(user))
    .toMatchObject({ connected: true, trouble: { reason: 'key_unavailable' } });
  expect(await works(colleague)).toBe(true);
}

/** The same shape with other bytes in it. */
const changed = (value: SealedValue, change: (body: Buffer) => Buffer): SealedValue => {
  const parts = value.split('.');
  const body = change(Buffer.from(parts[3] ?? '', 'base64url')).toString('base64url');
  return sealedValueSchema.parse([...parts.slice(0, 3), body].join('.'));
};
const flipped = (value: SealedValue, bit: number): SealedValue =>
  changed(value, (body) => {
    const at = Math.floor(bit / 8);
    body[at] = (body[at] ?? 0) ^ (1 << (bit % 8));
    return body;
  });
const bitsOf = (value: SealedValue) =>
  Buffer.from(value.split('.')[3] ?? '', 'base64url').length * 8;

describe('a stored pair', () => {
  const swaps: [string, (mine: Tokens, theirs: Tokens) => Partial<Tokens>][] = [
    ['swapped with a colleague’s', (_, theirs) => theirs],
    [
      'whose fields are swapped',
      ({ accessToken, refreshToken }) => ({ accessToken: refreshToken, refreshToken: accessToken }),
    ],
    [
      'that is cut',
      ({ accessToken }) => ({ accessToken: changed(accessToken, (b) => b.subarray(0, -1)) }),
    ],
    [
      'of a key that is not in the ring',
      ({ accessToken }) => ({
        accessToken: sealedValueSchema.parse(accessToken.replace('v1.test.', 'v1.other.')),
      }),
    ],
  ];
  it.each(swaps)('%s fails closed', async (_, tamper) => {
    const [mine, theirs] = [await rowOf(user), await rowOf(colleague)];
    const pick = ({ accessToken, refreshToken }: Tokens) => ({ accessToken, refreshToken });
    await write(user, tamper(pick(mine), pick(theirs)));
    await failsClosed();
    await write(user, pick(mine));
    expect(await works(user)).toBe(true);
    await expect
      .poll(() => service.getUserConnectionStatus(user))
      .toMatchObject({ connected: true, trouble: null });
  });

  it('put back from an earlier version fails closed', async () => {
    const { accessToken, refreshToken } = await rowOf(user);
    await connect(world, service, user);
    await write(user, { accessToken, refreshToken });
    await failsClosed();
  });

  it('with any bit of its access token flipped fails closed', async () => {
    const { accessToken } = await rowOf(user);
    const bits = bitsOf(accessToken);
    const step = rounds(Math.ceil(bits / 25), 1);
    let tried = 0;
    for (let bit = 0; bit < bits; bit += step) {
      await write(user, { accessToken: flipped(accessToken, bit) });
      expect(await refusalOf(service.apiFor(user))).toMatchObject({ reason: 'key_unavailable' });
      tried += 1;
    }
    report('tampered bits', { tried, of: bits, opened: 0 });
    expect(await works(colleague)).toBe(true);
  });

  it('with its refresh token tampered is not sent, and rests', async () => {
    const { refreshToken } = await rowOf(user);
    await write(user, { refreshToken: flipped(refreshToken, 7) });
    await world.database.db
      .update(amoCrmTokens)
      .set({ expiresAt: sql`now() - interval '1 minute'` })
      .where(eq(amoCrmTokens.userId, user));
    await failsClosed();
    await failsClosed();
  });
});
