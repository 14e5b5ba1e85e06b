import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newVerifier, refusalOf, startAmoWorld, type AmoWorld } from './testing/amo-world.ts';

let world: AmoWorld;
let service: ReturnType<AmoWorld['newConnections']>;
let canary: Server;
let port: number;
let calls = 0;
beforeAll(async () => {
  world = await startAmoWorld();
  canary = createServer((_, answer) => {
    calls += 1;
    answer.end();
  });
  canary.on('connection', () => (calls += 1));
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = canary.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  await world.close();
  canary.close();
});
beforeEach(async () => {
  await world.reset();
  service = world.newConnections();
  calls = 0;
});

const shapes: [string, () => string][] = [
  ['a host of the attacker', () => 'evil.example'],
  ['the canary by address and port', () => `127.0.0.1:${port}`],
  ['the canary by address', () => '127.0.0.1'],
  ['the canary by name and port', () => `localhost:${port}`],
  ['an account host with another port', () => `oasiskey.amocrm.localhost:${port}`],
  ['amoCRM as a label of the attacker', () => 'oasiskey.amocrm.localhost.evil.example'],
  ['the suffix without its dot', () => 'evilamocrm.localhost'],
  ['user info before the canary', () => `oasiskey.amocrm.localhost@127.0.0.1:${port}`],
  ['user info before an account', () => 'evil@oasiskey.amocrm.localhost'],
  ['a path', () => 'oasiskey.amocrm.localhost/../'],
  ['a path to the canary', () => `127.0.0.1:${port}/.amocrm.localhost`],
  ['a fragment', () => `127.0.0.1:${port}#.amocrm.localhost`],
  ['a query', () => `127.0.0.1:${port}?.amocrm.localhost`],
  ['a backslash', () => `127.0.0.1:${port}\\.amocrm.localhost`],
  ['a scheme', () => `http://127.0.0.1:${port}`],
  ['a scheme before an account', () => 'https://oasiskey.amocrm.localhost'],
  ['two slashes', () => '//evil.example'],
  ['a trailing dot', () => 'oasiskey.amocrm.localhost.'],
  ['upper case', () => 'OASISKEY.amocrm.localhost'],
  ['a nested label', () => 'a.oasiskey.amocrm.localhost'],
  ['the common host', () => 'amocrm.localhost'],
  ['www', () => 'www.amocrm.localhost'],
  ['an API machine', () => 'api-b.amocrm.localhost'],
  ['a files machine', () => 'drive-b.amocrm.localhost'],
  ['an IPv6 address', () => `[::1]:${port}`],
  ['a number for an address', () => '2130706433'],
  ['an octal address', () => '0177.0.0.1'],
  ['a line break', () => `oasiskey.amocrm.localhost\r\nHost: 127.0.0.1:${port}`],
  ['a trailing line break', () => 'oasiskey.amocrm.localhost\n'],
  ['a null byte', () => 'oasiskey.amocrm.localhost\0.evil.example'],
  ['a space', () => 'oasiskey .amocrm.localhost'],
  ['a percent-encoded dot', () => 'oasiskey%2eevil.example'],
  ['a full-width dot', () => 'oasiskey。amocrm.localhost'],
  ['a homograph', () => 'oasiskey.аmocrm.localhost'],
  ['punycode', () => 'xn--80ak6aa92e.amocrm.localhost'],
  ['the other vendor', () => 'oasiskey.kommo.com'],
  ['the real amoCRM, which is not configured', () => 'oasiskey.amocrm.ru'],
  ['nothing', () => ''],
  ['two thousand characters', () => `${'a'.repeat(2000)}.amocrm.localhost`],
];

describe('a referer that is not an account of the configured server sends nothing anywhere', () => {
  it.each(shapes)('%s', async (_, shape) => {
    const user = await world.newUser();
    const { verifier, challenge } = newVerifier();
    const { state } = await service.createAuthUrl(user, { challenge, platform: 'native' });
    const { code } = await world.consent(state);
    const attempt = await service.attempts.byState(state);
    if (!attempt) throw new Error('no attempt');
    const referer = shape();
    // Even a browser that brought it, as far as the database can hold it.
    if (!referer.includes('\0')) await service.attempts.recordAnswer(attempt.id, { code, referer });

    const refusal = await refusalOf(
      service.exchangeCodeForUser(user, { code, state, referer, verifier }),
    );
    expect(refusal).toMatchObject({ kind: 'attempt_invalid', reason: 'host_refused' });
    expect(calls).toBe(0);
    expect((await world.seen()).requests).toEqual([]);
    if (referer !== '') expect(JSON.stringify(refusal)).not.toContain(referer);
  });

  it('and the canary would have noticed', async () => {
    await fetch(`http://127.0.0.1:${port}/`);
    expect(calls).toBeGreaterThan(0);
  });
});
