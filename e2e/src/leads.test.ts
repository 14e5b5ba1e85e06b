import { paths } from '@foryou-crm/contract/paths';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { violations } from './accessibility.ts';
import { connectByApi, signInByApi, type Script } from './api.ts';
import { badge, desktop, people, phone, signIn, visit, type Look, type Visit } from './broker.ts';
import { launchBrowser } from './browser.ts';
import { startSystem, type System } from './system.ts';

const leadsSchema = z.object({
  data: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      price: z.number(),
      contact: z.object({ id: z.number(), name: z.string().nullable() }).nullable(),
      nextTask: z.object({ at: z.string() }).nullable(),
    }),
  ),
  total: z.number().nullable(),
});
const detailsSchema = z.object({
  data: z.object({
    name: z.string(),
    price: z.number(),
    contacts: z.array(z.object({ id: z.number(), name: z.string(), phones: z.array(z.string()) })),
  }),
});
const requestsSchema = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string() })),
});
const statusSchema = z.object({ data: z.object({ lastSyncAt: z.string().nullable() }) });
const duplicatesSchema = z.object({
  data: z.object({ contacts: z.array(z.object({ id: z.number() })) }),
});
const incomingSchema = z.object({ data: z.array(z.object({ uid: z.string() })) });

/** A broker finds leads, makes one and sorts what comes in, on a phone and at a desk. */
describe('a broker works with leads', () => {
  let system: System;
  let browser: Browser;
  let script: Script;

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
    script = await signInByApi(system, people.olena);
    expect((await connectByApi(system, script)).status).toBe(200);
    // Read once, in the background; asking for leads meanwhile would take amoCRM's time from it.
    await vi.waitFor(
      async () =>
        expect((await ask(paths.amoCrm.status, statusSchema)).data.lastSyncAt).not.toBeNull(),
      {
        timeout: 120_000,
        interval: 1000,
      },
    );
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });

  const ask = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    schema.parse(await (await script.get(path)).json());
  const leads = (query: string) => ask(`/api/leads?limit=100${query}`, leadsSchema);
  const lead = async (id: number) => (await ask(`/api/leads/${String(id)}`, detailsSchema)).data;
  const incoming = async () => (await ask('/api/incoming', incomingSchema)).data;

  /** How many leads amoCRM was asked to make, by its own count. */
  const leadsMade = async () => {
    const answer: unknown = await (await fetch(`${system.sandboxOrigin}/_sandbox/requests`)).json();
    return requestsSchema
      .parse(answer)
      .requests.filter(
        ({ method, path }) => method === 'POST' && /^\/api\/v4\/leads(\/complex)?$/.test(path),
      ).length;
  };

  const open = async (look: Look, path: string): Promise<Visit> => {
    const one = await visit(browser, system, look);
    await signIn(one.page, people.olena);
    await badge(one.page).waitFor();
    await one.page.goto(system.origin + path);
    return one;
  };
  const field = (page: Page) => page.getByLabel('Шукати угоди');
  const rows = (page: Page) => page.getByRole('link').filter({ has: page.getByRole('img') });

  /** A lead with a contact whose phone is known, and is nobody else's. */
  async function someoneKnown() {
    for (const { id, contact } of (await leads('')).data) {
      const found = contact?.name ? await lead(id) : null;
      const [person] = found?.contacts ?? [];
      const [digits] = person?.phones ?? [];
      if (!found || !person || digits?.length !== 12) continue;
      const twins = await script.post(paths.duplicates, { phone: digits });
      const { contacts } = duplicatesSchema.parse(await twins.json()).data;
      if (contacts.length === 1) return { id, ...found, person, digits };
    }
    throw new Error('The sandbox has nobody with a phone');
  }

  describe.each([
    { name: 'on a phone, light', look: { viewport: phone, colorScheme: 'light' } as const },
    { name: 'on a desktop, dark', look: { viewport: desktop, colorScheme: 'dark' } as const },
  ])('$name', ({ look }) => {
    test('finds by digits of a phone in another format, and by a name in Cyrillic', async () => {
      const known = await someoneKnown();
      const { page, picture, close } = await open(look, '/search');
      await picture('20-search-before');
      // +971 50 123 45 67 as a person in Dubai writes it.
      const national = known.digits.slice(3);
      await field(page).pressSequentially(
        `0${national.slice(0, 2)} ${national.slice(2, 5)}-${national.slice(5)}`,
      );
      await page.getByRole('link').filter({ hasText: known.name }).first().waitFor();
      await picture('21-search-phone');
      await field(page).fill('вілла');
      await page.getByRole('link').filter({ hasText: /вілла/i }).first().waitFor();
      const { total } = await leads('&query=' + encodeURIComponent('вілла'));
      await page
        .getByRole('status')
        .getByText(new RegExp(`^${String(total)} угод`))
        .waitFor();
      await picture('22-search-name');
      await field(page).fill('щъщъщъ');
      await page.getByText('Нічого не знайдено: «щъщъщъ»').waitFor();
      await picture('23-search-nothing');
      await close();
    });

    test('filters narrow, are told by chips, live in the address and come off', async () => {
      const { page, picture, close } = await open(look, '/search?priceFrom=1000000');
      const { total } = await leads('&priceFrom=1000000&taskState=none');
      await page.getByRole('button', { name: 'Завдання: обрати фільтр' }).click();
      await page.getByRole('radio', { name: 'Без завдання' }).click();
      await page
        .getByRole('status')
        .getByText(new RegExp(`^${String(total)} угод`))
        .waitFor();
      await picture('24-filters');
      expect(new URL(page.url()).search).toContain('taskState=none');
      await page.reload();
      const off = page.getByRole('button', { name: 'Без завдання: зняти фільтр' });
      await off.waitFor();

      await rows(page).first().click();
      await page.waitForURL('**/lead/*');
      await page.goBack();
      await off.waitFor();
      await off.click();
      await off.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Зняти 1 фільтр' }).click();
      await page.getByText('Кого шукаємо?').waitFor();
      expect(new URL(page.url()).search).toBe('');
      await close();
    });

    test('shows who is there already before a lead is saved, and then saves it once', async () => {
      const known = await someoneKnown();
      const { page, picture, close } = await open(look, '/new-lead');
      const madeBefore = await leadsMade();
      const posts: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && new URL(request.url()).pathname === '/api/leads') {
          posts.push(request.headers()['idempotency-key'] ?? '');
        }
      });
      await page.getByRole('button', { name: 'Створити угоду' }).click();
      await page.getByText('Вкажіть ім’я, телефон або пошту.').waitFor();
      await picture('25-new-lead-empty');

      const name = `Друга квартира ${String(Date.now())}`;
      await page.getByLabel('Ім’я').fill(name);
      await page.getByLabel('Телефон').pressSequentially(`+${known.digits}`);
      await page.getByText(/Цей номер уже є в CRM: \d+ угод/).waitFor();
      const attach = page.getByRole('checkbox', { name: new RegExp(known.person.name) });
      expect(await attach.getAttribute('aria-checked')).toBe('true');
      await page.getByLabel('Бюджет').pressSequentially('3500000');
      await page.getByLabel('Коментар').fill('Шукає другу квартиру для батьків');
      await picture('26-new-lead-duplicate');
      await page.getByRole('button', { name: 'Додати угоду контакту' }).click();
      await page.waitForURL('**/lead/*');
      const id = Number(page.url().split('/').at(-1));
      const made = await lead(id);
      expect(made).toMatchObject({ name, price: 3_500_000 });
      expect(made.contacts.map((contact) => contact.id)).toEqual([known.person.id]);
      expect(posts).toHaveLength(1);
      expect(await leadsMade()).toBe(madeBefore + 1);
      expect(posts[0]).toMatch(/^[0-9a-f-]{36}$/);
      await close();
    });

    test('keys lead where they say, not while one types, and can be switched off', async () => {
      const { page, close } = await open(look, '/crm');
      await badge(page).waitFor();
      await page.keyboard.press('/');
      await page.waitForURL('**/search');
      await expect
        .poll(() => field(page).evaluate((one) => one === document.activeElement))
        .toBe(true);
      await page.keyboard.type('n/?');
      expect(await field(page).inputValue()).toBe('n/?');
      await field(page).blur();
      await page.keyboard.press('?');
      await page.getByRole('button', { name: 'Вимкнути клавіші' }).click();
      await page.getByRole('button', { name: 'Закрити' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('n');
      await page.keyboard.press('Control+/');
      await page.getByRole('button', { name: 'Увімкнути клавіші' }).click();
      await page.getByRole('button', { name: 'Закрити' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(page.url()).toContain('/search');
      await page.keyboard.press('n');
      await page.waitForURL('**/new-lead');
      await close();
    });

    test('an incoming lead is accepted, another is declined, and both are gone from the list', async () => {
      const before = await incoming();
      expect(before.length).toBeGreaterThan(0);
      const { page, picture, close } = await open(look, '/incoming');
      const cards = page.getByRole('article');
      await cards.first().waitFor();
      expect(await cards.count()).toBe(before.length);
      await picture('27-incoming');
      const decline = look.viewport === phone;
      await cards
        .first()
        .getByRole('button', { name: decline ? 'Відхилити' : 'Прийняти' })
        .click();
      await picture('28-incoming-sort');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: decline ? 'Відхилити' : 'Прийняти', exact: true })
        .click();
      await page.getByText(decline ? /тепер у кошику amoCRM/ : /^Прийнято: /).waitFor();
      await expect.poll(async () => (await incoming()).length).toBe(before.length - 1);
      // While the dialog leaves, what is behind it is out of reach.
      await expect.poll(() => cards.count()).toBe(before.length - 1);
      await close();
    });

    test('every screen passes the accessibility rules', async () => {
      const { page, close } = await open(look, '/search');
      const broken: object[] = [];
      for (const [path, sign] of [
        ['/search', 'Кого шукаємо?'],
        ['/search?taskState=none', 'Спочатку нові'],
        ['/new-lead', 'Коментар'],
        ['/incoming', 'Неопрацьоване'],
      ] as const) {
        await page.goto(system.origin + path);
        await page.getByText(sign).first().waitFor();
        broken.push(...(await violations(page, path)));
      }
      await close();
      expect(broken).toEqual([]);
    });
  });
});
