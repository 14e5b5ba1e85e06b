import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askAs, type Ask } from '../../sandbox/src/testing/ask.ts';
import { oasis, startClient, type Client } from '../../sandbox/src/testing/client.ts';
import { startReceiver, type Receiver } from '../../sandbox/src/testing/receiver.ts';
import { launchBrowser } from './browser.ts';

/** A colleague works in amoCRM itself, and the client's end of it hears and feels that. */
describe('the desk', () => {
  const hostile = '"><img src=x onerror=alert(1)> Marina & sea';
  let amo: Client;
  let receiver: Receiver;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let client: Ask;
  let leadId: string;
  const troubles: string[] = [];

  beforeAll(async () => {
    [amo, receiver, browser] = await Promise.all([startClient(), startReceiver(), launchBrowser()]);
    client = await askAs(amo, oasis, oasis.seesOwn);
    const admin = await askAs(amo, oasis, oasis.admin);
    const settings = ['status_lead', 'note_lead'];
    await admin('POST', '/api/v4/webhooks', { destination: receiver.url, settings });
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('dialog', (dialog) => {
      troubles.push(dialog.message());
      void dialog.dismiss();
    });
    await page.goto(`${amo.sandbox.origin}/?lang=en`);
    await page.getByRole('link', { name: 'Sit down at the desk' }).click();
    await page.getByRole('heading', { level: 1, name: 'Вторинний ринок' }).waitFor();
  });
  afterAll(async () => {
    await context.close();
    await browser.close();
    await receiver.close();
    await amo.sandbox.close();
  });

  const column = (name: string): Locator => page.getByRole('region', { name, exact: true });
  const card = (): Locator => page.locator(`#lead-${leadId}`);
  const section = (name: string) =>
    page.getByRole('navigation', { name: 'Desk' }).getByRole('link', { name }).click();
  const said = (words: string | RegExp) => page.getByRole('status').getByText(words).waitFor();
  /** Hooks come when they come: a while is enough on a busy machine. */
  const heard = (key: string) =>
    expect.poll(() => receiver.got.map(({ fields }) => fields.get(key)), { timeout: 10_000 });

  test('a new lead with a hostile name is a name, and nothing else', async () => {
    await page.getByText('New lead', { exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill(hostile);
    await page.getByLabel('Price, AED').fill('2500000');
    await page.getByRole('button', { name: 'Add the lead' }).click();
    await page.getByRole('heading', { level: 1, name: hostile }).waitFor();
    leadId = page.url().split('/').at(-1)?.split('?')[0] ?? '';
    expect(await page.locator('img').count()).toBe(0);
  });

  test('a card goes by drag, and the hook of it arrives', async () => {
    await section('Board');
    await card().dragTo(column('Кваліфікація'));
    await said(/is in “Кваліфікація” now/);
    await column('Кваліфікація').locator(`#lead-${leadId}`).waitFor();
    await heard('leads[status][0][id]').toContain(leadId);
  });

  test('a card goes by its list, with the keyboard alone, and keeps the focus', async () => {
    const list = card().getByRole('combobox');
    await list.focus();
    await list.selectOption('Показ об’єкта');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await said(/is in “Показ об’єкта” now/);
    await column('Показ об’єкта').locator(`#lead-${leadId}`).waitFor();
    const focused = await page.evaluate(() => document.activeElement?.closest('article')?.id);
    expect(focused).toBe(`lead-${leadId}`);
  });

  test('a note is written and told', async () => {
    await card().getByRole('link').click();
    await page.getByLabel('Words').fill('Wants the sea,\nnot the road.');
    await page.getByRole('button', { name: 'Write the note' }).click();
    await said('The note was written.');
    await page.getByText('Wants the sea,').waitFor();
    expect(await page.getByLabel('Words').inputValue()).toBe('');
    await heard('leads[note][0][note][text]').toContain('Wants the sea,\nnot the road.');
  });

  test('deleting asks first, and the trash gives back', async () => {
    await page.getByText('Delete…').click();
    await page.getByRole('button', { name: 'Yes: delete' }).click();
    await page.getByRole('heading', { level: 1, name: 'Trash' }).waitFor();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('heading', { level: 1, name: hostile }).waitFor();
    await page.getByRole('heading', { level: 2, name: 'Merge or delete' }).waitFor();
  });

  test('a fault is injected, met, and to be seen in the log as it comes', async () => {
    await section('Failures');
    await page.getByLabel('What goes wrong').selectOption('status');
    await page.getByLabel('Status').fill('503');
    await page.getByRole('button', { name: 'Order it' }).first().click();
    await page.getByText('Answer 503, do nothing').waitFor();
    await section('Log');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    expect((await client('GET', '/api/v4/leads?limit=1')).status).toBe(503);
    // Nobody reloads: the page does.
    const row = page.locator('.log details').filter({ hasText: '/api/v4/leads?limit=1' });
    await row.locator('summary').getByText('503').waitFor();
    await row.locator('summary').click();
    await row.getByText('authorization: ***').waitFor();
    expect(await row.innerText()).not.toMatch(/eyJ|def502/);
  });

  test('access is withdrawn from one person', async () => {
    await section('Integration');
    const grant = page.locator(`[data-grant="${oasis.seesOwn}"]`);
    await grant.getByText('Revoke…').click();
    await grant.getByRole('button', { name: 'Yes: revoke' }).click();
    await said(/Access was withdrawn/);
    await grant.waitFor({ state: 'detached' });
    expect((await client('GET', '/api/v4/account')).status).toBe(401);
  });

  test('somebody else sits down, and sees what is theirs', async () => {
    await section('Board');
    await page.getByLabel('You act as').selectOption({ label: 'Максим Гордієнко' });
    await page.getByRole('button', { name: 'Switch' }).click();
    await page.getByText('that Максим Гордієнко may see').waitFor();
    expect(await card().count()).toBe(0);
  });

  test('every page passes axe and fits, by day and by night, wide and narrow', async () => {
    const found: string[] = [];
    const base = `${amo.sandbox.origin}/desk/${oasis.id}/${oasis.admin}`;
    const paths = [
      'board',
      `leads/${leadId}`,
      'trash',
      'people',
      'integration',
      'failures',
      'log',
      'clock',
    ];
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      for (const path of paths) {
        await page.goto(`${base}/${path}`);
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        found.push(
          ...violations.map(({ id, nodes }) => `${path} ${width}: ${id} ${nodes[0]?.html ?? ''}`),
        );
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (over > 0) found.push(`${path} ${width}: ${over} wider than the screen`);
      }
    }
    expect(found).toEqual([]);
    expect(troubles).toEqual([]);
    // Sixteen pages through axe, on a machine that has other things to do.
  }, 180_000);
});
