import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { violations, type Violation } from './accessibility.ts';
import { badge, connect, desktop, people, phone, signIn, visit } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runFile = promisify(execFile);

describe('people', () => {
  let system: System;
  let browser: Browser;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  /** What an administrator of the agency types into a terminal beside the running backend. */
  const users = async (...args: string[]) => {
    const { stdout } = await runFile(
      process.execPath,
      [path.join(root, 'scripts', 'run.mjs'), 'backend/src/users.ts', ...args],
      {
        cwd: root,
        env: { ...process.env, DATA_DIR: system.dataDir, PUBLIC_URL: system.origin },
      },
    );
    return stdout;
  };

  test('an invited broker sets a password by a one-time link, once, and signs in', async () => {
    const printed = await users('add', '--email', 'ira@demo.example', '--name', 'Ірина Новак');
    const link = /http\S+#token=\S+/.exec(printed)?.[0] ?? '';
    expect(link).toContain(`${system.origin}/set-password#token=`);

    const one = await visit(browser, system);
    await one.page.goto(link);
    await one.page.getByText('Задайте пароль').waitFor();
    expect(one.page.url()).not.toContain('token');
    const [first, second] = [one.page.locator('input').nth(0), one.page.locator('input').nth(1)];
    await first.fill('зелена вілла біля моря');
    await second.fill('зелена вілла біля моря');
    await one.picture('15-set-password');
    await one.page.getByRole('button', { name: 'Зберегти пароль' }).click();
    await one.page.getByText('Пароль збережено').waitFor();
    const secret = new URL(link).hash.slice('#token='.length);
    const sent = one.requested.map((url) => url.split('#')[0] ?? '');
    expect(sent.filter((url) => url.includes(secret))).toEqual([]);

    await one.page.getByRole('button', { name: 'Перейти до входу' }).click();
    await one.page.getByLabel('Ел. пошта').fill('ira@demo.example');
    await one.page.getByLabel('Пароль', { exact: true }).fill('зелена вілла біля моря');
    await one.page.getByRole('button', { name: 'Увійти', exact: true }).click();
    await one.page.getByRole('heading', { name: 'Підключіть amoCRM' }).waitFor();
    await one.close();

    const again = await visit(browser, system);
    await again.page.goto(link);
    await again.page.locator('input').nth(0).fill('інший пароль, довгий');
    await again.page.locator('input').nth(1).fill('інший пароль, довгий');
    await again.page.getByRole('button', { name: 'Зберегти пароль' }).click();
    await again.page.getByText('Посилання вже не діє').waitFor();
    await again.close();
  });

  test('a wrong password and an unknown email are told in the same words', async () => {
    for (const email of [people.olena, 'nobody@demo.example']) {
      const one = await visit(browser, system);
      await one.page.getByLabel('Ел. пошта').fill(email);
      await one.page.getByLabel('Пароль', { exact: true }).fill('not-this-one');
      await one.page.getByRole('button', { name: 'Увійти', exact: true }).click();
      await one.page.getByText('Пошта або пароль не збігаються').waitFor();
      if (email === people.olena) await one.picture('16-wrong-password');
      await one.close();
    }
  });

  test('a blocked broker is out with the next request', async () => {
    const one = await visit(browser, system);
    await signIn(one.page, people.maksym);
    await one.page.getByRole('heading', { name: 'Підключіть amoCRM' }).waitFor();
    await users('block', '--email', people.maksym);
    await one.page.reload();
    await one.page.getByLabel('Ел. пошта').waitFor();
    await users('unblock', '--email', people.maksym);
    await one.close();
  });

  test('signs out, and the next person on the device begins at the sign-in', async () => {
    const one = await visit(browser, system);
    await signIn(one.page, people.olena);
    await one.page
      .getByRole('tab', { name: 'Налаштування' })
      .or(one.page.getByRole('link', { name: 'Налаштування' }))
      .first()
      .click();
    await one.page.getByText('olena@demo.example').waitFor();
    await one.picture('17-settings');
    await one.page.getByText('Вийти', { exact: true }).first().click();
    await one.page.getByRole('dialog').getByRole('button', { name: /Вийти/ }).click();
    await one.page.getByLabel('Ел. пошта').waitFor();
    await one.page.goto(`${system.origin}/crm`);
    await one.page.getByLabel('Ел. пошта').waitFor();
    await one.close();
  });

  test.each([
    {
      name: 'phone, light',
      person: people.olena,
      look: { viewport: phone, colorScheme: 'light' } as const,
    },
    {
      name: 'desktop, dark',
      person: people.maksym,
      look: { viewport: desktop, colorScheme: 'dark' } as const,
    },
  ])(
    'sign-in, connecting, board and settings pass the accessibility rules: $name',
    async ({ look, person }) => {
      const one = await visit(browser, system, look);
      const { page } = one;
      const broken: Violation[] = [];
      await page.getByLabel('Ел. пошта').waitFor();
      broken.push(...(await violations(page, 'sign-in')));
      await signIn(page, person);
      await page.getByRole('heading', { name: 'Підключіть amoCRM' }).waitFor();
      broken.push(...(await violations(page, 'connect')));
      await connect(page);
      await page.getByText('amoCRM підключено').waitFor();
      broken.push(...(await violations(page, 'callback')));
      await badge(page).waitFor();
      await page.getByText('Показ об’єкта').first().waitFor();
      broken.push(...(await violations(page, 'board')));
      await badge(page).click();
      await page.getByRole('dialog').getByText('oasiskey.amocrm.localhost').waitFor();
      broken.push(...(await violations(page, 'connection')));
      await page.getByRole('button', { name: 'Відключити' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Відключити' }).last().click();
      await page.getByRole('heading', { name: 'Підключіть amoCRM' }).waitFor();
      await page.goto(`${system.origin}/settings`);
      await page.getByText(person).waitFor();
      broken.push(...(await violations(page, 'settings')));
      await one.close();
      expect(broken).toEqual([]);
    },
  );
});
