import { randomBytes } from 'node:crypto';
import { Secret } from '@foryou-crm/backend/amo-crm/vault/sealing';
import type { OpenPair } from '@foryou-crm/backend/amo-crm/vault/token-pair';
import type { TokenRows } from '@foryou-crm/backend/amo-crm/vault/token-rows';
import type { Database } from '@foryou-crm/backend/database/open';
import { users } from '@foryou-crm/backend/database/schema';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Adds people who have no connection yet and returns their ids. */
export async function addPeople(db: Database, count: number): Promise<string[]> {
  const people = Array.from({ length: count }, (_, n) => ({
    issuer: 'bench',
    subject: randomBytes(8).toString('hex'),
    name: `Broker ${n}`,
  }));
  const added = await db.insert(users).values(people).returning({ id: users.id });
  return added.map(({ id }) => id);
}

/** A pair that amoCRM gave this many hours ago; it gives access tokens for 24. */
export function pairGiven(
  hoursAgo: number,
  tokens: { accessToken: string; refreshToken: string },
): OpenPair {
  const askedAt = new Date(Date.now() - hoursAgo * hourMs);
  return {
    accessToken: new Secret(tokens.accessToken),
    refreshToken: new Secret(tokens.refreshToken),
    askedAt,
    expiresAt: new Date(askedAt.getTime() + dayMs),
    refreshExpiresAt: new Date(askedAt.getTime() + 90 * dayMs),
    apiDomain: 'api-b.amocrm.localhost',
  };
}

/** Connects people by the vault's own door, a few at a time. */
export async function connectBrokers(
  { db, rows }: { db: Database; rows: TokenRows },
  brokers: { who: Parameters<TokenRows['connect']>[1]; pair: OpenPair }[],
): Promise<void> {
  const queue = brokers.values();
  const work = async () => {
    for (const { who, pair } of queue) await db.transaction((tx) => rows.connect(tx, who, pair));
  };
  await Promise.all(Array.from({ length: 8 }, work));
}

/** Of the length and the alphabet of amoCRM's: a JWT of a good thousand characters. */
export const accessTokenLike = () => randomBytes(768).toString('base64url');
/** amoCRM's refresh tokens are `def502…`, several hundred characters of hex. */
export const refreshTokenLike = () => `def502${randomBytes(360).toString('hex')}`;
