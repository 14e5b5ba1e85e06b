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

  /** An answer as amoCRM gives it but for one thing; only an unknown parameter leaves it good. */
  test.each([
    { what: 'a script in the code', change: { code: '<script>alert(1)</script>' } },
    { what: 'a script in the state', change: { state: '"><script>alert(1)</script>' } },
    { what: 'a line break', change: { code: 'def502\r\nLocation: https://thief.example' } },
    { what: 'another address in the referer', change: { referer: 'thief.example/#' } },
    { what: 'a value twice', change: {}, more: '&code=def503' },
    { what: '64 KB', change: { code: 'd'.repeat(65_536) } },
    {
      what: 'an address of its own',
      change: {},
      more: '&redirect_uri=https://thief.example',
      links: 1,
    },
  ])('is inert against $what', async ({ change, more = '', links = 0 }) => {
    const { state } = await beginAttempt(script, 'native');
    const good = { code: 'def502', state, referer: 'oasiskey.amocrm.localhost' };
    const query = new URLSearchParams({ ...good, ...change }).toString() + more;
    const one = await visit(browser, system);
    const dialogs: string[] = [];
    one.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await one.page.goto(`${system.origin}/api/amo-crm/callback?${query}`);
    expect(dialogs).toEqual([]);
    expect(await one.page.content()).not.toContain('alert(1)</script>');
    const toApp = one.page.locator('a[href^="foryoure://amo-crm/callback?"]');
    expect(await toApp.count()).toBe(links);
    for (const href of await one.page.locator('a').evaluateAll((found) => found.map(String)))
      expect(href).not.toContain('thief.example');
    const hosts = one.requested
      .filter((url) => url.startsWith('http'))
      .map((url) => new URL(url).host);
    expect(new Set(hosts)).toEqual(new Set([new URL(system.origin).host]));
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
