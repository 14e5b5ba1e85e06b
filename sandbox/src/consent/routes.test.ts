import { describe, expect, test } from 'vitest';
import { demoIntegration } from '../options.ts';
import { freshClient, json, oasis, palm, startClient, tokens } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';

const amo = freshClient();

function open(query: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const params = new URLSearchParams({ client_id: demoIntegration.clientId, ...query });
  return amo.call(`/oauth?${params.toString()}`, { headers });
}

function formOf(page: Reply): string {
  return /name="form"\s+value="([^"]+)"/.exec(page.text)?.[1] ?? '';
}

/** Answers the form of a page as its buttons would. */
function press(page: Reply, decision: 'allow' | 'deny', userId: number): Promise<Reply> {
  const form = { form: formOf(page), decision, user_id: String(userId) };
  return amo.call('/oauth', { form });
}

function target(reply: Reply): URL {
  return new URL(reply.headers.location ?? '');
}

describe('Allow', () => {
  test('goes to the registered address with amoCRM’s parameters, and the code works', async () => {
    const page = await open({ state: 'abc123', mode: 'post_message' });
    const reply = await press(page, 'allow', oasis.seesOwn);
    expect(reply.status).toBe(302);
    const url = target(reply);
    expect(url.origin + url.pathname).toBe(demoIntegration.redirectUri);
    expect([...url.searchParams.keys()]).toEqual([
      'code',
      'referer',
      'state',
      'platform',
      'client_id',
    ]);
    const { code = '', ...rest } = Object.fromEntries(url.searchParams);
    expect(rest).toEqual({
      referer: oasis.host,
      state: 'abc123',
      platform: '1',
      client_id: demoIntegration.clientId,
    });
    const pair = tokens(await amo.exchange(oasis.host, code));
    const account = await amo.api(oasis.host, '/api/v4/account', pair.access_token);
    expect(json(account)).toMatchObject({ id: oasis.id, current_user_id: oasis.seesOwn });
  });

  test('brings no state back when none was sent', async () => {
    const url = target(await press(await open(), 'allow', oasis.admin));
    expect(url.searchParams.has('state')).toBe(false);
  });

  test('keeps an empty state, and one of signs, byte for byte', async () => {
    for (const state of ['', 'ü&=?#%00 <b>"\'+/', 'a'.repeat(4096)]) {
      const url = target(await press(await open({ state }), 'allow', oasis.admin));
      expect(url.searchParams.get('state')).toBe(state);
    }
  });

  test('in the other account names that account', async () => {
    const page = await open({ account: palm.subdomain, state: 's' });
    const url = target(await press(page, 'allow', palm.broker));
    expect(url.searchParams.get('referer')).toBe(palm.host);
  });

  test('in a popup moves the window that opened it, and works without one', async () => {
    const page = await press(await open({ mode: 'popup', state: 's' }), 'allow', oasis.admin);
    expect(page.status).toBe(200);
    const href = /id="on" href="([^"]+)"/.exec(page.text.replaceAll(/\s+/g, ' '))?.[1] ?? '';
    const url = new URL(href.replaceAll('&amp;', '&'));
    expect(url.origin + url.pathname).toBe(demoIntegration.redirectUri);
    expect(url.searchParams.get('state')).toBe('s');
    expect(page.text).toContain('window.opener');
  });
});

test('Deny says access_denied with the state, and no code exists', async () => {
  const url = target(await press(await open({ state: 's1' }), 'deny', oasis.admin));
  expect(Object.fromEntries(url.searchParams)).toEqual({
    error: 'access_denied',
    client_id: demoIntegration.clientId,
    state: 's1',
  });
});

test('a redirect_uri in the link, and one in the form, lead nowhere', async () => {
  const page = await open({ redirect_uri: 'https://thief.example/cb', state: 's' });
  expect(page.text).not.toContain('thief.example');
  for (const decision of ['allow', 'deny'] as const) {
    const form = {
      form: formOf(await open({ redirect_uri: 'https://thief.example/cb' })),
      decision,
      user_id: String(oasis.admin),
      redirect_uri: 'https://thief.example/cb',
    };
    const reply = await amo.call('/oauth?redirect_uri=https://thief.example/cb', { form });
    expect(target(reply).origin).toBe(new URL(demoIntegration.redirectUri).origin);
  }
});

describe('the form', () => {
  test('can be answered once', async () => {
    const page = await open();
    await press(page, 'allow', oasis.admin);
    expect((await press(page, 'allow', oasis.admin)).status).toBe(400);
  });

  test('cannot be answered without having been shown', async () => {
    const form = { form: 'invented', decision: 'allow', user_id: String(oasis.admin) };
    expect((await amo.call('/oauth', { form })).status).toBe(400);
  });

  test('goes stale after 20 minutes', async () => {
    const page = await open();
    await amo.order('clock/advance', { seconds: 1200 });
    expect((await press(page, 'allow', oasis.admin)).status).toBe(400);
  });

  test('takes no user of another account', async () => {
    const reply = await press(await open(), 'allow', palm.admin);
    expect(reply.status).toBe(403);
    expect(reply.headers.location).toBeUndefined();
  });

  test('takes no user whose seat is closed', async () => {
    const page = await open();
    const closed = { subdomain: oasis.subdomain, userId: oasis.seesOwn, isActive: false };
    await amo.order('users/set', closed);
    expect((await press(page, 'allow', oasis.seesOwn)).status).toBe(403);
    expect((await open()).text).not.toContain(`user-${oasis.seesOwn}`);
  });

  test('takes only an administrator while the integration is off, and he switches it on', async () => {
    await amo.order('integration', { enabled: false });
    expect((await press(await open(), 'allow', oasis.seesAll)).status).toBe(403);
    expect((await press(await open(), 'allow', oasis.admin)).status).toBe(302);
    expect((await press(await open(), 'allow', oasis.seesAll)).status).toBe(302);
    // The other account stays as it was.
    const other = await open({ account: palm.subdomain });
    expect((await press(other, 'allow', palm.broker)).status).toBe(403);
  });
});

describe('the page', () => {
  test('has both accounts, the people of the chosen one, and both answers', async () => {
    const page = await open();
    for (const id of ['account-oasiskey', 'account-palmco', 'allow', 'deny']) {
      expect(page.text).toContain(`data-testid="${id}"`);
    }
    expect(page.text).toContain(`data-testid="user-${oasis.admin}"`);
    expect(page.text).not.toContain(`data-testid="user-${palm.admin}"`);
    expect((await open({ account: palm.subdomain })).text).toContain(`user-${palm.admin}`);
  });

  test('speaks Russian or English, as the browser asks or the reader chooses', async () => {
    const said = async (query: Record<string, string>, accept?: string) => {
      const headers = accept === undefined ? {} : { 'accept-language': accept };
      const { text } = await open(query, headers);
      return text.includes('Разрешить') ? 'ru' : text.includes('Allow') ? 'en' : null;
    };
    expect(await said({})).toBe('ru');
    expect(await said({}, 'en-GB,ru;q=0.5')).toBe('en');
    expect(await said({}, 'uk-UA,uk;q=0.9,en;q=0.8')).toBe('ru');
    expect(await said({}, 'de')).toBe('en');
    expect(await said({ lang: 'ru' }, 'en')).toBe('ru');
    expect(await said({ lang: 'en' }, 'ru')).toBe('en');
  });

  test('switching language or account keeps the rest of the request', async () => {
    const page = await open({ state: 's&1', mode: 'popup' });
    const hrefs = [...page.text.matchAll(/href="(\/oauth[^"]+)"/g)].map(
      (match) => new URL((match[1] ?? '').replaceAll('&amp;', '&'), 'http://x'),
    );
    expect(hrefs.length).toBeGreaterThanOrEqual(4);
    for (const { searchParams } of hrefs) {
      expect(searchParams.get('state')).toBe('s&1');
      expect(searchParams.get('mode')).toBe('popup');
      expect(searchParams.get('client_id')).toBe(demoIntegration.clientId);
    }
  });

  test('answers a trailing slash too', async () => {
    const reply = await amo.call(`/oauth/?client_id=${demoIntegration.clientId}`);
    expect(reply.status).toBe(200);
  });

  test.each(['', 'nothing', '00000000-0000-4000-8000-000000000009'])(
    'says that integration "%s" is unknown, and offers nothing',
    async (clientId) => {
      const page = await open({ client_id: clientId });
      expect(page.status).toBe(404);
      expect(page.text).toContain('Интеграция не найдена');
      expect(page.text).not.toContain('<form');
    },
  );

  test('lives on the common host alone', async () => {
    const path = `/oauth?client_id=${demoIntegration.clientId}`;
    for (const host of ['amocrm.localhost', 'www.amocrm.localhost:80', 'www.amocrm.ru', '[::1]']) {
      expect((await amo.call(path, { host })).status).toBe(200);
    }
    expect((await amo.call(path, { host: oasis.host })).status).toBe(404);
    expect((await amo.call(path, { host: 'api-b.amocrm.localhost' })).status).toBe(404);
  });
});

describe('hostile parameters are inert', () => {
  const attacks = [
    '"><script>alert(1)</script>',
    "' onmouseover='x",
    '</style><img src=x onerror=1>',
  ];

  const entity: Record<string, string> = { '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

  test.each(attacks)('%s', async (attack) => {
    for (const name of ['state', 'mode', 'account', 'lang', 'client_id']) {
      const { text } = await open({ [name]: attack });
      expect(text).not.toContain(attack);
      expect(text).not.toMatch(/<script>alert|onmouseover='|<img/);
    }
    const popup = await press(await open({ mode: 'popup', state: attack }), 'allow', oasis.admin);
    expect(popup.text).not.toContain(attack);
  });

  test.each(attacks)('in the name of the integration: %s', async (attack) => {
    const named = await startClient({ integrationName: attack });
    try {
      const page = await named.call(`/oauth?client_id=${demoIntegration.clientId}`);
      expect(page.text).toContain(attack.replaceAll(/[<>"']/g, (sign) => entity[sign] ?? ''));
      expect(page.text).not.toContain(attack);
    } finally {
      await named.sandbox.close();
    }
  });

  test('line breaks in the state never reach a header', async () => {
    const reply = await press(await open({ state: 'a\r\nset-cookie: x=1' }), 'allow', oasis.admin);
    expect(reply.headers['set-cookie']).toBeUndefined();
    expect(target(reply).searchParams.get('state')).toBe('a\r\nset-cookie: x=1');
  });

  test('the page may not be framed, cached, or run anything but its own script', async () => {
    const { headers } = await open();
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });
});
