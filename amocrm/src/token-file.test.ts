import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from 'amocrm-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exchangeCode, type Integration } from './oauth.ts';
import { sandboxServer } from './server.ts';
import { fileTokenStore } from './token-file.ts';
import { createTokenKeeper, type TokenKeeper } from './token-keeper.ts';
import { takeFileLock } from './token-lock.ts';
import type { KeptTokens } from './token-store.ts';

const registered = {
  clientId: '00000000-0000-4000-8000-00000000a0c1',
  clientSecret: 'TestSecretTestSecretTestSecret01',
  redirectUri: 'https://app.example/api/amo-crm/callback',
};
const subdomain = 'oasiskey';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'amocrm-tokens-'));
  file = join(folder, 'tokens.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** As a process that is frozen, or a laptop that is shut, for longer than `staleMs: 200` forgives. */
const standStill = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);

const tokens = (version: number, more: Partial<KeptTokens> = {}): KeptTokens => ({
  version,
  host: 'agency.amocrm.ru',
  accessToken: `access-${version}`,
  refreshToken: `refresh-${version}`,
  issuedAt: 1_800_000_000,
  expiresAt: 1_800_086_400,
  accountId: 5,
  apiDomain: null,
  revokedAt: null,
  ...more,
});

describe('the file', () => {
  it('keeps a pair for the next process, readable by us alone', async () => {
    expect(await fileTokenStore(file).read()).toBeNull();
    expect(await fileTokenStore(file).write(tokens(1), 0)).toBe(true);
    expect(await fileTokenStore(file).read()).toEqual(tokens(1));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('takes a pair only over the version it was made from', async () => {
    const store = fileTokenStore(file);
    await store.write(tokens(1), 0);
    expect(await store.write(tokens(1), 0)).toBe(false);
    expect(await store.write(tokens(2), 1)).toBe(true);
    expect(await store.write(tokens(2), 1)).toBe(false);
    expect(await store.read()).toEqual(tokens(2));
  });

  it('what is whole beside it counts; what is half is nobody’s', async () => {
    const store = fileTokenStore(file);
    await store.write(tokens(2), 0);
    await writeFile(`${file}.next`, await readFile(file));
    await rm(file);
    await fileTokenStore(file).write(tokens(1), 0);
    expect(await store.read()).toEqual(tokens(2));
    const whole = await readFile(file, 'utf8');
    for (const cut of [0, 1, whole.length / 2, whole.length - 3]) {
      await writeFile(`${file}.next`, whole.slice(0, cut).replace('"version":2', '"version":3'));
      expect(await store.alone(() => store.read())).toEqual(tokens(2));
    }
    expect(await store.write(tokens(3), 2)).toBe(true);
  });

  it('damage is said, never read as something', async () => {
    await writeFile(file, '{"tokens":');
    await expect(fileTokenStore(file).read()).rejects.toMatchObject({ code: 'damaged' });
    await writeFile(file, JSON.stringify({ tokens: tokens(1), sum: 'wrong' }));
    await expect(fileTokenStore(file).read()).rejects.toMatchObject({ code: 'damaged' });
  });

  it('a folder that is not there is a failure of the store', async () => {
    const store = fileTokenStore(join(folder, 'none', 'tokens.json'));
    await expect(store.write(tokens(1), 0)).rejects.toMatchObject({ code: 'failed' });
  });
});

describe('the lock', () => {
  it('is one owner’s at a time, however many want it', async () => {
    let inside = 0;
    let most = 0;
    const stores = Array.from({ length: 6 }, () => fileTokenStore(file));
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    await Promise.all(stores.flatMap((store) => [store.alone(work), store.alone(work)]));
    expect(most).toBe(1);
  });

  it('of a dead process is followed at once', async () => {
    const child = fork(join(import.meta.dirname, 'testing', 'lock-worker.ts'), [file], {
      execArgv: [],
    });
    await once(child, 'message');
    await expect(takeFileLock(file, { waitMs: 150 })).rejects.toMatchObject({ code: 'busy' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await takeFileLock(file, { waitMs: 2_000 });
    expect(lock.held()).toBe(true);
    await lock.release();
  });

  it('of one that shows no sign of life is followed after a while, and he knows when he wakes', async () => {
    const staleMs = 300;
    const child = fork(
      join(import.meta.dirname, 'testing', 'lock-worker.ts'),
      [file, String(staleMs)],
      { execArgv: [] },
    );
    await once(child, 'message');
    child.kill('SIGSTOP');
    const lock = await takeFileLock(file, { staleMs, waitMs: 5_000 });
    child.kill('SIGCONT');
    const answer = once(child, 'message');
    child.send('held?');
    expect(await answer).toEqual([{ held: false }, undefined]);
    expect(lock.held()).toBe(true);
    child.kill('SIGKILL');
    await lock.release();
  });
});

describe('with an amoCRM', () => {
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let integration: Integration;
  const children: ChildProcess[] = [];
  const reading = { refreshReuse: 'strict' as 'strict' | 'until_new_used' };

  async function begin(): Promise<void> {
    sandbox = await startSandbox({ control: true, ...reading, ...registered });
    integration = { ...registered, server: sandboxServer({ origin: sandbox.origin }) };
  }
  const order = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/${path}`, {
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
      headers: { 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };
  const refreshes = async () =>
    z.object({ tokenCalls: z.object({ refresh_token: z.int() }) }).parse(await order('requests'))
      .tokenCalls.refresh_token;

  /** A keeper over the file with a pair that is due for renewal. */
  async function connected(lifeLeft = 0.2): Promise<TokenKeeper> {
    const { location } = z
      .object({ location: z.url() })
      .parse(await order('consent', { subdomain, userId: 10412001, state: 's' }));
    const query = new URL(location).searchParams;
    const host = query.get('referer') ?? '';
    const pair = await exchangeCode(integration, { host, code: query.get('code') ?? '' });
    const ago = Date.now() - 86_400_000 * (1 - lifeLeft);
    await createTokenKeeper({ store: fileTokenStore(file), integration, now: () => ago }).connect(
      host,
      pair,
    );
    await order('requests/clear', {});
    return keeper();
  }
  const keeper = () =>
    createTokenKeeper({ store: fileTokenStore(file), integration, retryMs: [20, 20] });

  async function worker(callers: number, dieAt: string | null = null) {
    const setup = { ...registered, origin: sandbox.origin, file, callers, dieAt };
    const child = fork(join(import.meta.dirname, 'testing', 'token-worker.ts'), {
      env: { PATH: process.env['PATH'], WORKER_SETUP: JSON.stringify(setup) },
      execArgv: [],
    });
    children.push(child);
    await once(child, 'message');
    return {
      async run(): Promise<string[]> {
        const said = once(child, 'message');
        child.send('go');
        return z
          .tuple([z.object({ tokens: z.array(z.string()) }), z.unknown()])
          .parse(await said)[0].tokens;
      },
      async dies(): Promise<void> {
        child.send('go');
        expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
      },
    };
  }

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await sandbox.close();
  });

  describe.each(['strict', 'until_new_used'] as const)('that reads reuse as %s', (refreshReuse) => {
    beforeAll(() => {
      reading.refreshReuse = refreshReuse;
    });
    afterAll(() => {
      reading.refreshReuse = 'strict';
    });
    beforeEach(begin);

    it('two processes with fifty callers each make one refresh', async () => {
      await connected();
      const both = [await worker(50), await worker(50)];
      const [ours, theirs] = await Promise.all(both.map((one) => one.run()));
      expect(ours).toHaveLength(1);
      expect(theirs).toEqual(ours);
      expect(await refreshes()).toBe(1);
      expect(await fileTokenStore(file).read()).toMatchObject({ version: 2 });
    });

    it.each(['lock.taken', 'call.sending', 'file.written', 'file.synced', 'file.renamed'])(
      'kill -9 at %s loses nothing',
      async (step) => {
        await connected();
        await (await worker(1, step)).dies();
        const next = keeper();
        const value = await next.accessToken();
        expect(await next.state()).toBe('connected');
        const stored = await fileTokenStore(file).read();
        expect(stored).toMatchObject({ version: 2, accessToken: value, revokedAt: null });
        expect(await refreshes()).toBe(1);
        // And the pair after it can be had: the refresh token is the living one.
        await next.rejected('not ours');
        await order('clock/advance', { seconds: 90_000 });
        const later = createTokenKeeper({
          store: fileTokenStore(file),
          integration,
          now: () => Date.now() + 90_000_000,
        });
        expect(await later.accessToken()).not.toBe(value);
      },
    );

    it(`kill -9 between answer and disk ${refreshReuse === 'strict' ? 'loses the pair, and says so hours before anything stops' : 'loses nothing'}`, async () => {
      await connected();
      const before = await fileTokenStore(file).read();
      await (await worker(1, 'call.answered')).dies();
      const next = keeper();
      const value = await next.accessToken();
      if (refreshReuse === 'strict') {
        expect(value).toBe(before?.accessToken);
        expect(await next.state()).toBe('revoked');
      } else {
        expect(value).not.toBe(before?.accessToken);
        expect(await next.state()).toBe('connected');
      }
      expect(await refreshes()).toBe(2);
    });

    it('an answer lost on the way is asked for again with the same token', async () => {
      const live = await connected();
      const before = await fileTokenStore(file).read();
      await order('faults', { match: 'token', kind: 'drop_response' });
      const value = await live.accessToken();
      expect(await refreshes()).toBe(2);
      const isStrict = refreshReuse === 'strict';
      expect(await live.state()).toBe(isStrict ? 'revoked' : 'connected');
      expect(value === before?.accessToken).toBe(isStrict);
    });

    it('a pair that comes after a stand-still is saved, under a new lock', async () => {
      await connected();
      const staleMs = 200;
      const store = fileTokenStore(file, { staleMs });
      const standStill = () =>
        void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
      const slow = createTokenKeeper({
        store,
        integration,
        at: (step) => {
          if (step === 'call.answered') standStill();
        },
      });
      const value = await slow.accessToken();
      expect(await fileTokenStore(file).read()).toMatchObject({ version: 2, accessToken: value });
      expect(await refreshes()).toBe(1);
    });

    it('who stood still before sending sends nothing', async () => {
      await connected();
      const at = (step: string) => {
        if (step === 'lock.taken') standStill();
      };
      const store = fileTokenStore(file, { staleMs: 200, at });
      const before = await store.read();
      const slow = createTokenKeeper({ store, integration });
      expect(await slow.accessToken()).toBe(before?.accessToken);
      expect(await refreshes()).toBe(0);
      await expect(slow.rejected(before?.accessToken ?? '')).rejects.toMatchObject({
        code: 'lost',
      });
      expect(await refreshes()).toBe(0);
    });

    it('a server that fails for a moment is outlived', async () => {
      const live = await connected();
      await order('faults', { match: 'token', kind: 'status', status: 502, times: 2 });
      await live.accessToken();
      expect(await live.state()).toBe('connected');
      expect(await fileTokenStore(file).read()).toMatchObject({ version: 2 });
    });

    it('an account renamed meanwhile is found', async () => {
      const live = await connected();
      await order('accounts/rename', { from: subdomain, to: 'oasis-renamed' });
      expect((await live.get()).host).toBe('oasis-renamed.amocrm.localhost');
      expect(await fileTokenStore(file).read()).toMatchObject({
        host: 'oasis-renamed.amocrm.localhost',
        version: 2,
      });
    });

    it('access withdrawn by the user is believed', async () => {
      const live = await connected();
      await order('grants/revoke', { subdomain });
      const { value } = await live.get();
      await expect(live.rejected(value)).rejects.toMatchObject({ code: 'token_revoked' });
      expect(await live.state()).toBe('revoked');
    });
  });
});
