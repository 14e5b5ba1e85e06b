import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '@foryou-crm/contract/paths';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { processIdentity } from './database/processes.ts';
import { startProgram, type Program } from './testing/process.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'foryou-main-'));
  await chmod(dataDir, 0o711);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const environment = (change: Record<string, string> = {}): Record<string, string> => ({
  FORYOU_MODE: 'demo',
  DATA_DIR: dataDir,
  PORT: '0',
  AMO_CRM_CLIENT_ID: '5a9d0b0c-0000-4000-8000-5a4db0c50001',
  AMO_CRM_CLIENT_SECRET: 'canary-client-secret',
  AMO_CRM_SANDBOX_ORIGIN: 'http://amocrm.localhost:1',
  ...change,
});

const running: Program[] = [];
afterEach(async () => {
  for (const program of running.splice(0)) await stop(program);
});

async function startBackend(change: Record<string, string> = {}) {
  const program = startProgram('main.ts', environment(change));
  running.push(program);
  await program.until('"msg":"ready"');
  const port = Number(/"port":(\d+)[^}]*"msg":"ready"/.exec(program.said())?.[1]);
  return { program, url: (path: string) => `http://127.0.0.1:${String(port)}${path}` };
}

async function stop({ child, exited }: Program, signal: NodeJS.Signals = 'SIGTERM') {
  child.kill(signal);
  return exited;
}

const postmaster = () =>
  Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function untilGone(pid: number): Promise<void> {
  await expect.poll(() => processIdentity(pid), { timeout: 10_000 }).toBeNull();
}

describe('the backend', () => {
  test('starts, serves, and on SIGTERM leaves nothing behind', async () => {
    const { program, url } = await startBackend();
    expect((await fetch(url('/health/ready'))).status).toBe(200);
    const server = postmaster();
    expect(await stop(program)).toBe(0);
    await untilGone(server);
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false);
  });

  test('after kill -9 starts again by itself, with the same people and sessions', async () => {
    const first = await startBackend();
    const answer = await fetch(first.url(paths.auth.signIn), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'olena@demo.example', password: 'demo-foryou' }),
    });
    // Node's fetch sends sec-fetch-mode but no Origin, as a phone does.
    const session = answer.headers.get('set-auth-token') ?? '';
    expect(session).not.toBe('');
    const orphan = postmaster();
    await stop(first.program, 'SIGKILL');
    expect(processIdentity(orphan)).not.toBeNull();
    const second = await startBackend();
    expect(second.program.said()).toContain('a killed backend left behind');
    expect(postmaster()).not.toBe(orphan);
    const token = await fetch(second.url(paths.auth.token), {
      headers: { authorization: `Bearer ${session}` },
    });
    expect(token.status).toBe(200);
    expect(await stop(second.program)).toBe(0);
  });

  test('a second one on the same folder is refused in words, and the first goes on', async () => {
    const first = await startBackend();
    const second = startProgram('main.ts', environment());
    expect(await second.exited).toBe(1);
    expect(second.said()).toBe(
      `Another backend is running on ${dataDir} (pid ${String(first.program.child.pid)}). ` +
        'Stop it first, or give this one a DATA_DIR of its own.\n',
    );
    expect((await fetch(first.url('/health/ready'))).status).toBe(200);
    await stop(first.program);
  });

  test('a taken port is refused in words, and the database is stopped again', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? String(address.port) : '';
    const program = startProgram('main.ts', environment({ PORT: port, LOG_LEVEL: 'silent' }));
    expect(await program.exited).toBe(1);
    expect(program.said()).toContain(`Port ${port} is taken on 127.0.0.1`);
    expect(program.said()).not.toContain('    at ');
    expect(existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
    other.close();
  });

  test('wrong settings are refused in words, without a stack or a secret', async () => {
    const program = startProgram('main.ts', environment({ FORYOU_MODE: 'production', PORT: 'x' }));
    expect(await program.exited).toBe(1);
    expect(program.said()).toMatch(/^These settings have to be put right first:\n- PORT must/);
    expect(program.said()).toContain('AMO_CRM_TOKEN_KEYS is missing');
    expect(program.said()).not.toContain('    at ');
    expect(program.said()).not.toContain('canary');
  });

  test('a demo’s database is refused in production', async () => {
    const program = startProgram(
      'main.ts',
      environment({
        FORYOU_MODE: 'production',
        PUBLIC_URL: 'https://crm.agency.example',
        AMO_CRM_REDIRECT_URI: 'https://crm.agency.example/api/amo-crm/callback',
        AMO_CRM_SANDBOX_ORIGIN: '',
        AUTH_SECRET: 'a-production-secret-of-forty-characters!',
        AMO_CRM_TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
        LOG_LEVEL: 'silent',
      }),
    );
    expect(await program.exited).toBe(1);
    expect(program.said()).toContain('This database belongs to a demo');
  });

  test('goes down with its database, for a supervisor to start both again', async () => {
    const { program } = await startBackend();
    process.kill(postmaster(), 'SIGQUIT');
    expect(await program.exited).toBe(1);
    expect(program.said()).toContain('The embedded database server has stopped by itself');
  });
});

describe('npm run users', () => {
  const users = async (...args: string[]) => {
    const program = startProgram('users.ts', environment(), args);
    const code = await program.exited;
    return { code, said: program.said() };
  };
  const link = (said: string) =>
    new URLSearchParams(/set-password#(\S+)/.exec(said)?.[1]).get('token') ?? '';

  test('works beside a running backend: add, sign in by the link, role, block, delete', async () => {
    const { program, url } = await startBackend();
    const post = (path: string, body: object) =>
      fetch(url(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const email = 'new@agency.example';
    const signIn = (password: string) => post(paths.auth.signIn, { email, password });

    const added = await users('add', '--email', 'New@Agency.example', '--name', 'New One');
    expect(added.code).toBe(0);
    expect((await signIn('a-good-password')).status).toBe(401);
    const body = { token: link(added.said), newPassword: 'a-good-password' };
    expect((await post(paths.auth.setPassword, body)).status).toBe(200);
    expect((await signIn('a-good-password')).status).toBe(200);

    expect((await users('add', '--email', email, '--name', 'Again')).said).toContain('already');
    expect((await users('role', '--email', email, '--to', 'admin')).said).toContain('(admin)');
    expect((await users('list')).said).toMatch(/new@agency\.example {2}New One {2}\(admin\)/);

    expect((await users('block', '--email', email)).said).toContain('(admin, blocked)');
    expect((await signIn('a-good-password')).status).toBe(403);
    expect((await users('invite', '--email', email)).said).toContain('unblock first');
    await users('unblock', '--email', email);
    const reset = await users('reset', '--email', email);
    const next = { token: link(reset.said), newPassword: 'a-better-password' };
    expect((await post(paths.auth.setPassword, next)).status).toBe(200);
    expect((await signIn('a-good-password')).status).toBe(401);

    expect((await users('delete', '--email', email)).said).toContain('add --yes');
    expect((await users('delete', '--email', email, '--yes')).code).toBe(0);
    expect((await signIn('a-better-password')).status).toBe(401);
    expect((await users('list')).said).not.toContain(email);
    expect(program.said()).not.toContain('a-good-password');
    expect(await stop(program)).toBe(0);
  });

  test('works without a backend, and stops the database it started', async () => {
    expect((await users('list')).said).toContain('olena@demo.example');
    expect(existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
    const { program } = await startBackend();
    await stop(program);
  });

  test('says what to do for every wrong call, without a stack', async () => {
    const { program } = await startBackend();
    const cases: [string[], number, string][] = [
      [[], 1, 'npm run users -- <command>'],
      [['--help'], 0, 'npm run users -- <command>'],
      [['fire'], 1, 'There is no command "fire"'],
      [['add', '--name', 'N'], 1, 'Give an e-mail address'],
      [['add', '--email', 'a@b.example'], 1, 'Give a name'],
      [['role', '--email', 'olena@demo.example', '--to', 'king'], 1, '--to admin'],
      [['block', '--email', 'nobody@demo.example'], 1, 'There is nobody with'],
      [['block'], 1, 'Say who'],
      [['list', '--colour'], 1, '--colour'],
    ];
    for (const [args, code, words] of cases) {
      const answer = await users(...args);
      expect(answer.said).toContain(words);
      expect(answer.said).not.toContain('    at ');
      expect([args, answer.code]).toEqual([args, code]);
    }
    await stop(program);
  });
});
