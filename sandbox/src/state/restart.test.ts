import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxOptions } from '../options.ts';
import { Client, json, oasis, palm, startClient, tokens } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));

let folder: string;
let stateFile: string;
let running: Client | undefined;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  stateFile = join(folder, 'not-there-yet', 'state.json');
});
afterEach(async () => {
  await running?.sandbox.close();
  running = undefined;
  child?.kill('SIGKILL');
  child = undefined;
  await rm(folder, { recursive: true });
});

/** Starts on the file; what ran on it before is closed first. */
async function start(options: SandboxOptions = {}): Promise<Client> {
  await running?.sandbox.close();
  running = undefined;
  running = await startClient({ stateFile, ...options });
  return running;
}

async function me(amo: Client, host: string, accessToken: string): Promise<number> {
  return (await amo.api(host, '/api/v4/account', accessToken)).status;
}

describe('closed and started again on the same file', () => {
  test('both tokens go on, what was used up stays used up, a waiting code still works', async () => {
    let amo = await start();
    const code = await amo.code(oasis.subdomain, oasis.seesOwn);
    const waiting = await amo.code(palm.subdomain, palm.broker);
    const first = tokens(await amo.exchange(oasis.host, code));
    const second = tokens(await amo.refresh(oasis.host, first.refresh_token));

    amo = await start();
    expect(await me(amo, oasis.host, first.access_token)).toBe(200);
    expect(await me(amo, oasis.host, second.access_token)).toBe(200);
    const used = await amo.exchange(oasis.host, code);
    expect([used.status, json(used)]).toEqual([400, fixture('oauth.token.error.400.code-revoked')]);
    expect((await amo.refresh(oasis.host, first.refresh_token)).status).toBe(401);
    const third = tokens(await amo.refresh(oasis.host, second.refresh_token));
    expect(await me(amo, oasis.host, third.access_token)).toBe(200);
    tokens(await amo.exchange(palm.host, waiting));
  });

  test('a withdrawn grant stays withdrawn', async () => {
    let amo = await start();
    const pair = await amo.connect(oasis, oasis.seesOwn);
    await amo.order('grants/revoke', { subdomain: oasis.subdomain });
    amo = await start();
    expect(await me(amo, oasis.host, pair.access_token)).toBe(401);
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(401);
  });

  test('with until_new_used, a parent ended by a mere reading call stays ended', async () => {
    const options: SandboxOptions = { refreshReuse: 'until_new_used' };
    let amo = await start(options);
    const first = await amo.connect(oasis, oasis.admin);
    const second = tokens(await amo.refresh(oasis.host, first.refresh_token));
    amo = await start(options);
    const again = tokens(await amo.refresh(oasis.host, first.refresh_token));
    expect(await me(amo, oasis.host, second.access_token)).toBe(200);
    amo = await start(options);
    expect((await amo.refresh(oasis.host, first.refresh_token)).status).toBe(401);
    tokens(await amo.refresh(oasis.host, again.refresh_token));
  });

  test('the new name of an account, closed seats and the integration switched off stay', async () => {
    let amo = await start();
    const leaver = await amo.connect(oasis, oasis.seesOwn);
    const stayer = await amo.connect(oasis, oasis.seesAll);
    await amo.order('accounts/rename', { from: oasis.subdomain, to: 'newname' });
    await amo.order('users/set', {
      subdomain: 'newname',
      userId: oasis.seesOwn,
      isActive: false,
    });
    await amo.order('integration', { subdomain: palm.subdomain, enabled: false });

    amo = await start();
    expect(await me(amo, oasis.host, stayer.access_token)).toBe(404);
    expect(await me(amo, 'newname.amocrm.localhost', stayer.access_token)).toBe(200);
    expect(await me(amo, 'newname.amocrm.localhost', leaver.access_token)).toBe(401);
    await expect(amo.code(palm.subdomain, palm.broker)).rejects.toThrow('may not grant');
    await amo.code(palm.subdomain, palm.admin);
    amo = await start();
    await amo.code(palm.subdomain, palm.broker);
  });

  test('a secret and an address that control changed stay; options changed for the start count otherwise', async () => {
    let amo = await start();
    await amo.order('integration', { secret: 'changed-by-control' });
    amo = await start({ redirectUri: 'http://elsewhere.example/callback' });
    const code = await amo.code(oasis.subdomain, oasis.admin);
    const call = { grant_type: 'authorization_code', code };
    const moved = { ...call, redirect_uri: 'http://elsewhere.example/callback' };
    expect((await amo.token(oasis.host, moved)).status).toBe(401);
    tokens(await amo.token(oasis.host, { ...moved, client_secret: 'changed-by-control' }));
  });

  test('the clock goes on from where it was set', async () => {
    let amo = await start();
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('clock/advance', { seconds: 25 * 3600 });
    amo = await start();
    expect(await me(amo, oasis.host, pair.access_token)).toBe(401);
    tokens(await amo.refresh(oasis.host, pair.refresh_token));
  });

  test('a reset empties the file too', async () => {
    let amo = await start();
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('accounts/rename', { from: oasis.subdomain, to: 'newname' });
    await amo.order('reset');
    expect(await readFile(stateFile, 'utf8')).not.toContain(pair.refresh_token);
    amo = await start();
    expect(await me(amo, oasis.host, pair.access_token)).toBe(401);
    await amo.connect(oasis, oasis.admin);
  });
});

test('without a file a restart forgets everyone', async () => {
  let amo = await start({ stateFile: undefined });
  const pair = await amo.connect(oasis, oasis.admin);
  amo = await start({ stateFile: undefined });
  expect(await me(amo, oasis.host, pair.access_token)).toBe(401);
  expect(await readdir(folder)).toEqual([]);
});

/** The command itself, so that it can be killed. */
async function startCommand(): Promise<Client> {
  const args = ['--host', '127.0.0.1', '--port', '0', '--control', '--state', stateFile];
  const started = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const said: unknown[] = await once(started.stdout, 'data');
  const port = Number(/localhost:(\d+)/.exec(String(said[0]))?.[1]);
  const sandbox = {
    origin: `http://amocrm.localhost:${port}`,
    port,
    close: async () => {
      const ended = once(started, 'exit');
      started.kill('SIGKILL');
      await ended;
    },
  };
  return new Client(() => sandbox);
}

test('killed right after the answer to an exchange or a refresh, it honours what it answered', async () => {
  let amo = await startCommand();
  const code = await amo.code(oasis.subdomain, oasis.seesOwn);
  let pair = tokens(await amo.exchange(oasis.host, code));
  for (let round = 0; round < 3; round += 1) {
    await amo.sandbox.close();
    amo = await startCommand();
    expect(await me(amo, oasis.host, pair.access_token)).toBe(200);
    const spent = pair.refresh_token;
    pair = tokens(await amo.refresh(oasis.host, spent));
    await amo.sandbox.close();
    amo = await startCommand();
    expect((await amo.refresh(oasis.host, spent)).status).toBe(401);
    pair = tokens(await amo.refresh(oasis.host, pair.refresh_token));
  }
}, 60_000);

test('what an answer promises is in the file when the answer comes, also when it is cut', async () => {
  const amo = await start();
  const code = await amo.code(oasis.subdomain, oasis.admin);
  expect(await readFile(stateFile, 'utf8')).toContain(code);
  const pairs = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const pair = await amo.connect(oasis, oasis.admin);
      return { pair, file: await readFile(stateFile, 'utf8') };
    }),
  );
  for (const { pair, file } of pairs) expect(file).toContain(pair.refresh_token);

  const [lost] = pairs;
  if (lost === undefined) throw new Error('no pair');
  await amo.order('faults', { match: 'token', kind: 'drop_response' });
  await expect(amo.refresh(oasis.host, lost.pair.refresh_token)).rejects.toThrow();
  const again = await start();
  expect((await again.refresh(oasis.host, lost.pair.refresh_token)).status).toBe(401);
});

test.skipIf(process.platform === 'win32')(
  'the file is its owner’s alone, is replaced as a whole, and leaves nothing beside it',
  async () => {
    const amo = await start();
    await amo.connect(oasis, oasis.admin);
    const before = await readFile(stateFile, 'utf8');
    // Whoever has the old file open goes on seeing all of it: it is never written into.
    const old = await open(stateFile);
    try {
      await amo.connect(oasis, oasis.admin);
      expect(await old.readFile('utf8')).toBe(before);
    } finally {
      await old.close();
    }
    expect(await readFile(stateFile, 'utf8')).not.toBe(before);
    expect((await stat(stateFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(stateFile, '..'))).toEqual(['state.json']);
  },
);

test.skipIf(process.platform === 'win32')(
  'a link laid where the new text goes is not followed',
  async () => {
    const amo = await start();
    const target = join(folder, 'target');
    await symlink(target, `${stateFile}.new`);
    await amo.connect(oasis, oasis.admin);
    expect(await readdir(folder)).not.toContain('target');
  },
);

test('a file that cannot be written any more: no token is given, and later ones are', async () => {
  const amo = await start();
  const code = await amo.code(oasis.subdomain, oasis.admin);
  await rm(join(stateFile, '..'), { recursive: true });
  await symlink('nowhere/at/all', join(stateFile, '..'));
  const reply = await amo.exchange(oasis.host, code);
  expect(reply.status).toBe(500);
  expect(reply.text).toContain('cannot write its state file');
  expect(reply.text).not.toContain('def502');
  await rm(join(stateFile, '..'));
  await amo.connect(oasis, oasis.admin);
});
