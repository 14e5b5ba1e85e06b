import { describe, expect, test } from 'vitest';
import { demoIntegration } from '../options.ts';
import { freshClient, json, oasis, palm, tokens } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';

const amo = freshClient({ signIn: true });
const admin = 'm.lysenko@oasiskey.example';
const broker = 'm.hordiienko@oasiskey.example';

const query = new URLSearchParams({ client_id: demoIntegration.clientId, state: 's', lang: 'en' });
const open = (cookie?: string) =>
  amo.call(`/oauth?${query.toString()}`, cookie === undefined ? {} : { headers: { cookie } });

/** Fills in the form as a browser would; what comes of it. */
const signIn = (email: string, password = 'anything') =>
  amo.call(`/oauth/sign-in?${query.toString()}`, { form: { email, password } });

const cookieOf = (reply: Reply) => String(reply.headers['set-cookie']).split(';', 1)[0] ?? '';
const formOf = (page: Reply) => /name="form"\s+value="([^"]+)"/.exec(page.text)?.[1] ?? '';

const allow = async (cookie: string, userId: number) => {
  const form = { form: formOf(await open(cookie)), decision: 'allow', user_id: String(userId) };
  return amo.call('/oauth', { form, headers: { cookie } });
};

describe('a browser without a session', () => {
  test('is asked to sign in first, and sees no account', async () => {
    const page = await open();
    expect(page.status).toBe(200);
    expect(page.text).toContain('data-testid="password"');
    expect(page.text).not.toContain('data-testid="allow"');
    expect(page.text).not.toContain('Oasis Key');
  });

  test('comes back to what it asked for, with a cookie for itself alone', async () => {
    const reply = await signIn(admin);
    expect([reply.status, reply.headers.location]).toEqual([303, `/oauth?${query.toString()}`]);
    expect(String(reply.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test.each([
    ['nobody’s email', 'nobody@oasiskey.example', 'x'],
    ['no email', '', 'x'],
    ['no password', admin, ''],
  ])('with %s stays where it is', async (_, email, password) => {
    const reply = await signIn(email, password);
    expect([reply.status, reply.headers['set-cookie']]).toEqual([401, undefined]);
    expect(reply.text).toContain('Wrong login or password');
  });

  test('whose seat was closed cannot sign in', async () => {
    const closed = { subdomain: oasis.subdomain, userId: oasis.admin, isActive: false };
    await amo.order('users/set', closed);
    expect((await signIn(admin)).status).toBe(401);
  });

  test('with an invented session is a stranger', async () => {
    expect((await open('session_id=invented')).text).toContain('data-testid="password"');
  });

  test('cannot answer the form of another', async () => {
    const form = formOf(await open(cookieOf(await signIn(admin))));
    const answer = { form, decision: 'allow', user_id: String(oasis.admin) };
    const reply = await amo.call('/oauth', { form: answer });
    expect([reply.status, reply.headers.location]).toEqual([403, undefined]);
  });
});

describe('who is signed in', () => {
  test('grants as himself, in his own accounts only', async () => {
    const cookie = cookieOf(await signIn(admin));
    const page = await open(cookie);
    expect(page.text).toContain(`account-${oasis.subdomain}`);
    expect(page.text).not.toContain(`account-${palm.subdomain}`);
    expect(page.text).not.toContain(`user-${oasis.seesAll}`);
    expect((await allow(cookie, oasis.seesAll)).status).toBe(403);
    const reply = await allow(cookie, oasis.admin);
    const code = new URL(reply.headers.location ?? '').searchParams.get('code') ?? '';
    const pair = tokens(await amo.exchange(oasis.host, code));
    const account = await amo.api(oasis.host, '/api/v4/account', pair.access_token);
    expect(json(account)).toMatchObject({ current_user_id: oasis.admin });
  });

  test('is offered no account where only an administrator may let the integration in', async () => {
    const cookie = cookieOf(await signIn(broker));
    expect((await open(cookie)).text).toContain(`account-${oasis.subdomain}`);
    await amo.order('integration', { enabled: false });
    const page = await open(cookie);
    expect(page.status).toBe(403);
    expect(page.text).toContain('You have no account');
  });
});
