import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { beginAttempt, consent, signInByApi, type Script } from './api.ts';
import { codesExchanged, order, people, phone, visit } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

/** The page between amoCRM and the phone's app, in the browser that the phone would open it in. */
describe('the hand-over page', () => {
  let system: System;
  let browser: Browser;
  let script: Script;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
    script = await signInByApi(system, people.olena);
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  test('leads back to the app by one large button and asks no third party for anything', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { state } = await beginAttempt(script, 'native');
      const callback = await consent(system, state);
      const one = await visit(browser, system, { viewport: phone, colorScheme });
      await one.page.goto(callback.href);

      const link = one.page.locator('a[href^="foryoure://"]').first();
      const target = new URL((await link.getAttribute('href')) ?? '');
      expect(target.href.split('?')[0]).toBe('foryoure://amo-crm/callback');
      expect(Object.fromEntries(target.searchParams)).toEqual({
        code: callback.searchParams.get('code'),
        state,
        referer: 'oasiskey.amocrm.localhost',
      });
      const box = await link.boundingBox();
      expect(box?.height ?? 0).toBeGreaterThanOrEqual(44);
      const hosts = new Set(
        one.requested.filter((url) => url.startsWith('http')).map((url) => new URL(url).host),
      );
      expect([...hosts]).toEqual([new URL(system.origin).host]);
      await one.picture('13-hand-over');
      await one.close();
    }
    expect(await codesExchanged(system)).toBe(0);
  });

  test('cannot be put into a frame', async () => {
    const { state } = await beginAttempt(script, 'native');
    const callback = await consent(system, state);
    const one = await visit(browser, system);
    await one.page.route('https://thief.example/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: `<iframe src="${callback.href.replaceAll('&', '&amp;')}"></iframe>`,
      }),
    );
    await one.page.goto('https://thief.example/');
    const frame = one.page.frames().find((inner) => inner !== one.page.mainFrame());
    expect(await frame?.locator('a[href^="foryoure://"]').count()).toBe(0);
    await one.close();
  });

  test.each([
    ['a script in the code', '?code=<script>alert(1)</script>&state=STATE'],
    ['a script in the state', '?code=def502&state="><script>alert(1)</script>'],
    ['a line break', '?code=def502%0d%0aLocation:%20https://thief.example&state=STATE'],
    ['another address in the referer', '?code=def502&state=STATE&referer=thief.example/%23'],
    ['an address of its own', '?code=def502&state=STATE&redirect_uri=https://thief.example'],
    ['a value twice', '?code=def502&code=def503&state=STATE'],
    ['64 KB', `?code=${'d'.repeat(65_536)}&state=STATE`],
  ])('is inert against %s', async (_what, query) => {
    const { state } = await beginAttempt(script, 'native');
    const one = await visit(browser, system);
    const dialogs: string[] = [];
    one.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await one.page
      .goto(`${system.origin}/api/amo-crm/callback${query.replace('STATE', state)}`)
      .catch(() => null);
    expect(dialogs).toEqual([]);
    expect(await one.page.content()).not.toContain('alert(1)</script>');
    for (const href of await one.page.locator('a').evaluateAll((links) => links.map(String)))
      expect(href).toMatch(
        /^(foryoure:\/\/amo-crm\/callback\?|intent:\/\/amo-crm\/callback\?|http:\/\/localhost:)/,
      );
    expect(
      one.requested.filter(
        (url) => url.includes('thief.example') && !url.startsWith(system.origin),
      ),
    ).toEqual([]);
    await one.close();
  });

  test('an unknown state gets a page that says so and leads nowhere near the app', async () => {
    const one = await visit(browser, system);
    await one.page.goto(
      `${system.origin}/api/amo-crm/callback?code=def502&state=${'Z'.repeat(43)}&referer=oasiskey.amocrm.localhost`,
    );
    expect(await one.page.locator('a[href^="foryoure://"], a[href^="intent://"]').count()).toBe(0);
    expect(await one.page.locator('h1').innerText()).toBe('Такого підключення немає');
    await one.picture('14-unknown-state');
    await one.close();
  });

  test("amoCRM's own install call is answered 200 and changes nothing", async () => {
    const answer = await order(system, 'widget-install', {
      subdomain: 'oasiskey',
      userId: 10412001,
    });
    expect(answer).toEqual({ status: 200 });
    expect(await codesExchanged(system)).toBe(0);
  });
});
