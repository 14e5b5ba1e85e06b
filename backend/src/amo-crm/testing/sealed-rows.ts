import { randomUUID } from 'node:crypto';
import { systemClock } from '../../clock.ts';
import { transaction, type Database } from '../../database/open.ts';
import { users, type AmoCrmTokenRow } from '../../database/schema.ts';
import { createAttempts } from '../attempts.ts';
import { Secret, type Sealer } from '../vault/sealing.ts';
import type { OpenPair } from '../vault/token-pair.ts';
import { createTokenRows } from '../vault/token-rows.ts';

/** What amoCRM would have given; the text tells pairs apart. */
export function pairOf(text: string): OpenPair {
  const now = systemClock();
  return {
    accessToken: new Secret(`access ${text}`),
    refreshToken: new Secret(`refresh ${text}`),
    askedAt: now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    refreshExpiresAt: new Date(now.getTime() + 90 * 86_400_000),
    apiDomain: 'api.example',
  };
}

/** Rows as the service makes them, without an amoCRM to ask: for tests of the keys alone. */
export function sealedRows(db: Database, sealer: Sealer) {
  const rows = createTokenRows({ db, clock: systemClock, sealer });
  const attempts = createAttempts({ db, clock: systemClock, sealer });

  async function newUser(): Promise<string> {
    const values = { issuer: 'test', subject: randomUUID(), name: 'Test' };
    const [user] = await db.insert(users).values(values).returning({ id: users.id });
    if (!user) throw new Error('no user');
    return user.id;
  }

  async function connect(text: string): Promise<AmoCrmTokenRow> {
    const who = { userId: await newUser(), accountId: 7, amoUserId: 8, baseDomain: 'a.example' };
    return transaction(db, (tx) => rows.connect(tx, who, pairOf(text)));
  }

  return {
    rows,
    attempts,
    connect,
    async connectMany(count: number): Promise<AmoCrmTokenRow[]> {
      const made: AmoCrmTokenRow[] = [];
      for (let n = 0; n < count; n += 1) made.push(await connect(String(n)));
      return made;
    },
    /** An attempt that amoCRM has given a pair, and that has not become a connection yet. */
    async answeredAttempt(text: string): Promise<string> {
      const state = randomUUID();
      const begun = { userId: await newUser(), state, challenge: 'c', platform: 'native' } as const;
      await attempts.begin(begun);
      const attempt = await attempts.byState(state);
      if (!attempt) throw new Error('no attempt');
      await attempts.savePair(attempt.id, attempts.seal(attempt.id, pairOf(text)), 60);
      return attempt.id;
    },
    /** Both halves of a connection's pair in the clear. */
    opened(row: AmoCrmTokenRow): [access: string, refresh: string] {
      const token = rows.open(row);
      return [token.accessToken.reveal(), token.refreshToken.reveal()];
    },
  };
}
