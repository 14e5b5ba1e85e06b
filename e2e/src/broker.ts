import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { z } from 'zod';
import type { System } from './system.ts';

const artifacts = fileURLToPath(new URL('../../artifacts/screens', import.meta.url));

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1280, height: 800 };

export interface Look {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  locale?: 'uk-UA' | 'ru-RU' | 'en-GB';
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Every address the browser asked for, in order. */
  requested: string[];
  /** Keeps a picture of the page under `artifacts/screens`. */
  picture: (name: string) => Promise<void>;
  close: () => Promise<void>;
}

/** A person with a fresh browser opens the app. */
export async function visit(browser: Browser, system: System, look: Look = {}): Promise<Visit> {
  const { viewport = phone, colorScheme = 'light', locale = 'uk-UA' } = look;
  const context = await browser.newContext({
    viewport,
    colorScheme,
    locale,
    timezoneId: 'Asia/Dubai',
    deviceScaleFactor: 2,
    // Pictures are of screens at rest.
    reducedMotion: 'reduce',
    hasTouch: viewport.width < 768,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const requested: string[] = [];
  context.on('request', (request) => requested.push(request.url()));
  const suffix = `${viewport.width < 768 ? 'phone' : 'desktop'}-${colorScheme}-${locale.slice(0, 2)}`;
  await page.goto(system.origin);
  return {
    page,
    context,
    requested,
    picture: async (name) => {
      await mkdir(artifacts, { recursive: true });
      await page.screenshot({ path: path.join(artifacts, `${name}-${suffix}.png`) });
    },
    close: () => context.close(),
  };
}

export const people = {
  olena: 'olena@demo.example',
  maksym: 'maksym@demo.example',
  admin: 'admin@demo.example',
} as const;
export const password = 'demo-foryou';

/** Fills the sign-in form as a person does and goes on to the CRM page. */
export async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Ел. пошта').fill(email);
  await page.getByLabel('Пароль', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Увійти', exact: true }).click();
  await page.waitForURL(/\/(crm|my-day)$/);
  // Whoever is connected begins with the day.
  if (page.url().endsWith('/my-day')) {
    const board = page
      .getByRole('link', { name: 'Угоди' })
      .or(page.getByRole('tab', { name: 'Угоди' }));
    await board.first().click();
    await page.waitForURL('**/crm');
  }
}

export interface Consent {
  account?: string;
  user?: string | RegExp;
  decision?: 'allow' | 'deny';
}

/** Presses the connect button and answers on amoCRM's own page. */
export async function connect(page: Page, consent: Consent = {}): Promise<void> {
  await page.getByRole('button', { name: 'Підключити amoCRM' }).click();
  await answerConsent(page, consent);
}

export async function answerConsent(page: Page, consent: Consent = {}): Promise<void> {
  const { account = 'oasiskey', user = 'Олена Ковальчук', decision = 'allow' } = consent;
  await page.waitForURL('**/oauth?**');
  await page.getByTestId(`account-${account}`).click();
  await page.locator('label').filter({ hasText: user }).first().click();
  await page.getByTestId(decision).click();
}

/** The badge in the header: the sign that the board belongs to a connected account. */
export const badge = (page: Page, account = 'Oasis Key Realty') =>
  page.getByRole('button', { name: new RegExp(`^${account}: `) });

/** Orders the sandbox, as its README lists them under `/_sandbox`. */
export async function order(system: System, path: string, body: object = {}): Promise<unknown> {
  const answer = await fetch(`${system.sandboxOrigin}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`The sandbox refused ${path}: ${await answer.text()}`);
  return answer.json();
}

const tokenCallsSchema = z.object({
  tokenCalls: z.object({ authorization_code: z.number() }),
});

/** How many codes have been offered for exchange since the last reset. */
export async function codesExchanged(system: System): Promise<number> {
  const answer: unknown = await (await fetch(`${system.sandboxOrigin}/_sandbox/requests`)).json();
  return tokenCallsSchema.parse(answer).tokenCalls.authorization_code;
}
