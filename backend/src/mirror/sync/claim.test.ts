import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { users } from '../../database/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { mirrorHooks } from '../tables.ts';
import { mirrorRows } from '../testing/mirror-rows.ts';
import { claimAccount } from './lease.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('accounts with hooks come first for those who look for them, and wait their turn for the others', async () => {
  const { db } = database;
  const worked = (seconds: number) => new Date(Date.now() - seconds * 1000);
  // Everything is due in all of them; the second and the third have been told changes.
  for (const [accountId, seconds] of [
    [1, 40],
    [2, 10],
    [3, 20],
    [4, 30],
  ] as const) {
    const rows = mirrorRows(db, accountId);
    await rows.account({ workedAt: worked(seconds) });
    const [user] = await db
      .insert(users)
      .values({ issuer: 'test', subject: String(accountId), name: '' })
      .returning({ id: users.id });
    await rows.connect(user?.id ?? '', 1);
  }
  await db.insert(mirrorHooks).values(
    [2, 3].map((accountId) => ({
      accountId,
      entity: 'lead' as const,
      action: 'update',
      entityId: 1,
      receivedAt: new Date(),
    })),
  );
  const claimed = [];
  for (const first of ['hooks', 'longest', 'hooks', 'hooks', 'longest'] as const) {
    claimed.push((await claimAccount(db, systemClock, first))?.accountId ?? null);
  }
  expect(claimed).toEqual([3, 1, 2, 4, null]);
});
