import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badge, connect, order, password, people, signIn, visit, type Visit } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

const clientSecret = 'made-up-for-the-sandbox-and-nothing-else-0123456789abcdef';
const clientId = '5a4db0c5-0d3e-4c8e-9b1a-2f6f0c1d7e55';
const jwt = /eyJ[\w-]{10,}\.[\w-]{10,}/;
/** amoCRM's codes and refresh tokens begin so. */
const opaqueToken = /def502[0-9a-f]{20,}/;

/** After a whole journey with trouble in it: where did the secrets go? */
describe('nothing secret leaks', () => {
  let system: System;
  let browser: Browser;
  let journey: Visit;
  const bodies: string[] = [];

  beforeAll(async () => {
    [system, browser] = await Promise.all([
      startSystem({ env: { LOG_LEVEL: 'trace' } }),
      launchBrowser(),
    ]);
    journey = await visit(browser, system);
    const { page } = journey;
    page.on('response', (response) => {
      if (response.status() >= 400)
        void response.text().then(
          (text) => bodies.push(text),
          () => undefined,
        );
    });
    await signIn(page, people.olena);
    await order(system, 'faults', { match: 'token', kind: 'status', status: 502, format: 'html' });
    await connect(page);
    await page.getByRole('button', { name: /^Спробувати/ }).click({ timeout: 60_000 });
    await badge(page).waitFor({ timeout: 40_000 });
    await page.goto(`${system.origin}/amo-crm/callback?code=test123`);
    await page.getByText('Посилання неповне').waitFor();
  });
  afterAll(async () => {
    await journey.close();
    await browser.close();
    await system.dispose();
  });

  test('no log line carries a token, a code, a password or the client secret', () => {
    const lines = system.output().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    // The password of the demo is printed once, on purpose, for the person at the terminal.
    const logged = lines.filter((line) => !line.trim().startsWith('Password'));
    for (const secret of [jwt, opaqueToken, password, clientSecret, 'test123'])
      expect(logged.filter((line) => new RegExp(secret).test(line))).toEqual([]);
  });

  test('the code is in the two callback addresses and in no other', () => {
    const withCode = journey.requested.filter((url) => opaqueToken.test(url));
    expect(new Set(withCode.map((url) => new URL(url).pathname))).toEqual(
      new Set(['/api/amo-crm/callback', '/amo-crm/callback']),
    );
    for (const url of journey.requested) {
      expect(url).not.toMatch(jwt);
      expect(url).not.toContain(password);
      expect(url).not.toContain(clientSecret);
    }
  });

  test('no error body carries one either', () => {
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies)
      for (const secret of [jwt, opaqueToken, password, clientSecret])
        expect(body).not.toMatch(secret);
  });

  test('the web keeps no token where a script of another page could look for it later', async () => {
    const kept = await journey.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    expect(kept).not.toMatch(jwt);
    expect(kept).not.toMatch(opaqueToken);
    const cookies = await journey.context.cookies();
    for (const cookie of cookies.filter(({ name }) => name.includes('session')))
      expect(cookie.httpOnly).toBe(true);
  });

  test('the client bundles know no client id, no secret and no password', async () => {
    const dist = fileURLToPath(new URL('../../mobile/dist', import.meta.url));
    const files = await readdir(dist, { recursive: true });
    const scripts = files.filter((file) => /\.(js|html|json)$/.test(file));
    expect(scripts.length).toBeGreaterThan(2);
    for (const file of scripts) {
      const text = await readFile(path.join(dist, file), 'utf8');
      for (const secret of [clientId, clientSecret, password]) expect(text).not.toContain(secret);
    }
  });
});
