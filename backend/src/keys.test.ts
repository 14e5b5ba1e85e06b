import { asc, eq, sql } from 'drizzle-orm';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createInstance } from './amo-crm/instances.ts';
import { pairOf, sealedRows } from './amo-crm/testing/sealed-rows.ts';
import { readKeyUse } from './amo-crm/vault/resealing.ts';
import { createSealer, type Sealer, type SealingKey } from './amo-crm/vault/sealing.ts';
import { createSpool, type SpoolEntry } from './amo-crm/vault/spool.ts';
import { generatedSecrets } from './config-secrets.ts';
import { livingOwner } from './database/folder-owner.ts';
import { connect } from './database/open.ts';
import { amoCrmAudit, amoCrmTokens, backendInstances, users } from './database/schema.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { startProgram, type Program } from './testing/process.ts';
import { silentLog } from './testing/silent-log.ts';

const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [oldKey, newKey, lostKey] = [key('old'), key('new'), key('lost')];
const before = createSealer([oldKey]);
const after = createSealer([newKey]);
const ring = (...keys: SealingKey[]) =>
  keys.map(({ id, key: bytes }) => `${id}:${bytes.toString('base64')}`).join(',');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'foryou-keys-'));
  await chmod(dataDir, 0o711);
  await database.db.delete(users);
  await database.db.delete(backendInstances);
});
const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await stop(program);
  await rm(dataDir, { recursive: true, force: true });
});

const stop = ({ child, exited }: Program) => {
  child.kill('SIGTERM');
  return exited;
};

/** Runs the command as a person does, and looks at every line for what may not be in it. */
async function keys(command: string[], env: Record<string, string>) {
  const program = startProgram('keys.ts', env, command);
  const code = await program.exited;
  const said = program.said();
  for (const secret of [oldKey, newKey, lostKey]) {
    for (const form of ['base64', 'base64url', 'hex'] as const) {
      expect(said).not.toContain(secret.key.toString(form));
    }
  }
  expect(said).not.toContain('canary');
  expect(said).not.toContain('    at ');
  return { code, said };
}

/** A development deployment on the test's database, with the given ring. */
const withRing = (...keysOfRing: SealingKey[]): Record<string, string> => ({
  FORYOU_MODE: 'development',
  DATA_DIR: dataDir,
  DATABASE_URL: database.url,
  AMO_CRM_TOKEN_KEYS: ring(...keysOfRing),
});
const run = (command: string, ...keysOfRing: SealingKey[]) =>
  keys([command], withRing(...keysOfRing));
const by = (sealer: Sealer) => sealedRows(database.db, sealer);

describe('keys new', () => {
  const production = (tokenKeys: string): Record<string, string> => ({
    FORYOU_MODE: 'production',
    PUBLIC_URL: 'https://crm.agency.example',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    AMO_CRM_TOKEN_KEYS: tokenKeys,
  });
  const entryIn = (said: string) => /^k-\d{8}-[0-9a-f]{6}:[A-Za-z0-9+/]{43}=$/m.exec(said)?.[0];

  test('shows a fresh key and none of the others, and the ring takes it as it is', async () => {
    await by(before).connect('canary');
    const first = await keys(['new'], production(ring(oldKey)));
    const second = await keys(['new'], production(ring(oldKey)));
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(first.said).toContain('Put it in front of AMO_CRM_TOKEN_KEYS');
    expect(first.said).toContain('With several backends: first put it behind');
    const entry = entryIn(first.said) ?? '';
    expect(entry).not.toBe('');
    expect(entryIn(second.said)).not.toBe(entry);

    const verified = await keys(['verify'], production(`${entry},${ring(oldKey)}`));
    expect(verified.said).toContain(`${entry.split(':')[0] ?? ''} (in the ring, seals): nothing.`);
    expect(verified.said).toContain('old (in the ring): 1 connection. All of them open.');
    expect(verified.said).not.toContain(entry.split(':')[1]);
    expect(verified.code).toBe(0);
  });

  test('in production without a key is refused in words, and makes no file', async () => {
    const answer = await keys(['new'], production(''));
    expect(answer.code).toBe(1);
    expect(answer.said).toContain('- AMO_CRM_TOKEN_KEYS is missing');
    await expect(stat(join(dataDir, 'keys.json'))).rejects.toThrow('ENOENT');
  });

  test('puts a generated ring’s new key in front without showing it; both open', async () => {
    const env = { FORYOU_MODE: 'demo', DATA_DIR: dataDir };
    const old = createSealer(generatedSecrets(dataDir).tokenKeys);
    const row = await by(old).connect('canary');
    const { code, said } = await keys(['new'], env);
    expect(code).toBe(0);
    expect(said).toContain('Restart the backend');
    const { tokenKeys } = generatedSecrets(dataDir);
    expect(tokenKeys.map(({ id }) => id)).toEqual([expect.stringMatching(/^k-/), 'local']);
    for (const made of tokenKeys) expect(said).not.toContain(made.key.toString('base64'));
    expect(by(createSealer(tokenKeys)).opened(row)).toEqual(['access canary', 'refresh canary']);
    expect((await stat(join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600);
  });
});

describe('keys rotate', () => {
  const rotations = () =>
    database.db
      .select({ actor: amoCrmAudit.actor, details: amoCrmAudit.details })
      .from(amoCrmAudit)
      .where(sql`${amoCrmAudit.details}->>'kind' = 'keys_rotated'`)
      .orderBy(asc(amoCrmAudit.id));

  test('moves every pair to the new key; the old one may go, and everything still opens', async () => {
    const made = await by(before).connectMany(3);
    await by(before).answeredAttempt('canary');
    const { code, said } = await run('rotate', newKey, oldKey);
    expect(said).toContain('Sealed anew by new: 4 pairs.');
    expect(code).toBe(0);
    expect((await rotations()).at(-1)).toEqual({
      actor: 'command',
      details: { kind: 'keys_rotated', keyId: 'new', resealed: 4, unreadable: 0 },
    });
    const verified = await run('verify', newKey, oldKey);
    expect(verified.said).toContain('may be removed from AMO_CRM_TOKEN_KEYS: old.');
    const alone = await run('verify', newKey);
    expect(alone.said).toContain(
      'new (in the ring, seals): 3 connections, 1 unfinished attempt. All of them open.',
    );
    expect(alone.code).toBe(0);
    const rows = await database.db.select().from(amoCrmTokens);
    expect(rows.map((row) => by(after).opened(row)[1]).sort()).toEqual([
      'refresh 0',
      'refresh 1',
      'refresh 2',
    ]);
    expect(rows.map(({ tokenVersion }) => tokenVersion)).toEqual(made.map(() => 1));
  });

  test('may be repeated: there is nothing to do, and nothing to tell the audit trail', async () => {
    await by(after).connect('canary');
    const lines = (await rotations()).length;
    const { code, said } = await run('rotate', newKey, oldKey);
    expect([code, said]).toEqual([0, 'There is nothing to do: new has sealed everything.\n']);
    expect(await rotations()).toHaveLength(lines);
  });

  test('is refused while a running backend does not have the key, and changes nothing', async () => {
    const row = await by(before).connect('canary');
    const backend = createInstance(database.db, ['old']);
    await backend.beat();
    const refused = await run('rotate', newKey, oldKey);
    expect(refused.code).toBe(1);
    expect(refused.said).toMatch(/^1 running backend does not have the key new yet/);
    expect(await database.db.select().from(amoCrmTokens)).toEqual([row]);
    await backend.leave();
    await createInstance(database.db, ['old', 'new']).beat();
    expect((await run('rotate', newKey, oldKey)).said).toContain('1 pair.');
  });

  test('leaves what it cannot open alone, does the rest, and exits with 1', async () => {
    const row = await by(createSealer([lostKey])).connect('canary');
    await by(before).connectMany(2);
    const { code, said } = await run('rotate', newKey, oldKey);
    expect(said).toContain('Sealed anew by new: 2 pairs.');
    expect(said).toContain('1 pair could not be opened and was left as before.');
    expect(code).toBe(1);
    const lost = await database.db.select().from(amoCrmTokens).where(eq(amoCrmTokens.id, row.id));
    expect(lost).toEqual([row]);
  });
});

describe('keys verify', () => {
  const entryOf = (sealer: Sealer, of: { id: string; tokenVersion: number }): SpoolEntry => ({
    table: 'amo_crm_tokens',
    rowId: of.id,
    follows: of.tokenVersion,
    pair: by(sealer).rows.seal(of, pairOf('canary')),
  });
  const spool = () => createSpool({ dataDir, log: silentLog });

  test('keeps a key that only a spool file needs, until the file is settled', async () => {
    const row = await by(after).connect('canary');
    const answered = randomUUID();
    await spool().put(entryOf(before, row));
    await spool().put({
      table: 'amo_crm_connect_attempts',
      rowId: answered,
      follows: 0,
      pair: by(before).attempts.seal(answered, pairOf('canary')),
    });
    const waiting = await run('verify', newKey, oldKey);
    expect(waiting.said).toContain(
      'old (in the ring): 0 connections, 2 spool files. All of them open.',
    );
    expect(waiting.said).toContain('No key of the ring may be removed.');
    expect(waiting.code).toBe(0);

    const without = await run('verify', newKey);
    expect(without.said).toContain(
      'old (not in the ring): 0 connections, 2 spool files. 2 cannot be opened: their key is missing.',
    );
    expect(without.code).toBe(1);

    await spool().replay(() => Promise.resolve('superseded'));
    const settled = await run('verify', newKey, oldKey);
    expect(settled.said).toContain('may be removed from AMO_CRM_TOKEN_KEYS: old.');
    expect(settled.said).toContain('Each backend has a spool of its own');
  });

  test('keeps a key that a running backend still seals with', async () => {
    await by(after).connect('canary');
    const backend = createInstance(database.db, ['old', 'new']);
    await backend.beat();
    const { said } = await run('verify', newKey, oldKey);
    expect(said).toContain('old is used by nothing now, but a running backend still seals with it');
    expect(said).toContain('No key of the ring may be removed.');
    await backend.leave();
    expect((await run('verify', newKey, oldKey)).said).toContain('TOKEN_KEYS: old.');
  });

  test('counts what does not open under its key, whatever is wrong with it', async () => {
    const [mine, theirs] = await by(after).connectMany(2);
    if (!mine || !theirs) throw new Error('no rows');
    const { accessToken, refreshToken } = theirs;
    await database.db
      .update(amoCrmTokens)
      .set({ accessToken, refreshToken })
      .where(eq(amoCrmTokens.id, mine.id));
    await by(createSealer([{ ...newKey, key: randomBytes(32) }])).connect('canary');
    await by(createSealer([lostKey])).connect('canary');
    const { code, said } = await run('verify', newKey, oldKey);
    expect(said).toContain(
      'new (in the ring, seals): 3 connections. 2 cannot be opened: they were',
    );
    expect(said).toContain('lost (not in the ring): 1 connection. 1 cannot be opened');
    expect(code).toBe(1);
  });

  test('says of damaged values that they are, without showing any of them', async () => {
    const { id } = await by(after).connect('canary');
    await database.db.execute(
      sql`update amo_crm_tokens set access_token = 'canary.canary.canary' where id = ${id}`,
    );
    await mkdir(join(dataDir, 'spool'));
    const file = join(dataDir, 'spool', `amo_crm_tokens.${id}.1`);
    await writeFile(`${file}.json`, '{"canary":');
    const { code, said } = await run('verify', newKey);
    expect(said).toContain('Without the name of a key, so damaged: 2 pairs.');
    expect(code).toBe(1);
  });

  test('is not alarmed by a spool file that is being written', async () => {
    const row = await by(after).connect('canary');
    await mkdir(join(dataDir, 'spool'));
    const file = join(dataDir, 'spool', `amo_crm_tokens.${row.id}.1.tmp`);
    const whole = JSON.stringify({ format: 1, ...entryOf(before, row) });
    await writeFile(file, whole.slice(0, 80));
    expect((await run('verify', newKey, oldKey)).code).toBe(0);
    // Whole under its first name it counts: the next start replays it.
    await writeFile(file, whole);
    expect((await run('verify', newKey, oldKey)).said).toContain(
      'old (in the ring): 0 connections, 1 spool file.',
    );
  });
});

test('beside a running backend: a new key, refused until the restart, then the old one may go', async () => {
  const env = {
    FORYOU_MODE: 'demo',
    DATA_DIR: dataDir,
    PORT: '0',
    AMO_CRM_CLIENT_ID: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
    AMO_CRM_CLIENT_SECRET: 'canary-client-secret',
    AMO_CRM_SANDBOX_ORIGIN: 'http://amocrm.localhost:1',
  };
  const start = async () => {
    const program = startProgram('main.ts', env);
    running.push(program);
    await program.until('"msg":"ready"');
    const { db, pool } = connect((await livingOwner(dataDir))?.url ?? '', silentLog);
    const instances = () => db.select({ keyIds: backendInstances.keyIds }).from(backendInstances);
    await expect.poll(instances, { timeout: 10_000 }).toHaveLength(1);
    return { program, db, close: () => pool.end() };
  };
  const told: string[] = [];
  const tell = async (command: string) => {
    const answer = await keys([command], env);
    told.push(answer.said);
    return answer;
  };
  const first = await start();
  await sealedRows(first.db, createSealer(generatedSecrets(dataDir).tokenKeys)).connect('canary');
  expect((await tell('new')).code).toBe(0);
  const refused = await tell('rotate');
  expect([refused.code, refused.said.slice(0, 17)]).toEqual([1, '1 running backend']);
  await first.close();
  expect(await stop(first.program)).toBe(0);

  const second = await start();
  const made = generatedSecrets(dataDir).tokenKeys[0]?.id ?? '';
  // The backend may have been faster: the command is for those who do not want to wait.
  expect((await tell('rotate')).code).toBe(0);
  expect(await readKeyUse(second.db)).toEqual(new Map([[made, 1]]));
  const verified = await tell('verify');
  expect(verified.said).toContain(`${made} (in the ring, seals): 1 connection. All of them open.`);
  expect(verified.said).toContain(`may be removed from ${join(dataDir, 'keys.json')}: local.`);
  await second.close();
  // And without a backend, on a database server of its own.
  await stop(second.program);
  expect((await tell('verify')).code).toBe(0);
  const { authSecret, tokenKeys } = generatedSecrets(dataDir);
  for (const secret of [authSecret, ...tokenKeys.map((one) => one.key.toString('base64'))]) {
    expect(told.join('')).not.toContain(secret);
  }
});

test('every wrong call is answered in a sentence, without a stack', async () => {
  const cases: [string[], number, string][] = [
    [[], 1, 'npm run keys -- <command>'],
    [['--help'], 0, 'npm run keys -- <command>'],
    [['forge'], 1, 'There is no command "forge"'],
    [['new', 'rotate'], 1, 'One command at a time'],
    [['verify', '--loud'], 1, '--loud'],
  ];
  for (const [args, code, words] of cases) {
    const answer = await keys(args, withRing(newKey));
    expect(answer.said).toContain(words);
    expect([args, answer.code]).toEqual([args, code]);
  }
  const nobodyThere = { ...withRing(newKey), DATABASE_URL: 'postgresql://a:canary@127.0.0.1:1/b' };
  const away = await keys(['verify'], nobodyThere);
  expect([away.code, away.said]).toEqual([1, expect.stringContaining('cannot be used')]);
});
