import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../clock.ts';
import { transaction } from '../../database/open.ts';
import {
  amoCrmAudit,
  amoCrmConnectAttempts,
  amoCrmTokens,
  backendInstances,
  users,
  type AmoCrmTokenRow,
} from '../../database/schema.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { createInstance, runningWriters, strangersTo } from '../instances.ts';
import { pairOf, sealedRows } from '../testing/sealed-rows.ts';
import type { AtCrashPoint, CrashPoint } from './crash-points.ts';
import { readKeyUse, resealAll } from './resealing.ts';
import { createSealer, type Sealer, type SealingKey } from './sealing.ts';

const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [oldKey, newKey, lostKey] = [key('old'), key('new'), key('lost')];
const before = createSealer([oldKey]);
const both = createSealer([newKey, oldKey]);
const after = createSealer([newKey]);
const lost = createSealer([lostKey]);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  // The connections and the attempts go with their people; the audit trail stays.
  await database.db.delete(users);
  await database.db.delete(backendInstances);
});

const by = (sealer: Sealer) => sealedRows(database.db, sealer);
const rowsBy = (sealer: Sealer) => by(sealer).rows;
const connect = (sealer: Sealer, text = 'one') => by(sealer).connect(text);
const connectMany = (sealer: Sealer, count: number) => by(sealer).connectMany(count);
const opened = (row: AmoCrmTokenRow, sealer = after) => by(sealer).opened(row);

const { accessToken, refreshToken, ...others } = getTableColumns(amoCrmTokens);
/** Everything of every connection but what is sealed. */
const bystanders = () =>
  database.db.select(others).from(amoCrmTokens).orderBy(asc(amoCrmTokens.id));
const sealed = () =>
  database.db.select({ accessToken, refreshToken }).from(amoCrmTokens).orderBy(asc(others.id));
const all = () => database.db.select().from(amoCrmTokens);
const one = async (id: string) => {
  const row = await rowsBy(both).byId(id);
  if (!row) throw new Error('the connection is gone');
  return row;
};
const auditLines = () =>
  database.db
    .select({ actor: amoCrmAudit.actor, details: amoCrmAudit.details })
    .from(amoCrmAudit)
    .where(sql`${amoCrmAudit.details}->>'kind' = 'keys_rotated'`)
    .orderBy(asc(amoCrmAudit.id));

const reseal = (at?: AtCrashPoint, sealer = both) =>
  resealAll({
    db: database.db,
    sealer,
    clock: systemClock,
    actor: { kind: 'command' },
    ...(at && { at }),
  });
/** Does the work once, the first time the point is reached. */
const onceAt = (wanted: CrashPoint, work: () => Promise<unknown>): AtCrashPoint => {
  let isDone = false;
  return async (point) => {
    if (point !== wanted || isDone) return;
    isDone = true;
    await work();
  };
};

describe('sealing anew', () => {
  it('moves every pair to the ring’s first key, and touches nothing else of a row', async () => {
    const [first, second] = [await connect(before, 'first'), await connect(before, 'second')];
    await rowsBy(before).requireReconnect(second, 'revoked');
    const rest = await bystanders();
    expect(await reseal()).toEqual({ resealed: 2, unreadable: 0, total: 2 });
    expect(await bystanders()).toEqual(rest);
    expect(await readKeyUse(database.db)).toEqual(new Map([['new', 2]]));
    expect(opened(await one(first.id))).toEqual(['access first', 'refresh first']);
    expect(await one(second.id)).toMatchObject({ state: 'reconnect_required', tokenVersion: 1 });
    expect(opened(await one(second.id))).toEqual(['access second', 'refresh second']);
  });

  it('moves the pair of an unfinished attempt, which goes on as if nothing had been', async () => {
    const id = await by(before).answeredAttempt('attempt');
    const others = {
      ...getTableColumns(amoCrmConnectAttempts),
      accessToken: sql`1`,
      refreshToken: sql`1`,
    };
    const read = () => database.db.select(others).from(amoCrmConnectAttempts);
    const rest = await read();
    expect(await reseal()).toMatchObject({ resealed: 1, unreadable: 0 });
    expect(await read()).toEqual(rest);
    const { attempts } = by(after);
    const attempt = await attempts.byId(id);
    if (!attempt) throw new Error('the attempt is gone');
    expect(attempts.pairOf(attempt)?.refreshToken.reveal()).toBe('refresh attempt');
  });

  it('is told in the audit trail once, with who did it; a second time there is nothing', async () => {
    await connectMany(before, 2);
    const lines = (await auditLines()).length;
    await reseal();
    expect(await reseal()).toEqual({ resealed: 0, unreadable: 0, total: 0 });
    const details = { kind: 'keys_rotated', keyId: 'new', resealed: 2, unreadable: 0 };
    expect((await auditLines()).slice(lines)).toEqual([{ actor: 'command', details }]);
  });

  it('leaves pairs of an unknown key alone, counts them, and does all the others', async () => {
    // More than fit into one look at the table, with the unreadable ones among them.
    const readable = await connectMany(before, 120);
    const unreadable = await connectMany(lost, 120);
    const seen: number[] = [];
    const progress = await resealAll({
      db: database.db,
      sealer: both,
      clock: systemClock,
      actor: { kind: 'backend' },
      onProgress: (now) => seen.push(now.resealed + now.unreadable),
    });
    expect(progress).toEqual({ resealed: 120, unreadable: 120, total: 240 });
    expect(seen).toEqual([100, 200, 240]);
    for (const row of unreadable) expect(await one(row.id)).toEqual(row);
    const rows = await Promise.all(readable.map(({ id }) => one(id)));
    expect(rows.map((row) => opened(row)[0])).toEqual(
      readable.map((_, n) => `access ${String(n)}`),
    );
    // And the next run does not begin with the readable ones again.
    expect(await reseal()).toEqual({ resealed: 0, unreadable: 120, total: 120 });
  });

  it('does not carry over what was moved between rows: it still does not open', async () => {
    const [mine, theirs] = [await connect(before, 'mine'), await connect(before, 'theirs')];
    const { accessToken, refreshToken } = theirs;
    await database.db
      .update(amoCrmTokens)
      .set({ accessToken, refreshToken })
      .where(eq(amoCrmTokens.id, mine.id));
    expect(await reseal()).toEqual({ resealed: 1, unreadable: 1, total: 2 });
    expect((await one(mine.id)).accessToken).toBe(accessToken);
  });

  it('never takes a part of a value that is not sealed for the id of a key', async () => {
    const { id } = await connect(before);
    await database.db.execute(
      sql`update amo_crm_tokens set access_token = 'head.canary-body.tail' where id = ${id}`,
    );
    expect(await readKeyUse(database.db)).toEqual(new Map([['', 1]]));
    expect(await reseal()).toEqual({ resealed: 0, unreadable: 1, total: 1 });
  });
});

describe('sealing anew beside a backend that works', () => {
  it('does not undo a refresh that was saved after it read the row', async () => {
    const row = await connect(before);
    const rows = rowsBy(before);
    const refresh = () =>
      rows.saveRefreshed(row, rows.seal(row, pairOf('two')), { fromSpool: false });
    expect(await reseal(onceAt('reseal.read', refresh))).toMatchObject({ resealed: 0 });
    const now = await one(row.id);
    expect(now.tokenVersion).toBe(2);
    expect(opened(now, before)).toEqual(['access two', 'refresh two']);
    expect(await reseal()).toMatchObject({ resealed: 1 });
    expect(opened(await one(row.id))).toEqual(['access two', 'refresh two']);
  });

  it('is no obstacle to a refresh that left before and is saved after', async () => {
    const row = await connect(before);
    const rows = rowsBy(before);
    const claimed = await rows.claim(row, 'owner', 60);
    if (!claimed) throw new Error('no lease');
    expect(await reseal()).toMatchObject({ resealed: 1 });
    expect(await one(row.id)).toMatchObject({ leaseOwner: 'owner' });
    const saved = await rows.saveRefreshed(claimed, rows.seal(claimed, pairOf('two')), {
      fromSpool: false,
    });
    expect(saved).toMatchObject({ tokenVersion: 2, state: 'connected' });
    expect(opened(await one(row.id), before)).toEqual(['access two', 'refresh two']);
  });

  it('in a race of many refreshes and two rotations leaves every connection its newest pair', async () => {
    const made = await connectMany(before, 60);
    const rows = rowsBy(both);
    const refreshes = made.map((row, n) =>
      rows.saveRefreshed(row, rows.seal(row, pairOf(`newest ${String(n)}`)), { fromSpool: false }),
    );
    const [first, second] = await Promise.all([reseal(), reseal(), ...refreshes]);
    expect(first.unreadable + second.unreadable).toBe(0);
    // What one of them has sealed anew the other has left alone.
    expect(first.resealed + second.resealed).toBeLessThanOrEqual(60);
    await reseal();
    const now = await Promise.all(made.map(({ id }) => one(id)));
    expect(now.map((row) => [row.tokenVersion, opened(row)[1]])).toEqual(
      made.map((_, n) => [2, `refresh newest ${String(n)}`]),
    );
  });

  it('does not bring back what was disconnected meanwhile', async () => {
    const row = await connect(before);
    const { db } = database;
    const disconnect = () =>
      transaction(db, (tx) => rowsBy(before).destroy(tx, row.userId, { kind: 'backend' }));
    expect(await reseal(onceAt('reseal.read', disconnect))).toMatchObject({ resealed: 0 });
    expect(await all()).toEqual([]);
  });

  it('does not give a pair back to an attempt that ended meanwhile', async () => {
    const id = await by(before).answeredAttempt('attempt');
    const { attempts } = by(before);
    const attempt = await attempts.recordAnswer(id, { code: 'code', referer: 'a.example' });
    if (!attempt?.accessToken) throw new Error('no pair on the attempt');
    const end = () => attempts.endAnswered(database.db, attempt.userId);
    expect(await reseal(onceAt('reseal.read', end))).toMatchObject({ resealed: 0, unreadable: 0 });
    expect(await attempts.byId(id)).toMatchObject({ state: 'failed', accessToken: null });
  });

  it('does not undo another one that was faster with a newer key', async () => {
    const newest = key('newest');
    const row = await connect(before);
    const faster = () => reseal(undefined, createSealer([newest, oldKey]));
    expect(await reseal(onceAt('reseal.read', faster))).toMatchObject({ resealed: 0 });
    expect(opened(await one(row.id), createSealer([newest]))).toHaveLength(2);
  });

  it.each(['reseal.read', 'reseal.written'] as const)(
    'cut off at %s leaves each pair to one key or the other, and the next run does the rest',
    async (point) => {
      const made = await connectMany(before, 3);
      let reached = 0;
      const cut: AtCrashPoint = (at) => {
        if (at === point && (reached += 1) === 2) throw new Error('cut off');
      };
      await expect(reseal(cut)).rejects.toThrow('cut off');
      const done = point === 'reseal.read' ? 1 : 2;
      expect(await readKeyUse(database.db)).toEqual(
        new Map([
          ['new', done],
          ['old', 3 - done],
        ]),
      );
      for (const row of await all()) expect(opened(row, both)).toHaveLength(2);
      expect(await reseal()).toMatchObject({ resealed: 3 - done });
      const now = await Promise.all(made.map(({ id }) => one(id)));
      expect(now.map((row) => opened(row)[0])).toEqual(['access 0', 'access 1', 'access 2']);
    },
  );

  it('never seals twice with one nonce', async () => {
    await connectMany(before, 20);
    await reseal();
    const values = (await sealed()).flatMap((row) => [row.accessToken, row.refreshToken]);
    expect(new Set(values.map((value) => value.split('.')[2])).size).toBe(40);
  });
});

describe('the running backends', () => {
  const age = (id: string, minutes: number) =>
    database.db.execute(
      sql`update backend_instances set seen_at = clock_timestamp() - make_interval(mins => ${minutes})
          where ${id} = any(key_ids)`,
    );

  it('that lack a key are counted for as long as they live', async () => {
    const [one, two] = [
      createInstance(database.db, ['old']),
      createInstance(database.db, ['old', 'new']),
    ];
    expect(await strangersTo(database.db, 'new')).toBe(0);
    await one.beat();
    await two.beat();
    expect(await strangersTo(database.db, 'new')).toBe(1);
    expect(await strangersTo(database.db, 'third')).toBe(2);
    await one.leave();
    expect(await strangersTo(database.db, 'new')).toBe(0);
  });

  it('count no more two minutes after a kill, and the others forget them', async () => {
    await createInstance(database.db, ['killed']).beat();
    await age('killed', 1);
    expect(await strangersTo(database.db, 'new')).toBe(1);
    await age('killed', 3);
    expect(await strangersTo(database.db, 'new')).toBe(0);
    await createInstance(database.db, ['new']).beat();
    expect(await database.db.select().from(backendInstances)).toHaveLength(1);
  });

  it('seal with the first key of their ring', async () => {
    expect(await runningWriters(database.db)).toEqual(new Set());
    await createInstance(database.db, ['old', 'new']).beat();
    expect(await runningWriters(database.db)).toEqual(new Set(['old']));
    await createInstance(database.db, ['new', 'old']).beat();
    expect(await runningWriters(database.db)).toEqual(new Set(['old', 'new']));
    await age('old', 3);
    expect(await runningWriters(database.db)).toEqual(new Set());
  });
});
