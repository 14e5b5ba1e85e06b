import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { overflow, violations } from './accessibility.ts';
import { badge, connect, desktop, people, phone, signIn, visit, type Look } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

const looks: Look[] = [
  { viewport: phone, colorScheme: 'light' },
  { viewport: phone, colorScheme: 'dark' },
  { viewport: desktop, colorScheme: 'light' },
  { viewport: desktop, colorScheme: 'dark' },
];

const section = (page: Page, name: string) =>
  page.getByRole('link', { name }).or(page.getByRole('tab', { name })).first();

describe('the day and the agency', () => {
  let system: System;
  let browser: Browser;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  test('a broker works the day off: a task is completed, and amoCRM has it', async () => {
    const one = await visit(browser, system);
    const { page } = one;
    await signIn(page, people.olena);
    await connect(page);
    await badge(page).waitFor();
    await section(page, 'Мій день').click();
    const box = page.getByRole('checkbox').first();
    await box.waitFor();
    const before = await page.getByRole('checkbox').count();
    await one.picture('30-my-day');
    await box.click();
    const sheet = page.getByRole('dialog');
    await sheet.getByLabel('Результат, якщо є що додати').fill('Домовилися на п’ятницю');
    await one.picture('31-complete-task');
    await sheet.getByRole('button', { name: 'Виконано' }).click();
    await page.getByText('Завдання виконано').waitFor();
    await expect.poll(() => page.getByRole('checkbox').count()).toBe(before - 1);
    await one.close();
  });

  test.each(looks)('my day passes axe and fits: %o', async (look) => {
    const one = await visit(browser, system, look);
    const { page } = one;
    await signIn(page, people.olena);
    await badge(page).waitFor();
    await section(page, 'Мій день').click();
    await page.getByRole('checkbox').first().waitFor();
    expect(await violations(page, 'my day')).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await one.picture('32-my-day');
    await one.close();
  });

  test('an administrator sees who is connected, tries a sync by hand, and reads that all is well', async () => {
    const one = await visit(browser, system);
    const { page } = one;
    await signIn(page, people.admin);
    await section(page, 'Налаштування').click();
    await page.getByRole('button', { name: /^Синхронізація/ }).click();
    await page.getByRole('button', { name: /^Oasis Key Realty/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Спробувати зараз' }).click();
    await page.getByText('Oasis Key Realty: синхронізацію розпочато').waitFor();
    await page.getByRole('button', { name: 'Назад' }).click();
    await page.getByRole('button', { name: /^Стан інтеграції/ }).click();
    await page.getByText('приймається', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Назад' }).click();
    await page.getByRole('button', { name: /^Підключення брокерів/ }).click();
    await page.getByRole('button', { name: /^Олена/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Відключити' }).click();
    await page.getByText(/^Відключити Олена/).waitFor();
    await one.picture('33-disconnect-person');
    await one.close();
  });

  test.each(looks)('the agency’s pages pass axe and fit: %o', async (look) => {
    const one = await visit(browser, system, look);
    const { page } = one;
    await signIn(page, people.admin);
    for (const [path, picture, ready] of [
      ['/settings', '34-settings', /^Синхронізація/],
      ['/admin/connections', '35-connections', /^Олена/],
      ['/admin/syncs', '36-syncs', /^Oasis Key Realty/],
      ['/admin/integration', '37-integration', 'Назад'],
    ] as const) {
      await page.goto(system.origin + path);
      await page.getByRole('button', { name: ready }).first().waitFor();
      if (path === '/admin/integration')
        await page.getByText('приймається', { exact: true }).waitFor();
      expect(await violations(page, path)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await one.picture(picture);
    }
    await one.close();
  });

  test('a broker who deletes the account is signed out for good, and amoCRM keeps the leads', async () => {
    const one = await visit(browser, system);
    const { page } = one;
    await signIn(page, people.maksym);
    await section(page, 'Налаштування').click();
    await page.getByRole('button', { name: /^Видалити обліковий запис/ }).click();
    await one.picture('38-delete-account');
    await page.getByRole('button', { name: 'Видалити назавжди' }).click();
    await page.getByLabel('Ел. пошта').fill(people.maksym);
    await page.getByLabel('Пароль', { exact: true }).fill('demo-foryou');
    await page.getByRole('button', { name: 'Увійти', exact: true }).click();
    await page.getByText('Пошта або пароль не збігаються').waitFor();
    await one.close();
  });
});
