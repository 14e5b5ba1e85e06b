import AxeBuilder from '@axe-core/playwright';
import { dataOf } from '@foryou-crm/contract/envelope';
import { leadDetailsSchema, type LeadDetails } from '@foryou-crm/contract/lead';
import { leadsPageSchema } from '@foryou-crm/contract/leads';
import { paths } from '@foryou-crm/contract/paths';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectByApi, signInByApi, type Script } from './api.ts';
import { desktop, password, people, phone, visit, type Look, type Visit } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

describe('a lead', () => {
  let system: System;
  let browser: Browser;
  let script: Script;
  let lead: LeadDetails;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
    script = await signInByApi(system, people.olena);
    await connectByApi(system, script);
    lead = await workedOn();
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  const details = async (id: number) =>
    dataOf(leadDetailsSchema).parse(await (await script.get(paths.lead(id))).json()).data;

  /** An open lead with a phone, a task and fields, as soon as the import has brought one. */
  const workedOn = (): Promise<LeadDetails> =>
    vi.waitFor(
      async () => {
        const answer = await script.get(`${paths.leads}?limit=100`);
        const page = leadsPageSchema.parse(await answer.json()).data;
        for (const { id } of page.filter((one) => one.nextTask && !one.closedAt).slice(0, 40)) {
          const one = await details(id);
          const reachable = one.contacts.length === 1 && one.contacts[0]?.phones.length === 1;
          if (reachable && one.tasks.length > 0 && one.customFields.length > 4) return one;
        }
        throw new Error('No such lead yet.');
      },
      { timeout: 90_000, interval: 1000 },
    );

  /** Opens the lead by its address as somebody who is not signed in. */
  async function openByAddress(look: Look, id = lead.id): Promise<Visit> {
    const one = await visit(browser, system, look);
    // What colleagues do is not followed here, so that a conflict can be met.
    await one.page.route('**/api/events', (route) => route.abort());
    await one.page.goto(`${system.origin}/lead/${String(id)}`);
    await one.page.getByLabel('Ел. пошта').fill(people.olena);
    await one.page.getByLabel('Пароль', { exact: true }).fill(password);
    await one.page.getByRole('button', { name: 'Увійти', exact: true }).click();
    await one.page.waitForURL(`**/lead/${String(id)}`);
    return one;
  }
  const title = (page: Page) => page.getByRole('heading', { level: 1 }).waitFor();
  const stage = (page: Page) => page.getByRole('button', { name: /Змінити етап$/ });
  const press = (page: Page, name: string | RegExp) =>
    page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();

  test.each([
    ['a phone', phone, 'light'],
    ['a desktop', desktop, 'light'],
    ['a phone at night', phone, 'dark'],
    ['a desktop at night', desktop, 'dark'],
  ] as const)(
    'is opened by its address, passes axe and fits on %s',
    async (_on, viewport, colorScheme) => {
      const one = await openByAddress({ viewport, colorScheme });
      await title(one.page);
      await stage(one.page).waitFor();
      await one.page.getByText('Параметри').waitFor();
      await one.picture('20-lead');
      const { violations } = await new AxeBuilder({ page: one.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
      const over = await one.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over).toBeLessThanOrEqual(0);
      await one.close();
    },
  );

  test('four taps from the card to a logged call with a next task, and both are in amoCRM', async () => {
    const one = await openByAddress({ viewport: phone });
    await title(one.page);
    const before = (await details(lead.id)).tasks.length;
    await press(one.page, 'Дзвінок');
    await press(one.page, 'Записати дзвінок');
    await one.page.getByLabel('Про що домовилися').fill('Готова внести EOI');
    await press(one.page, 'Завтра о 10:00');
    await one.picture('21-lead-after-call');
    await press(one.page, 'Записати й поставити завдання');
    await one.page.getByText('Дзвінок записано, завдання поставлено').waitFor();
    await one.page.getByText('Передзвонити', { exact: true }).first().waitFor();
    expect((await details(lead.id)).tasks).toHaveLength(before + 1);
    const log = await fetch(`${system.sandboxOrigin}/_sandbox/log`);
    expect(await log.text()).toContain('Готова внести EOI');
    await one.close();
  });

  test('a task is completed with a result and leaves the list', async () => {
    const one = await openByAddress({ viewport: phone });
    await title(one.page);
    const [task] = (await details(lead.id)).tasks;
    const box = one.page.getByRole('checkbox').first();
    await box.click();
    await one.page.getByLabel('Результат, якщо є що додати').fill('Домовилися');
    await one.picture('22-lead-complete');
    await press(one.page, 'Виконано');
    await expect
      .poll(async () => (await details(lead.id)).tasks.some(({ id }) => id === task?.id))
      .toBe(false);
    await one.close();
  });

  test('the stage is changed at once, and taken back by "undo"', async () => {
    const one = await openByAddress({ viewport: desktop });
    await title(one.page);
    const was = (await details(lead.id)).stageId;
    await stage(one.page).click();
    await one.picture('23-lead-stages');
    await one.page.getByRole('radio', { checked: false }).nth(1).click();
    await one.page.getByText(/^Переміщено: /).waitFor();
    await expect.poll(async () => (await details(lead.id)).stageId).not.toBe(was);
    await press(one.page, 'Скасувати');
    await expect.poll(async () => (await details(lead.id)).stageId).toBe(was);
    await one.close();
  });

  test('a note is written and shown; a colleague’s change meanwhile is told, and can be written over', async () => {
    const one = await openByAddress({ viewport: phone });
    await title(one.page);
    const words = 'Порівнює з проєктом на Bluewaters';
    await one.page.getByLabel('Нотатка').fill(words);
    await press(one.page, 'Додати нотатку');
    await one.page.getByText(words).waitFor();
    await one.page.getByText('надсилаємо').waitFor({ state: 'detached' });

    const { updatedAt, price } = await details(lead.id);
    const answer = await fetch(`${system.origin}${paths.lead(lead.id)}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${script.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ updatedAt, price: price + 1_000_000 }),
    });
    expect(answer.status).toBe(200);
    await press(one.page, /Змінити назву й бюджет$/);
    await one.page.getByRole('textbox', { name: 'Назва' }).fill('Пентхаус, вид на море');
    await press(one.page, 'Зберегти');
    await one.page.getByText('Угоду вже змінив хтось інший').waitFor();
    await one.picture('24-lead-conflict');
    await press(one.page, 'Усе одно змінити');
    await expect
      .poll(async () => details(lead.id))
      .toMatchObject({ name: 'Пентхаус, вид на море', price: price + 1_000_000 });
    await one.close();
  });

  test('a lead that is not there is told so, and leads back to the board', async () => {
    const one = await openByAddress({ viewport: phone }, 999_999_999);
    await one.page.getByText('Цієї угоди немає').waitFor();
    await one.picture('25-lead-not-found');
    await press(one.page, 'Перейти до угод');
    await one.page.waitForURL('**/crm');
    await one.close();
  });
});
