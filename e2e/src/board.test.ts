import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { violations } from './accessibility.ts';
import { connectByApi, signInByApi, type Script } from './api.ts';
import {
  badge,
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

const account = { subdomain: 'oasiskey', id: 31894702, olena: 10412006, head: 10412001 };
const main = 8412310;
const stages = {
  request: { id: 68412314, name: 'Новий запит' },
  qualified: { id: 68412318, name: 'Кваліфікація' },
  viewing: { id: 68412322, name: 'Показ об’єкта' },
  booking: { id: 68412330, name: 'Бронювання' },
  lost: { id: 143, name: 'Закрито і не реалізовано' },
} as const;
type Stage = (typeof stages)[keyof typeof stages];
/** Whoever has as many leads in one stage scrolls them as smoothly as five. */
const MANY = 5000;

const madeSchema = z.object({ ids: z.array(z.number()) });
const requestsSchema = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string() })),
});
const boardSchema = z.object({
  data: z.object({
    sync: z.object({ state: z.string() }),
    stages: z.array(z.object({ id: z.number(), count: z.number() })),
  }),
});

/** The board on a phone and a desktop: from the mirror, live, and moved by hand. */
describe('the board', () => {
  let system: System;
  let browser: Browser;
  let script: Script;
  const visits: Visit[] = [];

  beforeAll(async () => {
    [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
    await order(system, 'leads/create', {
      subdomain: account.subdomain,
      count: MANY,
      name: 'Рядок',
      pipelineId: main,
      statusId: stages.booking.id,
      price: 1000,
      responsibleUserId: account.olena,
    });
    // An administrator's connection is what amoCRM tells changes to.
    const admin = await signInByApi(system, people.admin);
    const head = { subdomain: account.subdomain, userId: account.head };
    expect((await connectByApi(system, admin, head)).status).toBe(200);
    await vi.waitFor(async () => expect(await subscriptions()).toBe(1), {
      timeout: 120_000,
      interval: 500,
    });
    script = await signInByApi(system, people.olena);
    expect((await connectByApi(system, script)).status).toBe(200);
    await vi.waitFor(async () => expect((await ask())?.sync.state).toBe('ready'), {
      timeout: 120_000,
      interval: 500,
    });
  });
  afterAll(async () => {
    await browser.close();
    await system.dispose();
  });
  afterEach(async () => {
    await Promise.all(visits.splice(0).map((one) => one.close()));
    await order(system, 'faults/clear');
    await setRights({ add: 'A', view: 'A', edit: 'A', delete: 'A', export: 'A' });
  });

  /** How often amoCRM was asked to tell what changes. */
  const subscriptions = async () => {
    const answer: unknown = await (await fetch(`${system.sandboxOrigin}/_sandbox/requests`)).json();
    return requestsSchema
      .parse(answer)
      .requests.filter(({ method, path }) => method === 'POST' && path === '/api/v4/webhooks')
      .length;
  };
  const ask = async () => {
    const answer = await script.get(`/api/leads/board?pipelineId=${String(main)}`);
    return answer.ok ? boardSchema.parse(await answer.json()).data : null;
  };
  const setRights = (leads: Record<string, string>) =>
    order(system, 'users/set', {
      subdomain: account.subdomain,
      userId: account.olena,
      rights: { leads },
    });

  /** A lead that somebody makes in amoCRM. */
  const make = async (name: string, stage: Stage): Promise<number> => {
    const made = await order(system, 'leads/create', {
      subdomain: account.subdomain,
      name,
      pipelineId: main,
      statusId: stage.id,
      price: 1_500_000,
      responsibleUserId: account.olena,
    });
    const [id] = madeSchema.parse(made).ids;
    if (id === undefined) throw new Error('The sandbox made no lead');
    return id;
  };
  /** The head of sales moves it at her own desk in amoCRM. */
  const moveInAmoCrm = async (leadId: number, stage: Stage): Promise<void> => {
    const desk = `${system.sandboxOrigin}/desk/${String(account.id)}/${String(account.head)}`;
    const answer = await fetch(`${desk}/leads/${String(leadId)}/move`, {
      method: 'POST',
      body: new URLSearchParams({ pipeline: String(main), status: String(stage.id) }),
      redirect: 'manual',
    });
    expect(answer.status).toBeLessThan(400);
  };
  const stageInAmoCrm = async (leadId: number): Promise<number> => {
    const answer = await script.get(`/api/leads/${String(leadId)}`);
    return z.object({ data: z.object({ stageId: z.number() }) }).parse(await answer.json()).data
      .stageId;
  };

  const open = async (look?: Look): Promise<Page> => {
    const one = await visit(browser, system, look);
    visits.push(one);
    one.page.setDefaultTimeout(8000);
    await signIn(one.page, people.olena);
    await badge(one.page).waitFor();
    await column(one.page, stages.request).waitFor();
    return one.page;
  };
  const picture = (name: string) => visits.at(-1)?.picture(name);

  const looks = [
    { name: 'on a phone, light', look: { viewport: phone, colorScheme: 'light' } },
    { name: 'on a desktop, dark', look: { viewport: desktop, colorScheme: 'dark' } },
  ] satisfies { name: string; look: Look }[];

  describe.each(looks)('$name', ({ look }) => {
    test('comes from the mirror in one answer, with the figures of all its leads', async () => {
      const page = await open(look);
      await order(system, 'requests/clear');
      await page.reload();
      await column(page, stages.request).waitFor();
      await expect
        .poll(() => visits.at(-1)?.requested.filter((url) => url.includes('/api/leads?')))
        .toEqual([]);
      await page
        .getByText(/^5.\d{3}.угод/)
        .first()
        .waitFor();
      await picture('20-board');
      expect(await violations(page, 'board')).toEqual([]);
    });

    test('shows what a colleague makes, moves and deletes in amoCRM, without a reload', async () => {
      const page = await open(look);
      const name = `Жива ${look.colorScheme}`;
      const id = await make(name, stages.request);
      const begun = Date.now();
      await within(page, stages.request, name).waitFor({ timeout: 20_000 });
      process.stdout.write(`a new lead showed after ${String(Date.now() - begun)} ms\n`);
      await moveInAmoCrm(id, stages.qualified);
      await within(page, stages.qualified, name).waitFor({ timeout: 20_000, state: 'attached' });
      expect(await within(page, stages.request, name).count()).toBe(0);
      await order(system, 'cards/delete', {
        subdomain: account.subdomain,
        kind: 'leads',
        ids: [id],
      });
      await page.getByText(name).waitFor({ state: 'detached', timeout: 20_000 });
    });

    test('a card is moved by its menu, and the move is taken back by its toast', async () => {
      const name = `Меню ${look.colorScheme}`;
      const id = await make(name, stages.request);
      const page = await open(look);
      await within(page, stages.request, name).waitFor();
      await cardOf(page, name).focus();
      await page.keyboard.press('m');
      const sheet = page.getByRole('dialog', { name: 'Перемістити в…' });
      await sheet.getByRole('radio').first().waitFor();
      await picture('21-move-to');
      await sheet.getByRole('radio', { name: /^Кваліфікація/ }).click();
      await page.getByText('Переміщено: Кваліфікація').waitFor();
      await within(page, stages.qualified, name).waitFor({ state: 'attached' });
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.qualified.id);
      await page.getByRole('button', { name: 'Скасувати' }).click();
      await page.getByText('Переміщення скасовано').waitFor();
      await within(page, stages.request, name).waitFor();
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.request.id);
    });

    test('a move that amoCRM refuses is taken back and told', async () => {
      const name = `Відмова ${look.colorScheme}`;
      const id = await make(name, stages.request);
      const page = await open(look);
      await within(page, stages.request, name).waitFor();
      await setRights({ add: 'A', view: 'A', edit: 'D', delete: 'A', export: 'A' });
      await moveTo(page, name, stages.viewing);
      await page.getByText('ваші права в amoCRM не дозволяють').waitFor();
      await picture('22-refused');
      await within(page, stages.request, name).waitFor();
      expect(await within(page, stages.viewing, name).count()).toBe(0);
      expect(await stageInAmoCrm(id)).toBe(stages.request.id);
    });

    test('a lead that somebody changed meanwhile is shown as it is, and moved if wanted', async () => {
      const name = `Спір ${look.colorScheme}`;
      const id = await make(name, stages.request);
      const one = await visit(browser, system, look);
      visits.push(one);
      const { page } = one;
      // Nobody tells this device what changes.
      await page.route('**/api/events', (route) => route.abort());
      await signIn(page, people.olena);
      await within(page, stages.request, name).waitFor();
      await moveInAmoCrm(id, stages.qualified);
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.qualified.id);
      await moveTo(page, name, stages.viewing);
      await page.getByText('Зараз вона на етапі «Кваліфікація»').waitFor();
      await picture('23-conflict');
      await within(page, stages.qualified, name).waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Перемістити все одно' }).click();
      await within(page, stages.viewing, name).waitFor({ state: 'attached' });
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.viewing.id);
    });

    test('a move that finds no network goes back, and is tried again from its toast', async () => {
      const name = `Мережа ${look.colorScheme}`;
      const id = await make(name, stages.request);
      const page = await open(look);
      await within(page, stages.request, name).waitFor();
      await page.route(`**/api/leads/${String(id)}`, (route) => route.abort());
      await moveTo(page, name, stages.qualified);
      await page.getByText(/^Угоду повернуто на місце/).waitFor();
      await within(page, stages.request, name).waitFor();
      await page.unroute(`**/api/leads/${String(id)}`);
      await page.getByRole('button', { name: 'Повторити' }).click();
      await within(page, stages.qualified, name).waitFor({ state: 'attached' });
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.qualified.id);
    });

    test('five thousand leads of a stage are read page by page and never all drawn', async () => {
      const page = await open(look);
      if (look.viewport === phone) {
        await page.getByRole('tab', { name: /^Бронювання/ }).click();
      }
      const list = column(page, stages.booking);
      await list.getByText('Рядок').first().waitFor();
      await list.hover();
      const pages = () =>
        visits.at(-1)?.requested.filter((url) => url.includes('/api/leads?')).length ?? 0;
      await expect
        .poll(
          async () => {
            await page.mouse.wheel(0, 4000);
            return pages();
          },
          { timeout: 30_000 },
        )
        .toBeGreaterThan(8);
      expect(await list.getByText('Рядок').count()).toBeLessThan(80);
      await picture('24-many');
    });
  });

  test('on a desktop the mouse drags a card from column to column, and a click opens it', async () => {
    const id = await make('Мишею', stages.request);
    const page = await open({ viewport: desktop });
    const from = await middle(within(page, stages.request, 'Мишею'));
    const to = await middle(column(page, stages.viewing));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 10, { steps: 3 });
    await page.mouse.move(to.x, to.y, { steps: 12 });
    await page.getByTestId('lifted-card').waitFor();
    await picture('25-drag');
    await page.mouse.up();
    await page.getByText('Переміщено: Показ об’єкта').waitFor();
    await within(page, stages.viewing, 'Мишею').waitFor();
    await expect.poll(() => stageInAmoCrm(id)).toBe(stages.viewing.id);
    expect(new URL(page.url()).pathname).toBe('/crm');

    await cardOf(page, 'Мишею').click({ button: 'right' });
    await page.getByRole('dialog').getByText('Перемістити в…').waitFor();
    await page.keyboard.press('Escape');
    await cardOf(page, 'Мишею').click();
    await page.waitForURL(`**/crm?lead=${String(id)}`);
    await page.getByRole('complementary').getByRole('heading', { name: 'Мишею' }).waitFor();
    await picture('25-lead-beside');
  });

  test.each(['light', 'dark'] as const)(
    'on a phone, %s, a held card is dropped on the dock; let go elsewhere, nothing changes',
    async (colorScheme) => {
      const name = `Пальцем ${colorScheme}`;
      const id = await make(name, stages.request);
      const page = await open({ viewport: phone, colorScheme });
      const from = await middle(within(page, stages.request, name));
      const finger = await touch(page);
      await finger.down(from);
      await page.getByTestId('stage-dock').waitFor();
      await finger.move({ x: from.x + 30, y: from.y + 60 });
      await finger.up();
      await page.getByTestId('stage-dock').waitFor({ state: 'detached' });
      expect(await stageInAmoCrm(id)).toBe(stages.request.id);

      await finger.down(from);
      const tile = page.getByTestId(`dock-${String(stages.viewing.id)}`);
      await tile.waitFor();
      await finger.move(await middle(tile));
      await picture('26-dock');
      await finger.up();
      await page.getByText('Переміщено: Показ об’єкта').waitFor();
      await expect.poll(() => stageInAmoCrm(id)).toBe(stages.viewing.id);
      await picture('27-moved');
    },
  );

  test('on a phone a finger that does not wait scrolls, and lifts nothing', async () => {
    await make('Гортання', stages.request);
    const page = await open({ viewport: phone });
    const finger = await touch(page);
    const from = await middle(within(page, stages.request, 'Гортання'));
    await finger.down(from, 0);
    await finger.move({ x: from.x, y: from.y - 120 });
    await finger.move({ x: from.x, y: from.y - 240 });
    expect(await page.getByTestId('lifted-card').count()).toBe(0);
    await finger.up();
    expect(new URL(page.url()).pathname).toBe('/crm');
  });
});

const column = (page: Page, { name }: Stage): Locator =>
  page.getByRole('group', { name, exact: true });
const within = (page: Page, stage: Stage, name: string): Locator =>
  column(page, stage).getByText(name, { exact: true });
const cardOf = (page: Page, name: string): Locator =>
  page.getByRole('link').filter({ hasText: name });

/** By the card's menu, as somebody who does not drag. */
async function moveTo(page: Page, name: string, stage: Stage): Promise<void> {
  await cardOf(page, name).focus();
  await page.keyboard.press('m');
  await page
    .getByRole('dialog')
    .getByRole('radio', { name: new RegExp(`^${stage.name}`) })
    .click();
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = await of.boundingBox();
  if (box === null) throw new Error('It is not to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** One finger on the glass, by the browser's own touch events. */
async function touch(page: Page) {
  const devtools = await page.context().newCDPSession(page);
  type Point = { x: number; y: number };
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
  let at: Point = { x: 0, y: 0 };
  return {
    /** Down, and held for this many milliseconds: a card is lifted after 300. */
    async down(point: Point, held = 450) {
      at = point;
      await send('touchStart', [point]);
      if (held > 0) await page.waitForTimeout(held);
    },
    async move(to: Point) {
      const from = at;
      for (let step = 1; step <= 8; step += 1) {
        const part = step / 8;
        at = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
        await send('touchMove', [at]);
      }
    },
    up: () => send('touchEnd', []),
  };
}
