import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { beginAttempt, connectByApi, signInByApi } from './api.ts';
import {
  answerConsent,
  badge,
  codesExchanged,
  connect,
  desktop,
  order,
  people,
  phone,
  signIn,
  visit,
  type Look,
  type Visit,
} from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

/**
 * The three manual tests of the product's first description, step by step, in a real browser
 * against the running product: authorisation, the callback with its errors, disconnection.
 */
describe('a broker connects amoCRM', () => {
  let system: System;
  let browser: Browser;
  const visits: Visit[] = [];

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });
  afterEach(async () => {
    await Promise.all(visits.splice(0).map((one) => one.close()));
    await order(system, 'reset');
    await forgetConnections();
  });

  const open = async (look?: Look): Promise<Visit> => {
    const one = await visit(browser, system, look);
    visits.push(one);
    return one;
  };

  /** Each test begins with nobody connected, whatever the one before left behind. */
  const forgetConnections = async () => {
    for (const email of Object.values(people)) {
      const script = await signInByApi(system, email);
      await script.post('/api/amo-crm/disconnect');
    }
  };

  describe.each([
    { name: 'on a phone, light', look: { viewport: phone, colorScheme: 'light' } as const },
    { name: 'on a phone, dark', look: { viewport: phone, colorScheme: 'dark' } as const },
    { name: 'on a desktop, light', look: { viewport: desktop, colorScheme: 'light' } as const },
    { name: 'on a desktop, dark', look: { viewport: desktop, colorScheme: 'dark' } as const },
  ])('$name', ({ look }) => {
    test(
      'signs in, connects, sees pipelines, stages and leads, and disconnects',
      { timeout: 120_000 },
      async () => {
        const { page, picture } = await open(look);

        await page.getByText('Вітаємо у For You').waitFor();
        await picture('01-sign-in');
        await signIn(page, people.olena);

        await page.getByText('Підключіть amoCRM').waitFor();
        await picture('02-connect');
        await page.getByRole('button', { name: 'Підключити amoCRM' }).click();
        await page.waitForURL('**/oauth?**');
        await picture('03-consent');
        await answerConsent(page);

        await page.getByText('amoCRM підключено').waitFor();
        await picture('04-connected');
        await badge(page).waitFor();
        await page.getByText('Вторинний ринок').first().waitFor();
        await page.getByText('Показ об’єкта').first().waitFor();
        // The account is read at amoCRM's pace: the first cards in seconds, all of it a little later.
        const whileRead = { timeout: 40_000 };
        await expect.poll(() => page.getByText(/AED/).count(), whileRead).toBeGreaterThan(3);
        await expect.poll(() => page.getByText('ще завантажуємо').count(), whileRead).toBe(0);
        await picture('05-board');

        await badge(page).click();
        await page.getByRole('dialog').getByText('oasiskey.amocrm.localhost').waitFor();
        await picture('06-connection');
        await page.getByRole('button', { name: 'Відключити' }).click();
        await page.getByText('Відключити Oasis Key Realty?').waitFor();
        await picture('07-disconnect');
        await page.getByRole('dialog').getByRole('button', { name: 'Відключити' }).last().click();

        await page.getByText('Підключіть amoCRM').waitFor();
        await page.reload();
        await page.getByText('Підключіть amoCRM').waitFor();
        expect(await codesExchanged(system)).toBe(1);
      },
    );
  });

  test('sees his own board again after a reload, and another broker does not', async () => {
    const olena = await open();
    await signIn(olena.page, people.olena);
    await connect(olena.page);
    await badge(olena.page).waitFor();
    await olena.page.reload();
    await badge(olena.page).waitFor();

    const maksym = await open();
    await signIn(maksym.page, people.maksym);
    await maksym.page.getByText('Підключіть amoCRM').waitFor();
  });

  test('denies at amoCRM, is told so, and can begin again at once', async () => {
    const { page, picture } = await open();
    await signIn(page, people.olena);
    await connect(page, { decision: 'deny' });
    await page.getByText('Доступ не надано').waitFor();
    await picture('08-denied');
    expect(await codesExchanged(system)).toBe(0);

    await page.getByRole('button', { name: 'Підключити ще раз' }).click();
    await answerConsent(page);
    await badge(page).waitFor();
  });

  test('comes back without an answer: is shown the waiting attempt, goes on with it, or cancels it', async () => {
    const { page, picture } = await open();
    await signIn(page, people.olena);
    const begin = page.getByRole('button', { name: 'Підключити amoCRM' });
    await begin.click();
    await page.waitForURL('**/oauth?**');
    await page.goto(`${system.origin}/crm`);
    await page.getByText('Чекаємо на amoCRM').waitFor();
    await picture('18-waiting');
    await page.getByRole('button', { name: 'Відкрити amoCRM ще раз' }).click();
    await page.waitForURL('**/oauth?**');
    await page.goto(`${system.origin}/crm`);
    await page.getByRole('button', { name: 'Скасувати підключення' }).click();
    await begin.waitFor();
    await page.reload();
    await begin.waitFor();
    expect(await codesExchanged(system)).toBe(0);
  });

  test('a callback with a code and no state ends in words, and nothing is exchanged', async () => {
    const { page, picture } = await open();
    await signIn(page, people.olena);
    await page.goto(`${system.origin}/amo-crm/callback?code=test123`);
    await page.getByText('Посилання неповне').waitFor();
    await picture('09-no-state');
    expect(new URL(page.url()).search).toBe('');
    expect(await codesExchanged(system)).toBe(0);
  });

  test('a forged state never leaves the browser', async () => {
    const { page, requested } = await open();
    await signIn(page, people.olena);
    const forged = 'A'.repeat(43);
    await page.goto(`${system.origin}/amo-crm/callback?code=def502&state=${forged}&referer=evil`);
    await page.getByText('Це не ваш запит').waitFor();
    expect(requested.filter((url) => url.includes('/exchange-code'))).toEqual([]);
  });

  test('opens the same callback twice and is connected, with one exchange', async () => {
    const { page, requested } = await open();
    await signIn(page, people.olena);
    await connect(page);
    await badge(page).waitFor();
    const callback = requested.find(
      (url) => url.includes('/amo-crm/callback?') && !url.includes('/api/'),
    );
    await page.goto(callback ?? 'about:blank');
    await badge(page).waitFor();
    expect(await codesExchanged(system)).toBe(1);
  });

  test('a code that amoCRM no longer takes ends in words and a new try works', async () => {
    const { page } = await open();
    await signIn(page, people.olena);
    await page.route('**/api/amo-crm/exchange-code', async (route) => {
      await order(system, 'clock/advance', { seconds: 21 * 60 });
      await route.continue();
    });
    await connect(page);
    await page.getByText('Час на підключення вийшов').waitFor();
    await page.unroute('**/api/amo-crm/exchange-code');
    await page.getByRole('button', { name: 'Підключити ще раз' }).click();
    await answerConsent(page);
    await badge(page).waitFor();
  });

  test('loses the network in the middle, keeps the code, and finishes on retry', async () => {
    const { page, picture } = await open();
    await signIn(page, people.olena);
    await page.route('**/api/amo-crm/exchange-code', (route) =>
      route.abort('internetdisconnected'),
    );
    await connect(page);
    await page.getByRole('button', { name: 'Спробувати ще раз' }).waitFor();
    await picture('10-no-network');
    await page.unroute('**/api/amo-crm/exchange-code');
    await page.getByRole('button', { name: 'Спробувати ще раз' }).click();
    await badge(page).waitFor();
    expect(await codesExchanged(system)).toBe(1);
  });

  test.each([
    { name: 'a 503', fault: { kind: 'status', status: 503 } },
    { name: 'a 429', fault: { kind: 'status', status: 429, retryAfter: 2 } },
    { name: 'an answer that never comes whole', fault: { kind: 'half_body' } },
  ])('amoCRM answers the exchange with $name: told, and a retry finishes', async ({ fault }) => {
    const { page } = await open();
    await signIn(page, people.olena);
    await order(system, 'faults', { match: 'token', times: 1, ...fault });
    await connect(page);
    const retry = page.getByRole('button', { name: /^Спробувати/ });
    await retry.waitFor();
    await expect.poll(() => retry.isEnabled(), { timeout: 40_000 }).toBe(true);
    await retry.click();
    // Half a body may have used the code up: then the words say so and a new try is offered.
    const again = page.getByRole('button', { name: 'Підключити ще раз' });
    await badge(page).or(again).first().waitFor();
    if (await again.isVisible()) {
      await again.click();
      await answerConsent(page);
    }
    await badge(page).waitFor();
  });

  test('an answer to an attempt of another device finishes nothing on this one', async () => {
    const { page, requested } = await open();
    await signIn(page, people.olena);
    const elsewhere = await beginAttempt(await signInByApi(system, people.olena), 'web');
    await page.goto(elsewhere.url);
    await page.getByTestId('account-palmco').click();
    await page.getByRole('radio').first().check();
    await page.getByTestId('allow').click();
    await page.getByText('Це не ваш запит').waitFor();
    expect(requested.filter((url) => url.includes('/exchange-code'))).toEqual([]);
    expect(await codesExchanged(system)).toBe(0);
  });

  test('is asked before another account takes the place of the first', async () => {
    const { page, picture } = await open();
    const script = await signInByApi(system, people.olena);
    await signIn(page, people.olena);
    await page.getByText('Підключіть amoCRM').waitFor();
    expect((await connectByApi(system, script)).status).toBe(200);

    await connect(page, { account: 'palmco', user: /./ });
    await page.getByText('Інший обліковий запис').waitFor();
    await picture('11-account-change');
    await page.getByRole('button', { name: /^Підключити Palm/ }).click();
    await badge(page, 'Palm & Co Brokers').waitFor();
    expect(await codesExchanged(system)).toBe(2);
  });

  test('is told since when and why, once amoCRM has taken the access away', async () => {
    const { page, picture } = await open();
    await signIn(page, people.olena);
    await connect(page);
    await badge(page).waitFor();
    await order(system, 'grants/revoke', { subdomain: 'oasiskey' });
    await page.reload();
    await page.getByText('З’єднання перервано').waitFor();
    await picture('12-broken');
    await page.getByRole('button', { name: 'Підключити ще раз' }).click();
    await answerConsent(page);
    await badge(page).waitFor();
  });

  test('reads it in Russian and in English as well', async () => {
    for (const [locale, title] of [
      ['ru-RU', 'Подключите amoCRM'],
      ['en-GB', 'Connect amoCRM'],
    ] as const) {
      const { page, picture } = await open({ locale });
      await page.locator('input').first().fill(people.olena);
      await page.locator('input[type=password]').fill('demo-foryou');
      await page.locator('input[type=password]').press('Enter');
      await page.getByRole('heading', { name: title }).waitFor();
      await picture('02-connect');
    }
  });
});
