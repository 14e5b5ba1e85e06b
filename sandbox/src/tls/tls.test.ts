import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startSandbox } from '../index.ts';
import type { Sandbox, SandboxOptions, SecureOrigin } from '../index.ts';

let folder: string;
let running: Sandbox | undefined;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'sandbox-tls-')), 'ca');
});
afterEach(async () => {
  await running?.close();
  running = undefined;
  await rm(join(folder, '..'), { recursive: true });
});

async function start(options: SandboxOptions = {}): Promise<SecureOrigin> {
  await running?.close();
  running = await startSandbox({ tls: true, control: true, ...options });
  const { secure } = running;
  if (secure === undefined) throw new Error('no https');
  return secure;
}

/** As a client whose DNS leads the name here. */
function get(
  { port, ca }: Pick<SecureOrigin, 'port' | 'ca'>,
  name: string,
  path = '/api/v4/account',
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, servername: name, headers: { host: name }, ca };
    https
      .get({ ...options, path, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      })
      .on('error', reject);
  });
}

test.each([
  'oasiskey.amocrm.ru',
  'oasiskey.kommo.com',
  'oasiskey.amocrm.com',
  'oasiskey.amocrm.localhost',
])('who trusts the authority reaches %s by its real name', async (name) => {
  expect((await get(await start(), name)).status).toBe(401);
});

test.each(['www.amocrm.ru', 'www.kommo.com', 'localhost'])('the common host: %s', async (name) => {
  const secure = await start();
  expect((await get(secure, name, '/')).text).toContain('amoCRM');
  expect((await get(secure, name, '/_sandbox/ca.pem')).text).toBe(secure.ca);
});

test('who does not trust it is not let in', async () => {
  const { port } = await start();
  const other = await startSandbox({ tls: true });
  try {
    const { ca = '' } = other.secure ?? {};
    await expect(get({ port, ca }, 'oasiskey.amocrm.ru')).rejects.toThrow(/certificate|signature/i);
  } finally {
    await other.close();
  }
});

test('links lead back over https', async () => {
  const secure = await start();
  const { text } = await get(secure, 'oasiskey.amocrm.ru', '/api/v4/nothing');
  expect(text).toContain('https://oasiskey.amocrm.ru/api/v4/nothing');
});

test('the authority is good for the vendors and this machine alone', async () => {
  const { ca } = await start();
  const certificate = new X509Certificate(ca);
  expect(certificate.ca).toBe(true);
  const file = join(folder, '..', 'ca.pem');
  await writeFile(file, ca);
  const said = await new Promise<string>((resolve) => {
    execFile('openssl', ['x509', '-in', file, '-noout', '-text'], (error, out) => {
      resolve(error === null ? out : 'no openssl');
    });
  });
  if (said === 'no openssl') return;
  expect(said).toMatch(/Name Constraints: critical\s+Permitted:/);
  const names = [...said.matchAll(/DNS:(\S+)/g)].map(([, name]) => name);
  expect(names).toEqual(['amocrm.ru', 'amocrm.com', 'kommo.com', 'localhost']);
});

test('a folder keeps it over a restart, the key for its owner alone', async () => {
  const first = await start({ tlsFolder: folder });
  expect(first.caFile).toBe(join(folder, 'ca.pem'));
  expect(await readFile(join(folder, 'ca.pem'), 'utf8')).toBe(first.ca);
  if (process.platform !== 'win32') {
    expect((await stat(join(folder, 'ca.key'))).mode & 0o777).toBe(0o600);
  }
  const again = await start({ tlsFolder: folder });
  expect(again.ca).toBe(first.ca);
  expect((await get({ ...again, ca: first.ca }, 'oasiskey.amocrm.ru')).status).toBe(401);
});

test('without a folder it is a new one every time', async () => {
  const first = await start();
  expect(first.caFile).toBeNull();
  expect((await start()).ca).not.toBe(first.ca);
});

test('a base host of one’s own has a certificate too, and an authority made without it is refused', async () => {
  const own = await start({ baseHost: 'amo.test', tlsFolder: folder });
  expect((await get(own, 'oasiskey.amo.test')).status).toBe(401);
  await rm(folder, { recursive: true });
  await start({ tlsFolder: folder });
  const refused = startSandbox({ tls: true, tlsFolder: folder, baseHost: 'amo.test' });
  await expect(refused).rejects.toMatchObject({ code: 'tls_unusable' });
  await expect(refused).rejects.toThrow('it was not made for amo.test');
});

test('a damaged folder is said in words', async () => {
  await start({ tlsFolder: folder });
  await writeFile(join(folder, 'ca.pem'), 'no certificate');
  await expect(startSandbox({ tls: true, tlsFolder: folder })).rejects.toMatchObject({
    code: 'tls_unusable',
  });
});

test('a taken port for https is said in words, and http is let go of', async () => {
  const secure = await start();
  const port = running?.port ?? 0;
  await expect(startSandbox({ tls: true, tlsPort: secure.port })).rejects.toMatchObject({
    code: 'port_taken',
  });
  await running?.close();
  running = await startSandbox({ port });
  expect(running.port).toBe(port);
});
