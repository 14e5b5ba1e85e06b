import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readCommand } from './command.ts';
import { readSettings } from './options.ts';
import type { SandboxOptions } from './options.ts';
import { json, oasis, startClient, tokens } from './testing/client.ts';
import type { Client } from './testing/client.ts';

let running: Client | undefined;
afterEach(async () => {
  await running?.sandbox.close();
  running = undefined;
});
async function start(options: SandboxOptions): Promise<Client> {
  running = await startClient(options);
  return running;
}
const kommoHost = 'oasiskey.kommo.localhost';
const kommo = { host: kommoHost, subdomain: oasis.subdomain };

describe('where the documents of amoCRM and Kommo differ', () => {
  test('Kommo: accounts live under its own name', async () => {
    const amo = await start({ vendor: 'kommo' });
    expect(amo.sandbox.origin).toContain('kommo.localhost');
    await amo.connect(kommo, oasis.admin);
  });

  test.each([
    ['amocrm', '1', 'oasiskey.amocrm.localhost'],
    ['kommo', '2', 'oasiskey.kommo.localhost'],
  ] as const)('%s: platform=%s in the redirect', async (vendor, platform, referer) => {
    const amo = await start({ vendor });
    const { location } = z
      .object({ location: z.string() })
      .parse(await amo.order('consent', { subdomain: oasis.subdomain, userId: oasis.admin }));
    const query = new URL(location).searchParams;
    expect([query.get('platform'), query.get('referer')]).toEqual([platform, referer]);
  });

  test('Kommo: a spent refresh token works until its successor is used', async () => {
    const amo = await start({ vendor: 'kommo' });
    const first = await amo.connect(kommo, oasis.admin);
    tokens(await amo.refresh(kommoHost, first.refresh_token));
    const again = tokens(await amo.refresh(kommoHost, first.refresh_token));
    tokens(await amo.refresh(kommoHost, again.refresh_token));
    expect((await amo.refresh(kommoHost, first.refresh_token)).status).toBe(401);
  });

  test('Kommo speaks English', async () => {
    const amo = await start({ vendor: 'kommo' });
    const api = await amo.api(kommoHost, '/api/v4/account', 'x');
    expect(json(api)).toMatchObject({ status: 401, detail: 'Invalid user name or password' });
    const token = await amo.refresh(kommoHost, 'x');
    expect(token.text).not.toMatch(/[а-яё]/i);
    expect(json(token)).toMatchObject({ hint: 'Cannot decrypt the refresh token' });
  });

  test('Kommo: the top level domain is com', async () => {
    const amo = await start({ vendor: 'kommo' });
    const pair = await amo.connect(kommo, oasis.admin);
    const reply = await amo.call('/oauth2/account/current/subdomain', {
      host: 'api-b.kommo.localhost',
      headers: { 'x-refresh-token': pair.refresh_token },
    });
    expect(json(reply)).toMatchObject({ top_level_domain: 'com', domain: kommoHost });
  });
});

test('--strict decides every doubt against the client', () => {
  expect(readSettings({ strict: true, vendor: 'kommo' })).toMatchObject({
    refreshReuse: 'strict',
    limit: true,
  });
  expect(
    readSettings({ strict: true, limit: false, refreshReuse: 'until_new_used' }),
  ).toMatchObject({ refreshReuse: 'until_new_used', limit: false });
  expect(readSettings({})).toMatchObject({ refreshReuse: 'strict', limit: false, strict: false });
});

test('the command line says all of it', () => {
  const args = '--kommo --strict --limit --tls --tls-port 443 --tls-folder ca --leads 9 --seed 4';
  expect(readCommand(args.split(' '), {})).toMatchObject({
    options: {
      vendor: 'kommo',
      strict: true,
      limit: true,
      tls: true,
      tlsPort: 443,
      tlsFolder: 'ca',
      leads: 9,
      seed: 4,
    },
  });
  expect(readCommand(['--leads', 'many'], {})).toMatchObject({ kind: 'wrong' });
  expect(readCommand(['--tls-port', 'x'], {})).toMatchObject({ kind: 'wrong' });
  expect(readCommand([], {})).toMatchObject({ options: { leads: undefined, seed: undefined } });
});
