import { apiTokenSchema } from '@foryou-crm/contract/app';
import { paths } from '@foryou-crm/contract/paths';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { eq, sql } from 'drizzle-orm';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createInstance } from '../../amo-crm/instances.ts';
import {
  clientSecret,
  connect,
  oasis,
  palm,
  refusalOf,
  startAmoWorld,
  type AmoWorld,
} from '../../amo-crm/testing/amo-world.ts';
import { createSealer } from '../../amo-crm/vault/sealing.ts';
import { createTokenRows } from '../../amo-crm/vault/token-rows.ts';
import { bearer, startTestApp, type TestApp } from '../../testing/app.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/database.ts';
import { startProgram } from '../../testing/process.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { connect as connectDatabase } from '../open.ts';
import * as schema from '../schema.ts';
import { checkBackup, restoreBackup } from './restore.ts';
import { markRestored } from './restored.ts';
import { saveBackup } from './save.ts';
import { mirrorRows } from '../../mirror/testing/mirror-rows.ts';
import { inOrder, isLeftOut } from './tables.ts';

const { amoCrmTokens, amoCrmAudit } = schema;
const day = 86_400;

let world: AmoWorld;
let folder: string;
beforeAll(async () => {
  world = await startAmoWorld();
  await world.database.db.insert(schema.deployment).values({ mode: 'development' });
});
afterAll(() => world.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foryou-backup-'));
  await world.database.db.delete(schema.users);
  await world.reset();
});
const made: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const undo of made.splice(0)) await undo();
  await rm(folder, { recursive: true, force: true });
});

const save = (name = 'backup.gz', of: AmoWorld = world) => {
  const file = join(folder, name);
  const { url } = of.database;
  return saveBackup({ url, file, clock: of.clock }).then((saved) => ({ ...saved, file }));
};

async function migrated(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  made.push(() => database.close());
  return database;
}

/** As a server's administrator makes it: without a table. */
async function untouched(): Promise<TestDatabase> {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const { pool: admin } = world.database;
  await admin.query(`create database ${name}`);
  const url = world.database.url.replace(/[^/]*$/, name);
  const { db, pool } = connectDatabase(url, silentLog);
  const close = async () => {
    await pool.end();
    await admin.query(`drop database ${name} with (force)`);
  };
  made.push(close);
  return { db, pool, url, close };
}

const restore = ({ db, url }: TestDatabase, file: string) =>
  restoreBackup({ db, url, file, isOurs: false });

/** Runs the command as a person does. */
async function command(args: string[], databaseUrl: string) {
  const env = { FORYOU_MODE: 'development', DATA_DIR: folder, DATABASE_URL: databaseUrl };
  const program = startProgram('backup.ts', env, args);
  const code = await program.exited;
  return { code, said: program.said() };
}

/** Every row of every table, as text. */
async function contents(pool: pg.Pool): Promise<Map<string, string[]>> {
  const names = z.array(z.object({ name: z.string() })).parse(
    (
      await pool.query(
        `select relname as name from pg_class
           where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
      )
    ).rows,
  );
  const all = new Map<string, string[]>();
  for (const { name } of names) {
    const { rows } = await pool.query(
      `select to_jsonb(t)::text as row from "${name}" t order by 1`,
    );
    all.set(
      name,
      z
        .array(z.object({ row: z.string() }))
        .parse(rows)
        .map(({ row }) => row),
    );
  }
  return all;
}

const rowOf = async ({ db }: Pick<TestDatabase, 'db'>, userId: string) => {
  const [row] = await db.select().from(amoCrmTokens).where(eq(amoCrmTokens.userId, userId));
  return row ?? null;
};

describe.each([
  {
    way: 'the function, into a migrated database',
    into: migrated,
    by: async (target: TestDatabase, file: string) => {
      await checkBackup(file, 'development');
      await restore(target, file);
    },
  },
  {
    way: 'the command, into an empty database',
    into: untouched,
    by: async (target: TestDatabase, file: string) => {
      const { code, said } = await command(['restore', file], target.url);
      expect(said).toContain('2 connections will be tried once when the backend starts');
      expect(code).toBe(0);
    },
  },
])('a backup restored by $way', ({ into, by }) => {
  it('goes on with pairs that are current; an older one ends after one call, in one message', async () => {
    const [current, older] = [await world.newUser(), await world.newUser()];
    const service = world.newConnections();
    await connect(world, service, current);
    await connect(world, service, older, palm);
    const { file } = await save();
    // Renewed after the backup was made: amoCRM no longer takes what is in it.
    await world.advance(day - 200);
    await service.apiFor(older);
    expect(await rowOf(world.database, older)).toMatchObject({ tokenVersion: 2 });
    expect(await rowOf(world.database, current)).toMatchObject({ tokenVersion: 1 });

    const target = await into();
    await by(target, file);
    const restored = world.newConnections({ db: target.db });
    const calls = async () => (await world.seen()).tokenCalls.refresh_token;
    const before = await calls();
    expect(await restored.keeper.refreshDue()).toBe(1);
    expect((await calls()) - before).toBe(2);

    expect((await (await restored.apiFor(current)).account.get()).subdomain).toBe(oasis.subdomain);
    expect(await rowOf(target, current)).toMatchObject({ tokenVersion: 2, outcomeUnknown: false });
    expect(await restored.getUserConnectionStatus(older)).toMatchObject({
      connected: false,
      state: 'reconnect_required',
      reason: 'unknown_outcome',
    });
    expect(await refusalOf(restored.apiFor(older))).toMatchObject({
      kind: 'reconnect_required',
      reason: 'unknown_outcome',
    });
    expect(await restored.keeper.refreshDue()).toBe(0);
    expect((await calls()) - before).toBe(2);

    // Nothing stands in the way of connecting again.
    await connect(world, restored, older, palm);
    await (await restored.apiFor(older)).account.get();
  });
});

describe('where amoCRM takes an old refresh token until the new pair was used', () => {
  let kind: AmoWorld;
  beforeAll(async () => {
    kind = await startAmoWorld({ refreshReuse: 'until_new_used' });
    await kind.database.db.insert(schema.deployment).values({ mode: 'development' });
  });
  afterAll(() => kind.close());

  it('an older pair goes on too', async () => {
    const user = await kind.newUser();
    const service = kind.newConnections();
    await connect(kind, service, user);
    const { file } = await save('kind.gz', kind);
    await kind.advance(day - 200);
    await service.apiFor(user);
    expect(await rowOf(kind.database, user)).toMatchObject({ tokenVersion: 2 });

    const target = await migrated();
    await restore(target, file);
    const restored = kind.newConnections({ db: target.db });
    expect(await restored.keeper.refreshDue()).toBe(1);
    await (await restored.apiFor(user)).account.get();
    expect(await rowOf(target, user)).toMatchObject({ tokenVersion: 2, state: 'connected' });
  });
});

describe('a round trip', () => {
  it('brings back every row of every table, and marks the connections', async () => {
    await fillEveryTable();
    const source = await contents(world.database.pool);
    const empty = [...source].filter(([table, rows]) => rows.length === 0 && !isLeftOut(table));
    expect(empty).toEqual([]);
    expect(source.get('mirror_leads')).not.toEqual([]);
    const { file, counts } = await save();

    const target = await migrated();
    const restored = await restore(target, file);
    expect(restored.counts).toEqual(counts);
    expect(restored.skipped).toEqual([]);
    expect(await contents(world.database.pool)).toEqual(source);
    await markRestored(world.database.db);
    const expected = new Map(await contents(world.database.pool));
    for (const table of expected.keys()) if (isLeftOut(table)) expected.set(table, []);
    expect(await contents(target.pool)).toEqual(expected);
    expect(await target.db.select().from(amoCrmTokens)).toMatchObject([
      { outcomeUnknown: true, leaseOwner: null, leaseUntil: null },
    ]);
  });

  it('goes on counting where the backup ended', async () => {
    await fillEveryTable();
    const { file } = await save();
    const target = await migrated();
    await restore(target, file);
    const [last] = await target.db
      .select({ id: sql<number>`max(${amoCrmAudit.id})::int` })
      .from(amoCrmAudit);
    const details = { kind: 'disconnected' } as const;
    const [next] = await target.db
      .insert(amoCrmAudit)
      .values({ accountId: 0, at: world.clock(), actor: 'command', details })
      .returning({ id: amoCrmAudit.id });
    expect(next?.id).toBe((last?.id ?? 0) + 1);
  });
});

describe('people after a restore', () => {
  const signedIn = async () => {
    const source = await startTestApp();
    made.push(() => source.close());
    await source.database.db.insert(schema.deployment).values({ mode: 'development' });
    const person = await source.add();
    const { sessionToken } = await source.signIn(person.email ?? '');
    const file = join(folder, 'people.gz');
    await saveBackup({ url: source.database.url, file, clock: world.clock });
    const target = await migrated();
    await restore(target, file);
    const appWith = async (secret: string) => {
      const app = await startTestApp({ auth: { secret, external: null } }, { database: target });
      made.unshift(() => app.close());
      return app;
    };
    return { email: person.email ?? '', sessionToken, secret: source.config.auth.secret, appWith };
  };
  const me = async ({ app }: TestApp, jwt: string) =>
    (await app.inject({ url: paths.me, headers: bearer(jwt) })).statusCode;

  it('are still signed in, with the same AUTH_SECRET', async () => {
    const { sessionToken, secret, appWith } = await signedIn();
    const restored = await appWith(secret);
    const answer = await restored.app.inject({
      url: paths.auth.token,
      headers: bearer(sessionToken),
    });
    expect(await me(restored, apiTokenSchema.parse(answer.json()).token)).toBe(200);
  });

  it('sign in again with their password, where AUTH_SECRET was lost', async () => {
    const { email, sessionToken, appWith } = await signedIn();
    const restored = await appWith('another-secret-that-is-long-enough-too');
    const headers = bearer(sessionToken);
    const answer = await restored.app.inject({ url: paths.auth.token, headers });
    expect(answer.statusCode).toBe(401);
    expect(await me(restored, (await restored.signIn(email)).jwt)).toBe(200);
  });
});

/** What COPY, JSON, gzip and people have ever stumbled over. */
const hostile = '\\.\n\\N\t\r\n"\'`\\\\ Олена Ї 🏠 \u0001 \u2028 $1 %s';

async function fillEveryTable(): Promise<string> {
  const { db } = world.database;
  const user = await world.newUser();
  await connect(world, world.newConnections(), user);
  const soon = new Date(world.clock().getTime() + 60_000);
  await db.update(amoCrmTokens).set({ leaseOwner: 'a backend', leaseUntil: soon });
  await db.insert(schema.users).values([
    { issuer: 'test', subject: randomBytes(8).toString('hex'), name: hostile, email: '' },
    { issuer: 'test', subject: `${hostile}${randomBytes(8).toString('hex')}`, name: '\\.' },
  ]);
  const id = randomBytes(8).toString('hex');
  await db.insert(schema.authUser).values({ id, name: hostile, email: `${id}@agency.example` });
  await db.insert(schema.authSession).values({ id, token: id, userId: id, expiresAt: soon });
  const account = { id, accountId: id, providerId: 'credential', userId: id, password: hostile };
  await db.insert(schema.authAccount).values(account);
  const link = { id, identifier: id, value: hostile, expiresAt: soon };
  await db.insert(schema.authVerification).values(link);
  const jwk = { id, publicKey: '{}', privateKey: '{}', createdAt: soon };
  await db.insert(schema.authJwks).values(jwk);
  await db.insert(schema.authRateLimit).values({ key: id, count: 1, resetsAt: soon });
  const body = { bodyHash: id, answer: { said: hostile }, createdAt: soon };
  await db.insert(schema.idempotencyKeys).values({ userId: user, route: 'x', key: id, ...body });
  const place = { responsibleUserId: 1, pipelineId: 1, stageId: 142 };
  await mirrorRows(db, parseInt(id.slice(0, 8), 16)).lead({ id: 1, ...place });
  const instance = createInstance(db, ['test']);
  await instance.beat();
  made.push(() => instance.leave());
  return user;
}

describe('the file', () => {
  it('holds no token, key or secret in the clear, and is its owner’s alone', async () => {
    const user = await world.newUser();
    await connect(world, world.newConnections(), user);
    const row = await rowOf(world.database, user);
    if (!row) throw new Error('no row');
    const open = tokenRows(world.database).open(row);
    const { file } = await save();

    const text = gunzipSync(await readFile(file)).toString('utf8');
    expect(text).toContain(row.refreshToken);
    const key = Buffer.alloc(32, 7);
    for (const canary of [
      open.accessToken.reveal(),
      open.refreshToken.reveal(),
      clientSecret,
      world.config.auth.secret,
      key.toString('base64'),
      key.toString('base64url'),
      key.toString('hex'),
    ]) {
      expect(text).not.toContain(canary);
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['backup.gz']);
  });

  it('is never written over another', async () => {
    await world.newUser();
    await writeFile(join(folder, 'backup.gz'), 'older');
    await expect(save()).rejects.toThrow('is there already');
    expect(await readFile(join(folder, 'backup.gz'), 'utf8')).toBe('older');
    expect(await readdir(folder)).toEqual(['backup.gz']);
  });

  it('is not there at all when the database goes away in the middle', async () => {
    await world.newUser();
    const { saving, blocked } = await blockedSave();
    const refused = expect(saving).rejects.toThrow();
    await world.database.pool.query('select pg_terminate_backend($1)', [blocked.pid]);
    await refused;
    await blocked.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['a folder that is not there', 'none/backup.gz', 'there is no such folder'],
    ['a file in the place of a folder', 'file/backup.gz', 'there is no such folder'],
  ])('in %s is refused in words', async (_, name, words) => {
    await world.newUser();
    await writeFile(join(folder, 'file'), '');
    await expect(save(name)).rejects.toThrow(words);
    expect(await readdir(folder)).toEqual(['file']);
  });

  it('of a database without anybody is refused: it is the wrong one', async () => {
    await expect(save()).rejects.toThrow('There is nobody in the database');
    const { url } = await untouched();
    const file = join(folder, 'backup.gz');
    const refused = saveBackup({ url, file, clock: world.clock });
    await expect(refused).rejects.toThrow('There is no For You CRM in the database');
    expect(await readdir(folder)).toEqual([]);
  });
});

/** A save that has begun, and waits for the first table until it is released. */
async function blockedSave() {
  const holder = await world.database.pool.connect();
  await holder.query('begin');
  await holder.query('lock table amo_crm_accounts in access exclusive mode');
  const saving = save();
  saving.catch(() => undefined);
  const waiting = async () => {
    const { rows } = await world.database.pool.query(
      `select pid from pg_stat_activity
       where application_name = 'foryou-crm backup' and wait_event_type = 'Lock'
         and datname = current_database()`,
    );
    return z.array(z.object({ pid: z.int() })).parse(rows)[0]?.pid;
  };
  await expect.poll(waiting).toBeDefined();
  const release = async () => {
    await holder.query('rollback');
    holder.release();
  };
  return { saving, blocked: { pid: await waiting(), release } };
}

const tokenRows = ({ db }: Pick<TestDatabase, 'db'>) =>
  createTokenRows({ db, clock: world.clock, sealer: createSealer(world.config.tokenKeys) });

describe('a save while tokens are refreshed', () => {
  const people = async (count: number) => {
    const service = world.newConnections();
    for (let n = 0; n < count; n++) await connect(world, service, await world.newUser());
    return service;
  };

  /** Pairs open under their version, and the audit trail tells of as many refreshes. */
  async function versionsIn(file: string): Promise<number[]> {
    const target = await migrated();
    await restore(target, file);
    const rows = tokenRows(target);
    const found = await target.db.select().from(amoCrmTokens);
    const versions = found.map((row) => {
      expect(() => rows.open(row)).not.toThrow();
      return row.tokenVersion;
    });
    for (const { id, tokenVersion } of found) {
      const refreshes = await target.db.$count(
        amoCrmAudit,
        sql`${amoCrmAudit.connectionId} = ${id} and ${amoCrmAudit.details}->>'kind' = 'refreshed'`,
      );
      expect(refreshes).toBe(tokenVersion - 1);
    }
    return versions;
  }

  it('is of one moment: what is committed after its beginning is not in it', async () => {
    const service = await people(3);
    const { saving, blocked } = await blockedSave();
    await world.advance(day - 200);
    expect(await service.keeper.refreshDue()).toBe(3);
    await blocked.release();
    expect(await versionsIn((await saving).file)).toEqual([1, 1, 1]);
    const { file } = await save('later.gz');
    expect(await versionsIn(file)).toEqual([2, 2, 2]);
  });

  it('is consistent wherever it falls, and holds no refresh up', async () => {
    const service = await people(6);
    const files: string[] = [];
    for (let round = 1; round <= 3; round++) {
      await world.advance(day - 200);
      const refreshing = service.keeper.refreshDue();
      const saved = await Promise.all([1, 2].map((n) => save(`${round}-${n}.gz`)));
      files.push(...saved.map(({ file }) => file));
      expect(await refreshing).toBe(6);
    }
    for (const file of files) expect(await versionsIn(file)).toHaveLength(6);
  });
});

describe('a restore is refused in words, and nothing has changed, for', () => {
  let good: string;
  let target: TestDatabase;
  let before: Map<string, string[]>;
  beforeEach(async () => {
    await fillEveryTable();
    ({ file: good } = await save('good.gz'));
    target = await migrated();
    await target.db.insert(schema.deployment).values({ mode: 'development' });
    before = await contents(target.pool);
  });

  async function expectRefusal(file: string, words: string | RegExp): Promise<void> {
    await expect(restore(target, file)).rejects.toThrow(words);
    expect(await contents(target.pool)).toEqual(before);
  }
  const changed = async (name: string, bytes: Buffer) => {
    const file = join(folder, name);
    await writeFile(file, bytes);
    return file;
  };
  /** Whole by its own account: with the checksum and the counts of what is in it. */
  async function rewritten(edit: (text: string) => string): Promise<string> {
    const lines = gunzipSync(await readFile(good))
      .toString('utf8')
      .split('\n')
      .slice(0, -2);
    const text = edit(`${lines.join('\n')}\n`);
    const rows: Record<string, number> = {};
    let table: string | null = null;
    for (const line of text.split('\n').slice(1, -1)) {
      if (line === '\\.') table = null;
      else if (table !== null) rows[table] = (rows[table] ?? 0) + 1;
      else {
        ({ table } = z.object({ table: z.string() }).parse(JSON.parse(line)));
        rows[table] = 0;
      }
    }
    const sha256 = createHash('sha256').update(text).digest('hex');
    const trailer = JSON.stringify({ rows, sha256 });
    return changed(`${randomBytes(4).toString('hex')}.gz`, gzipSync(`${text}${trailer}\n`));
  }

  it('a file cut at any tenth of its length, or by its last byte', async () => {
    const bytes = await readFile(good);
    const lengths = Array.from({ length: 10 }, (_, n) => Math.floor((bytes.length * n) / 10));
    for (const length of [...lengths, bytes.length - 9, bytes.length - 1]) {
      const cut = await changed(`cut-${length}.gz`, bytes.subarray(0, length));
      await expect(checkBackup(cut, 'development')).rejects.toThrow('is cut or damaged');
      await expectRefusal(cut, 'is cut or damaged');
    }
  });

  it('a file whose lines were cut, packed anew', async () => {
    const text = gunzipSync(await readFile(good));
    for (let n = 1; n < 10; n++) {
      const part = gzipSync(text.subarray(0, Math.floor((text.length * n) / 10)));
      await expectRefusal(await changed(`${n}.gz`, part), /is cut or damaged|is no backup/);
    }
  });

  it('a file with a flipped byte, wherever it is', async () => {
    const bytes = await readFile(good);
    // The first ten bytes are gzip's own header: the time and the machine in it mean nothing.
    for (let n = 0; n < 20; n++) {
      const at = 10 + Math.floor(((bytes.length - 11) * n) / 19);
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      const file = await changed(`flipped-${at}.gz`, flipped);
      await expect(checkBackup(file, 'development')).rejects.toThrow(/cut or damaged|no backup/);
      // Whatever it stumbles over first, without having read the file before.
      await expectRefusal(file, /./);
    }
  });

  it('a file that goes on after its end', async () => {
    const more = Buffer.concat([await readFile(good), gzipSync('{"table":"x","columns":["y"]}\n')]);
    await expectRefusal(await changed('more.gz', more), 'is cut or damaged');
  });

  it('a changed row under the old checksum', async () => {
    const text = gunzipSync(await readFile(good))
      .toString('utf8')
      .replace('Test', 'Best');
    await expectRefusal(await changed('row.gz', gzipSync(text)), 'is cut or damaged');
  });

  it.each([
    ['no gzip', Buffer.from('{}'), 'no backup'],
    ['something else', gzipSync('{"kind":"another"}\n'), 'is no backup of For You CRM'],
    ['no JSON', gzipSync('-- PostgreSQL database dump\n'), 'is no backup of For You CRM'],
  ])('a file that is %s', async (_, bytes, words) => {
    await expectRefusal(await changed('other.gz', bytes), words);
  });

  it('no file', () => expectRefusal(join(folder, 'none.gz'), 'There is no file'));

  it('another format', async () => {
    const file = await rewritten((text) => text.replace('"format":1', '"format":2'));
    await expect(checkBackup(file, 'development')).rejects.toThrow('a backup in the format 2');
    await expectRefusal(file, 'a backup in the format 2');
  });

  it.each([
    [
      'a newer schema',
      (text: string) => text.replace('],"at"', ',{"tag":"9999_future","hash":"f"}],"at"'),
      '9999_future',
    ],
    [
      'the same name with another content',
      (text: string) => text.replace(/"hash":"..../g, '"hash":"zzzz'),
      'zzzz',
    ],
  ])('%s, and both are named', async (_, edit, name) => {
    const file = await rewritten(edit);
    for (const refused of [checkBackup(file, 'development'), restore(target, file)]) {
      await expect(refused).rejects.toThrow(
        /made with the schema \d+_\w+ \(\w+\), and here it is \d+/,
      );
      await expect(refused).rejects.toThrow(name);
    }
    expect(await contents(target.pool)).toEqual(before);
  });

  it('a demo’s backup elsewhere, and a real one in a demo', async () => {
    await expect(checkBackup(good, 'demo')).rejects.toThrow('backup of a development deployment');
    const demo = await rewritten((text) => text.replace('"mode":"development"', '"mode":"demo"'));
    for (const mode of ['production', 'development'] as const) {
      await expect(checkBackup(demo, mode)).rejects.toThrow('This is the backup of a demo');
    }
    await checkBackup(demo, 'demo');
    await checkBackup(good, 'production');
  });

  it('a database that holds anybody', async () => {
    await target.db.insert(schema.users).values({ issuer: 'x', subject: 'y', name: 'Z' });
    before = await contents(target.pool);
    await expectRefusal(good, 'The database is not empty: there are rows in users');
    const { code, said } = await command(['restore', good], target.url);
    expect([code, said]).toEqual([1, expect.stringContaining('The database is not empty')]);
    expect(await contents(target.pool)).toEqual(before);
  });

  it('a database on which a backend runs; one that has left is no obstacle', async () => {
    const instance = createInstance(target.db, ['test']);
    await instance.beat();
    before = await contents(target.pool);
    await expectRefusal(good, 'A backend is running on this database');
    for (const args of [['restore', good], ['mark-restored']]) {
      const { code, said } = await command(args, target.url);
      expect([code, said]).toEqual([1, expect.stringContaining('A backend is running')]);
    }
    expect(await contents(target.pool)).toEqual(before);
    await instance.leave();
    await restore(target, good);
  });

  it('the second of two at once', async () => {
    const both = await Promise.allSettled([restore(target, good), restore(target, good)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const late = both.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(late[0]).toContain('The database is not empty');
  });

  it('rows that do not fit, in whatever table they come', async () => {
    const twice = await rewritten((text) =>
      text.replace(/^(\{"table":"users".*\n)(.*\n)/m, '$1$2$2'),
    );
    await expectRefusal(twice, 'The rows of users do not fit');
    const wrong = await rewritten((text) =>
      text.replace(/^(\{"table":"amo_crm_tokens".*\n)[0-9a-f]{8}/m, '$1no-uuid-'),
    );
    await expectRefusal(wrong, 'The rows of amo_crm_tokens do not fit');
    const strange = await rewritten((text) =>
      text.replace('"columns":["id","issuer"', '"columns":["id","is-suer"'),
    );
    await expectRefusal(strange, 'The table users has no is-suer here');
  });
});

it('a table that is none of ours is saved, and left out where there is none like it', async () => {
  await world.newUser();
  await world.database.pool.query('create table strangers (id int)');
  made.push(async () => {
    await world.database.pool.query('drop table strangers');
  });
  const { file, counts } = await save();
  expect(counts['strangers']).toBe(0);
  const target = await migrated();
  expect((await restore(target, file)).skipped).toEqual(['strangers']);
});

it('mark-restored makes a database that came back by other means ready', async () => {
  const user = await fillEveryTable();
  const target = await migrated();
  const { file } = await save();
  await restore(target, file);
  await target.db.update(amoCrmTokens).set({ outcomeUnknown: false, leaseOwner: 'a dead one' });
  const { code, said } = await command(['mark-restored'], target.url);
  expect(said).toContain('1 connection will be tried once');
  expect(code).toBe(0);
  expect(await rowOf(target, user)).toMatchObject({ outcomeUnknown: true, leaseOwner: null });
});

describe('the order of tables', () => {
  const table = (name: string, ...needs: string[]) => ({ name, columns: ['id'], needs });

  it('puts what is pointed to first, also over several steps and to itself', () => {
    const order = inOrder([table('a', 'b'), table('b', 'c', 'b'), table('c'), table('d', 'left')]);
    expect(order.map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a']);
  });

  it('does not end in a circle', () => {
    expect(() => inOrder([table('a', 'b'), table('b', 'a')])).toThrow('point to each other: a, b');
  });
});
