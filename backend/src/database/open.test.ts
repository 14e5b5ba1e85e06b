import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { silentLog } from '../testing/silent-log.ts';
import { openDatabase } from './open.ts';
import { users } from './schema.ts';
import { findBinaries, findSeat } from './server-seat.ts';

const isRoot = process.getuid?.() === 0;
const log = silentLog;

async function newFolder(mode: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foryou-data-'));
  await chmod(folder, mode);
  return folder;
}
const embedded = (dataDir: string, mode: 'demo' | 'development' | 'production' = 'development') =>
  openDatabase({ databaseUrl: null, dataDir, mode }, { log });
const onServer = (
  databaseUrl: string,
  mode: 'demo' | 'development' | 'production' = 'development',
) => openDatabase({ databaseUrl, dataDir: '/nonexistent', mode }, { log });
const person = { issuer: 'test', subject: 'one', name: 'Олена' };

describe('an embedded database', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await newFolder(0o711);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  test('keeps its data, finds Cyrillic, and says to its own user alone how to reach it', async () => {
    const first = await embedded(dataDir);
    await first.db.insert(users).values(person);
    const owner = join(dataDir, 'owner.json');
    expect(statSync(owner).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(owner, 'utf8'))).toMatchObject({
      pid: process.pid,
      url: first.url,
    });
    const found = await first.pool.query("select name from users where name ilike 'оЛЕ%'");
    expect(found.rows).toEqual([{ name: 'Олена' }]);
    await first.close();
    expect(existsSync(owner)).toBe(false);
    const second = await embedded(dataDir);
    expect(await second.db.select({ name: users.name }).from(users)).toEqual([{ name: 'Олена' }]);
    await second.close();
  });

  test('asks for its password, also on this machine', async () => {
    const { url, close } = await embedded(dataDir);
    const wrong = new URL(url);
    wrong.password = 'another-password';
    await expect(new pg.Client({ connectionString: wrong.href }).connect()).rejects.toThrow(
      /password/,
    );
    await close();
  });

  test('is refused in words while another process has the folder, which goes on', async () => {
    const first = await embedded(dataDir);
    await expect(embedded(dataDir)).rejects.toThrow(
      `Another backend is running on ${dataDir} (pid ${String(process.pid)})`,
    );
    expect((await first.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    await first.close();
  });

  test.each(['', '{"pid":', '{"pid":999999999,"identity":"x","what":"backend","url":null}'])(
    'takes over the claim %j of a process that is gone',
    async (claim) => {
      await writeFile(join(dataDir, 'owner.json'), claim);
      await (await embedded(dataDir)).close();
    },
  );

  test('takes over from an earlier process of the same number', async () => {
    const claim = { pid: process.pid, identity: 'another boot:1', what: 'backend', url: null };
    await writeFile(join(dataDir, 'owner.json'), JSON.stringify(claim));
    await (await embedded(dataDir)).close();
  });

  test('of a demo is refused in other modes, and a real one in a demo', async () => {
    await expect(embedded(dataDir, 'demo')).rejects.toThrow('belongs to a development deployment');
    const demo = await newFolder(0o711);
    await (await embedded(demo, 'demo')).close();
    await expect(embedded(demo, 'production')).rejects.toThrow('belongs to a demo');
    await expect(embedded(demo, 'development')).rejects.toThrow('belongs to a demo');
    await (await embedded(demo, 'demo')).close();
    await rm(demo, { recursive: true });
  });

  test('begins again when its very first start was cut', async () => {
    const cut = await newFolder(0o711);
    await mkdir(join(cut, 'postgres', 'data.new', 'base'), { recursive: true });
    await writeFile(join(cut, 'postgres', 'made-by-foryou-crm'), '');
    await (await embedded(cut)).close();
    await rm(cut, { recursive: true });
  });
});

describe('a folder that is not ours', () => {
  test('with strange files is refused and left as it was', async () => {
    const foreign = await newFolder(0o711);
    await mkdir(join(foreign, 'postgres'));
    await writeFile(join(foreign, 'postgres', 'PG_VERSION'), '18\n');
    await expect(embedded(foreign)).rejects.toThrow('holds files this backend did not make');
    expect(await readdir(join(foreign, 'postgres'))).toEqual(['PG_VERSION']);
    expect(await readdir(foreign)).toEqual(['postgres']);
    await rm(foreign, { recursive: true });
  });

  test('made by another PostgreSQL is refused', async () => {
    const old = await newFolder(0o711);
    const { close } = await embedded(old);
    await close();
    await writeFile(join(old, 'postgres', 'data', 'PG_VERSION'), '16\n');
    await expect(embedded(old)).rejects.toThrow('made by PostgreSQL 16, and this is 18');
    await rm(old, { recursive: true });
  });
});

describe.runIf(isRoot)('as root', () => {
  test('a folder that only root can enter works, and finds its data again', async () => {
    const closed = await newFolder(0o700);
    const said: string[] = [];
    const open = () =>
      openDatabase(
        { databaseUrl: null, dataDir: join(closed, 'data'), mode: 'development' },
        {
          log: { ...silentLog, info: (...line: unknown[]) => void said.push(JSON.stringify(line)) },
        },
      );
    const first = await open();
    await first.db.insert(users).values(person);
    const { rows } = await first.pool.query<{ folder: string }>(
      `select current_setting('data_directory') as folder`,
    );
    const folder = rows[0]?.folder ?? '';
    expect(folder).toMatch(/^\/var\/lib\/foryou-crm\/[0-9a-f]{16}\/data$/);
    expect(said.join('\n')).toContain(folder.replace(/\/data$/, ''));
    await first.close();
    const second = await open();
    expect(await second.db.select({ name: users.name }).from(users)).toHaveLength(1);
    await second.close();
    await rm(join(folder, '..'), { recursive: true });
    await rm(closed, { recursive: true });
  });

  test('binaries that only root can reach are copied to where the server’s user can', async () => {
    const closed = await newFolder(0o700);
    const native = join(closed, 'package', 'native');
    await cp(await findBinaries(), native, { recursive: true, verbatimSymlinks: true });
    const version = `0.0.0-test-${randomBytes(4).toString('hex')}`;
    await writeFile(join(closed, 'package', 'package.json'), JSON.stringify({ version }));
    const seat = await findSeat(join(closed, 'postgres'), log, native);
    const copy = `/var/lib/foryou-crm/postgresql-${version}`;
    expect(seat.binaries.postgres).toBe(`${copy}/bin/postgres`);
    expect(statSync(seat.binaries.postgres).mode & 0o005).toBe(0o005);
    await rm(copy, { recursive: true });
    await rm(seat.folder, { recursive: true });
    await rm(closed, { recursive: true });
  });
});

describe('a server of DATABASE_URL', () => {
  const server = () => inject('postgresUrl');
  let admin: TestDatabase;
  beforeAll(async () => {
    admin = await createTestDatabase();
  });
  afterAll(() => admin.close());

  async function emptyDatabase(options = ''): Promise<{ url: string; drop(): Promise<void> }> {
    const name = `empty_${randomBytes(6).toString('hex')}`;
    await admin.pool.query(`create database ${name} ${options}`);
    return {
      url: server().replace(/[^/]*$/, name),
      drop: async () => {
        await admin.pool.query(`drop database ${name} with (force)`);
      },
    };
  }

  test('is migrated by whoever comes first, however many start at once', async () => {
    const { url, drop } = await emptyDatabase();
    const opened = await Promise.all([onServer(url), onServer(url), onServer(url)]);
    for (const { db } of opened) expect(await db.select().from(users)).toEqual([]);
    await Promise.all(opened.map(({ close }) => close()));
    await drop();
  });

  test('without Cyrillic letters is refused in words', async () => {
    const { url, drop } = await emptyDatabase(`locale 'C' template template0`);
    await expect(onServer(url)).rejects.toThrow('does not know Cyrillic letters');
    await drop();
  });

  test.each([
    ['nobody listens', () => 'postgresql://a:secret@127.0.0.1:1/b', 'nothing listens there'],
    [
      'there is no such database',
      () => server().replace(/[^/]*$/, 'none'),
      'there is no such database',
    ],
    [
      'the password is wrong',
      () => server().replace(/:[^:@]*@/, ':secret@'),
      'refuses this user or',
    ],
  ])('where %s is refused in words, without its password', async (_what, url, words) => {
    const refused = onServer(url());
    await expect(refused).rejects.toThrow(words);
    await expect(refused).rejects.not.toThrow('secret');
  });
});
