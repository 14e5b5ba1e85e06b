import { authUrlSchema } from '@foryou-crm/contract/amo-crm';
import { paths } from '@foryou-crm/contract/paths';
import { count } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amoCrmConnectAttempts, authRateLimit } from '../database/schema.ts';
import { newVerifier, startAmoWorld, type AmoWorld } from './testing/amo-world.ts';
import {
  dataOf,
  startSignedInApp,
  type Person,
  type SignedInApp,
} from './testing/signed-in-app.ts';

let world: AmoWorld;
let backend: SignedInApp;
let olena: Person;
beforeAll(async () => {
  world = await startAmoWorld();
  backend = await startSignedInApp(world);
  olena = await backend.as('olena@demo.example');
});
afterAll(async () => {
  await backend.close();
  await world.close();
});
beforeEach(async () => {
  await world.database.db.delete(amoCrmConnectAttempts);
  // Far more attempts in a minute than a person would be let.
  await world.database.db.delete(authRateLimit);
});

const begin = async (platform: 'native' | 'web') => {
  const { challenge } = newVerifier();
  return dataOf(authUrlSchema, await olena.post(paths.amoCrm.authUrl, { challenge, platform }))
    .state;
};
const referer = 'oasiskey.amocrm.localhost';
const open = (
  query: Record<string, string> | string,
  headers: Record<string, string> = {},
  path: string = paths.amoCrm.callback,
) => {
  const search = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  return backend.app.inject({ url: `${path}?${search}`, headers });
};
const attempts = () => world.database.db.select().from(amoCrmConnectAttempts);
const linksOf = (html: string) =>
  [...html.matchAll(/(?:href|src|action|content)="([^"]*)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );

describe('the way back from amoCRM', () => {
  it('leads an attempt of the web to the web app, with exactly what amoCRM said', async () => {
    const state = await begin('web');
    const answer = await open({ code: 'def502', state, referer, platform: '1', client_id: 'x' });
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe(
      `http://app.example.test/amo-crm/callback?code=def502&state=${state}&referer=${referer}`,
    );
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('leads an attempt of the phone to the app by script and by button', async () => {
    const state = await begin('native');
    const answer = await open({ code: 'def502', state, referer }, { 'accept-language': 'uk-UA' });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('<html lang="uk">');
    expect(linksOf(answer.body)).toContain(
      `foryoure://amo-crm/callback?code=def502&state=${state}&referer=${referer}`,
    );
    expect(answer.body).toContain('location.replace(');
    expect(answer.body).not.toContain('intent://');
  });

  it('offers Android its own kind of link', async () => {
    const state = await begin('native');
    const headers = { 'user-agent': 'Mozilla/5.0 (Linux; Android 16; Pixel 10) Chrome/150' };
    const answer = await open({ code: 'def502', state, referer }, headers);
    expect(linksOf(answer.body)).toContain(
      `intent://amo-crm/callback?code=def502&state=${state}&referer=${referer}#Intent;scheme=foryoure;package=com.foryoure.crm;end`,
    );
  });

  it('carries a denial the same way, and marks the attempt', async () => {
    const web = await open({ error: 'access_denied', state: await begin('web') });
    expect(web.headers.location).toMatch(
      /^http:\/\/app\.example\.test\/amo-crm\/callback\?error=access_denied&state=[\w-]{43}$/,
    );
    const state = await begin('native');
    const native = await open({ error: 'access_denied', state });
    expect(linksOf(native.body)).toContain(
      `foryoure://amo-crm/callback?error=access_denied&state=${state}`,
    );
    expect((await open({ error: 'access_denied', state })).statusCode).toBe(200);
    expect((await attempts()).map((row) => row.state)).toEqual(['denied', 'denied']);
    // Too late to change one's mind with the same attempt.
    expect((await open({ code: 'def502', state, referer })).statusCode).toBe(410);
  });

  it('keeps of the code only its hash, and exchanges nothing', async () => {
    const state = await begin('native');
    await open({ code: 'def502canary', state, referer });
    const [row] = await attempts();
    expect(row?.codeHash).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(row)).not.toContain('def502canary');
    expect((await world.seen()).requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('lets the first answer win: the same again passes, another code or host does not', async () => {
    const state = await begin('native');
    await open({ code: 'first', state, referer });
    expect((await open({ code: 'first', state, referer })).statusCode).toBe(200);
    for (const second of [
      { code: 'second', state, referer },
      { code: 'first', state, referer: 'palmco.amocrm.localhost' },
      { error: 'access_denied', state },
    ]) {
      const answer = await open(second);
      expect(answer.statusCode).toBe(409);
      expect(answer.body).not.toMatch(/foryoure:|intent:|<script/);
    }
    expect((await attempts())[0]).toMatchObject({ referer, state: 'open' });
  });

  it('ends on a page without a way into the app when nobody began it', async () => {
    const { verifier: state } = newVerifier();
    const answer = await open({ code: 'def502', state, referer });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toMatch(/foryoure:|intent:|<script|def502/);
    expect(answer.body).not.toContain(state);
  });

  it('leads back to the web app from the end of an attempt begun there', async () => {
    const state = await begin('web');
    await world.database.db.update(amoCrmConnectAttempts).set({ expiresAt: new Date(0) });
    const answer = await open({ code: 'def502', state, referer });
    expect(answer.statusCode).toBe(410);
    expect(/<a [^>]*href="([^"]*)"/.exec(answer.body)?.[1]).toBe('http://app.example.test/');
    expect(answer.body).not.toMatch(/foryoure:|<script|def502/);
  });

  it('ends on such a page when it took too long', async () => {
    const state = await begin('native');
    await world.database.db.update(amoCrmConnectAttempts).set({ expiresAt: new Date(0) });
    const answer = await open({ code: 'def502', state, referer });
    expect(answer.statusCode).toBe(410);
    expect(answer.body).not.toMatch(/foryoure:|intent:|<script/);
  });

  it('answers amoCRM’s own call at a widget’s installation, and ignores it', async () => {
    const query = { from_widget: '1', code: 'def502', referer, platform: '1', client_id: 'x' };
    const answer = await open(query);
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(await attempts()).toEqual([]);
  });

  it('is not spent by a HEAD request of a link preview', async () => {
    const state = await begin('native');
    const url = `${paths.amoCrm.callback}?code=def502&state=${state}&referer=${referer}`;
    const head = await backend.app.inject({ method: 'HEAD', url });
    expect([head.statusCode, head.body]).toEqual([200, '']);
    expect((await attempts())[0]?.codeHash).toBeNull();
    expect((await open({ code: 'def502', state, referer })).statusCode).toBe(200);
  });
});

describe('the page of the claimed https link', () => {
  const page = '/app/amo-crm/callback';

  it('hands over from its query alone, and writes nothing', async () => {
    const { verifier: state } = newVerifier();
    const answer = await open({ code: 'def502', state, referer }, {}, page);
    expect(answer.statusCode).toBe(200);
    expect(linksOf(answer.body)).toContain(
      `foryoure://amo-crm/callback?code=def502&state=${state}&referer=${referer}`,
    );
    const [counted] = await world.database.db.select({ n: count() }).from(amoCrmConnectAttempts);
    expect(counted?.n).toBe(0);
  });

  it('refuses what amoCRM would not send', async () => {
    expect((await open({ code: 'def502', state: 'short', referer }, {}, page)).statusCode).toBe(
      400,
    );
    expect((await open('', {}, page)).statusCode).toBe(400);
  });
});

describe('the page is locked', () => {
  it('to its own script and style, frames, third parties and caches', async () => {
    const state = await begin('native');
    const first = await open({ code: 'def502', state, referer });
    const policy = String(first.headers['content-security-policy']);
    const nonce = /script-src 'nonce-([\w-]{24})'/.exec(policy)?.[1] ?? '';
    expect(policy.split('; ').sort()).toEqual(
      [
        "default-src 'none'",
        `script-src 'nonce-${nonce}'`,
        `style-src 'nonce-${nonce}'`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].sort(),
    );
    expect(first.body.match(/<(script|style)/g)).toHaveLength(2);
    expect(first.body.match(new RegExp(`nonce="${nonce}"`, 'g'))).toHaveLength(2);
    expect(first.body).not.toMatch(/ on\w+=|style="|javascript:/i);
    expect(first.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/html; charset=utf-8',
    });
    for (const link of linksOf(first.body)) expect(link).not.toMatch(/^(https?:)?\/\//);
    const second = await open({ code: 'def502', state, referer });
    expect(second.headers['content-security-policy']).not.toBe(policy);
  });

  it.each([
    ['uk', 'uk-UA,uk;q=0.9,en;q=0.5', 'Повернутися в застосунок'],
    ['ru', 'ru-RU,ru;q=0.9', 'Вернуться в приложение'],
    ['en', 'en-GB', 'Back to the app'],
    ['en', 'de-DE,fr;q=0.9', 'Back to the app'],
    ['ru', 'de, en;q=0.2, ru;q=0.7, uk;q=0', 'Вернуться в приложение'],
    ['en', ';;q=x,,\u0000'.repeat(500), 'Back to the app'],
  ])('and speaks %s to %s', async (language, header, words) => {
    const { verifier: state } = newVerifier();
    const headers = { 'accept-language': header };
    const answer = await open({ code: 'x', state, referer }, headers, '/app/amo-crm/callback');
    expect(answer.body).toContain(`<html lang="${language}">`);
    expect(answer.body).toContain(words);
  });
});

describe('hostile parameters are inert', () => {
  const hostile: [string, (state: string) => string][] = [
    ['a script as code', (s) => `code=<script>alert(1)</script>&state=${s}&referer=${referer}`],
    ['a script as host', (s) => `code=a&state=${s}&referer="><script>alert(1)</script>`],
    ['a script as state', () => `code=a&state="><img src=x onerror=alert(1)>&referer=${referer}`],
    [
      'a line break',
      (s) => `code=a%0d%0aLocation:%20https://evil.example&state=${s}&referer=${referer}`,
    ],
    ['a line break in the host', (s) => `code=a&state=${s}&referer=a%0d%0aSet-Cookie:%20a=b`],
    ['64 KB of code', (s) => `code=${'a'.repeat(65_536)}&state=${s}&referer=${referer}`],
    ['64 KB of host', (s) => `code=a&state=${s}&referer=${'a'.repeat(65_536)}`],
    ['two codes', (s) => `code=a&code=b&state=${s}&referer=${referer}`],
    ['two states', (s) => `code=a&state=${s}&state=${s}&referer=${referer}`],
    ['lists', (s) => `code[]=a&state=${s}&referer=${referer}`],
    ['objects', (s) => `code[x]=a&state=${s}&referer[y]=${referer}`],
    ['a prototype', (s) => `__proto__[code]=a&constructor=b&state=${s}&referer=${referer}`],
    ['a javascript link', (s) => `code=javascript:alert(1)&state=${s}&referer=${referer}`],
    ['a host with a scheme', (s) => `code=a&state=${s}&referer=https://evil.example`],
    ['a host with a port', (s) => `code=a&state=${s}&referer=evil.example:80`],
    ['an error of its own making', (s) => `error=<b>x</b>&state=${s}`],
    ['an error and a code', (s) => `error=access_denied&code=a&state=${s}&referer=${referer}`],
    ['no state', () => `code=a&referer=${referer}`],
    ['no host', (s) => `code=a&state=${s}`],
    ['nothing', () => ''],
    ['a null byte', (s) => `code=a%00b&state=${s}&referer=${referer}`],
    ['broken encoding', (s) => `code=%E0%A4%A&state=${s}&referer=${referer}`],
    [
      'an intent of its own',
      (s) => `code=a%23Intent;scheme=evil;end&state=${s}&referer=${referer}`,
    ],
  ];

  it.each(hostile)('%s', async (_, query) => {
    for (const platform of ['native', 'web'] as const) {
      const state = await begin(platform);
      const answer = await open(query(state));
      expect(answer.statusCode).toBe(400);
      expect(answer.headers.location).toBeUndefined();
      expect(answer.headers['set-cookie']).toBeUndefined();
      expect(answer.body).not.toMatch(/alert|<script|onerror|evil|foryoure:|intent:/i);
      expect(answer.body.length).toBeLessThan(20_000);
      const rows = await attempts();
      expect(rows.every((row) => row.codeHash === null && row.state === 'open')).toBe(true);
    }
  });

  it('a Host header or extra parameters choose no target', async () => {
    const state = await begin('web');
    const query = {
      code: 'a',
      state,
      referer,
      redirect_uri: 'https://evil.example',
      next: '//evil',
    };
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const answer = await open(query, headers);
    expect(answer.headers.location).toMatch(/^http:\/\/app\.example\.test\/amo-crm\/callback\?/);
    expect(answer.headers.location).not.toContain('evil');
  });

  it('a host of somebody else is handed on as text only, for the exchange to refuse', async () => {
    const state = await begin('native');
    const answer = await open({ code: 'a', state, referer: 'evil.example' });
    expect(linksOf(answer.body).filter((link) => link.includes('evil'))).toEqual([
      `foryoure://amo-crm/callback?code=a&state=${state}&referer=evil.example`,
    ]);
  });
});
