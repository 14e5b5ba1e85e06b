import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { authSession, authVerification } from '../database/schema.ts';
import { createLogger } from '../http/logging.ts';
import { bearer, PASSWORD, startTestApp, type TestApp } from '../testing/app.ts';
import {
  blockPerson,
  deletePerson,
  makeOneTimeLink,
  setRole,
  unblockPerson,
  type Person,
} from './people.ts';
import { createSignIn } from './sign-in.ts';

let world: TestApp;
beforeAll(async () => {
  world = await startTestApp();
});
afterAll(() => world.close());

const BROWSER = { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };

const post = (url: string, body: object, headers: Record<string, string> = {}, app = world.app) =>
  app.inject({ method: 'POST', url, body, headers });
const me = (jwt: string, app = world.app) => app.inject({ url: paths.me, headers: bearer(jwt) });
const cookieOf = (answer: { cookies: { name: string; value: string }[] }) =>
  answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');

describe('signing in', () => {
  test('gives a phone its session in a header and no cookie', async () => {
    const person = await world.add({ name: 'Олена Коваль' });
    const answer = await post(paths.auth.signIn, { email: person.email, password: PASSWORD });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ data: { name: 'Олена Коваль', email: person.email } });
    expect(answer.headers['set-auth-token']).toMatch(/^[^.]+\.[^.]+$/);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('gives a browser an HttpOnly cookie and its script nothing', async () => {
    const person = await world.add();
    const answer = await post(
      paths.auth.signIn,
      { email: person.email, password: PASSWORD },
      BROWSER,
    );
    expect(answer.headers['set-auth-token']).toBeUndefined();
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({
      name: 'foryou.session',
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(cookie?.secure).toBeUndefined();
    expect(answer.body).not.toContain(cookie?.value.split('.')[0]);
    const token = await world.app.inject({
      url: paths.auth.token,
      headers: { cookie: cookieOf(answer) },
    });
    expect((await me(token.json<{ token: string }>().token)).statusCode).toBe(200);
  });

  test('over https the cookie is Secure and bound to this host', async () => {
    const secure = await startTestApp({ publicUrl: new URL('https://crm.agency.example') });
    const person = await secure.add();
    const answer = await post(
      paths.auth.signIn,
      { email: person.email, password: PASSWORD },
      { origin: 'https://crm.agency.example' },
      secure.app,
    );
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: '__Host-foryou.session', secure: true, path: '/' });
    expect(cookie?.domain).toBeUndefined();
    await secure.close();
  });

  test('says the same for an unknown e-mail and a wrong password', async () => {
    const person = await world.add();
    const wrong = await post(paths.auth.signIn, {
      email: person.email,
      password: 'a-wrong-password',
    });
    const unknown = await post(paths.auth.signIn, {
      email: 'nobody@agency.example',
      password: 'a-wrong-password',
    });
    expect(wrong.statusCode).toBe(401);
    expect(problemSchema.parse(wrong.json()).kind).toBe('unauthenticated');
    expect(unknown.body).toBe(wrong.body);
    expect(unknown.statusCode).toBe(wrong.statusCode);
  });

  test('from another site with a cookie is refused', async () => {
    const person = await world.add();
    const signedIn = await post(
      paths.auth.signIn,
      { email: person.email, password: PASSWORD },
      BROWSER,
    );
    const headers = { cookie: cookieOf(signedIn), origin: 'https://evil.example' };
    for (const url of [paths.auth.signOut, paths.auth.signOutEverywhere]) {
      expect((await post(url, {}, headers)).statusCode).toBe(403);
    }
    expect(
      (await post(paths.auth.signIn, { email: person.email, password: PASSWORD }, headers))
        .statusCode,
    ).toBe(403);
  });

  test('a cookie alone opens no API route', async () => {
    const person = await world.add();
    const signedIn = await post(
      paths.auth.signIn,
      { email: person.email, password: PASSWORD },
      BROWSER,
    );
    const answer = await world.app.inject({
      url: paths.me,
      headers: { cookie: cookieOf(signedIn) },
    });
    expect(answer.statusCode).toBe(401);
  });

  test('the raw session token of the table is worth nothing without its signature', async () => {
    const person = await world.add();
    await world.signIn(person.email ?? '');
    const [row] = await world.database.db
      .select()
      .from(authSession)
      .where(eq(authSession.userId, person.subject));
    const answer = await world.app.inject({
      url: paths.auth.token,
      headers: bearer(row?.token ?? ''),
    });
    expect(answer.statusCode).toBe(401);
  });

  test.each([
    ['sign-up/email', { email: 'new@agency.example', password: PASSWORD, name: 'N' }],
    ['request-password-reset', { email: 'new@agency.example' }],
    ['update-user', { name: 'Other' }],
    ['change-email', { newEmail: 'other@agency.example' }],
    ['delete-user', {}],
    ['sign-in/social', { provider: 'google' }],
  ])('better-auth’s /api/auth/%s has no address', async (path, body) => {
    const answer = await post(`/api/auth/${path}`, body);
    expect(answer.statusCode).toBe(404);
    expect(problemSchema.parse(answer.json()).kind).toBe('not_found');
  });

  test('unknown fields are refused, such as an address to be sent on to', async () => {
    const person = await world.add();
    const body = { email: person.email, password: PASSWORD, callbackURL: 'https://evil.example' };
    expect((await post(paths.auth.signIn, body)).statusCode).toBe(422);
  });
});

describe('too many attempts', () => {
  test('at one e-mail are refused with Retry-After by every instance, until the window is over', async () => {
    let now = Date.now();
    const clock = () => new Date(now);
    const first = await startTestApp({}, { clock });
    const second = await startTestApp({}, { clock, database: first.database });
    const person = await first.add();
    const attempt = (app: TestApp, password: string) =>
      post(paths.auth.signIn, { email: person.email, password }, {}, app.app);
    for (let i = 0; i < 10; i += 1) {
      expect((await attempt(i % 2 === 0 ? first : second, 'a-wrong-password')).statusCode).toBe(
        401,
      );
    }
    const refused = await attempt(second, PASSWORD);
    expect(refused.statusCode).toBe(429);
    expect(problemSchema.parse(refused.json()).kind).toBe('rate_limited');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(60);
    now += 15 * 60_000 + 1_000;
    expect((await attempt(first, PASSWORD)).statusCode).toBe(200);
    await second.close();
    await first.close();
  });

  test('a success forgets the failures before it', async () => {
    const person = await world.add();
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 6; i += 1) {
        await post(paths.auth.signIn, { email: person.email, password: 'a-wrong-password' });
      }
      const right = await post(paths.auth.signIn, { email: person.email, password: PASSWORD });
      expect(right.statusCode).toBe(200);
    }
  });

  test('a parallel burst gets no more than the window allows', async () => {
    const person = await world.add();
    const burst = await Promise.all(
      Array.from({ length: 25 }, () =>
        post(paths.auth.signIn, { email: person.email, password: 'a-wrong-password' }),
      ),
    );
    expect(burst.filter((answer) => answer.statusCode === 401)).toHaveLength(10);
    expect(burst.filter((answer) => answer.statusCode === 429)).toHaveLength(15);
  });
});

describe('what an administrator changes takes effect with the next request', () => {
  test('a role', async () => {
    const person = await world.add();
    const { jwt } = await world.signIn(person.email ?? '');
    await setRole(world.database.db, person, 'admin');
    expect((await me(jwt)).json()).toMatchObject({ data: { role: 'admin' } });
  });

  test('a block, for the JWT, the session and the next sign-in; and its end', async () => {
    const person = await world.add();
    const email = person.email ?? '';
    const { jwt, sessionToken } = await world.signIn(email);
    await blockPerson(world.database.db, person, new Date());
    const api = await me(jwt);
    expect(api.statusCode).toBe(403);
    expect(problemSchema.parse(api.json()).detail).toContain('blocked');
    const token = await world.app.inject({ url: paths.auth.token, headers: bearer(sessionToken) });
    expect(token.statusCode).toBe(401);
    expect((await post(paths.auth.signIn, { email, password: PASSWORD })).statusCode).toBe(403);
    const wrong = await post(paths.auth.signIn, { email, password: 'a-wrong-password' });
    expect(wrong.statusCode).toBe(401);
    await unblockPerson(world.database.db, person);
    expect((await me((await world.signIn(email)).jwt)).statusCode).toBe(200);
  });

  test('a deletion, which leaves a tombstone without name or e-mail', async () => {
    const person = await world.add();
    const email = person.email ?? '';
    const { jwt } = await world.signIn(email);
    await deletePerson(world.database.db, person, new Date());
    expect((await me(jwt)).statusCode).toBe(401);
    expect((await post(paths.auth.signIn, { email, password: PASSWORD })).statusCode).toBe(401);
    const row = await world.database.db.query.users.findFirst({
      where: (users, { eq: equals }) => equals(users.id, person.id),
    });
    expect(row).toMatchObject({ email: null, name: '', subject: person.subject });
    const again = await world.add({ email });
    expect(again.id).not.toBe(person.id);
  });
});

describe('signing out', () => {
  test('ends this session and its JWTs, and no other', async () => {
    const person = await world.add();
    const here = await world.signIn(person.email ?? '');
    const there = await world.signIn(person.email ?? '');
    expect((await post(paths.auth.signOut, {}, bearer(here.sessionToken))).statusCode).toBe(200);
    expect((await me(here.jwt)).statusCode).toBe(401);
    expect((await me(there.jwt)).statusCode).toBe(200);
  });

  test('everywhere ends all of them', async () => {
    const person = await world.add();
    const here = await world.signIn(person.email ?? '');
    const there = await world.signIn(person.email ?? '');
    const answer = await post(paths.auth.signOutEverywhere, {}, bearer(here.sessionToken));
    expect(answer.statusCode).toBe(200);
    for (const { jwt, sessionToken } of [here, there]) {
      expect((await me(jwt)).statusCode).toBe(401);
      const token = await world.app.inject({
        url: paths.auth.token,
        headers: bearer(sessionToken),
      });
      expect(token.statusCode).toBe(401);
    }
  });
});

describe('a one-time link', () => {
  async function linkFor(person: Person, clock = systemClock) {
    const { db } = world.database;
    const { publicUrl } = world.config;
    const log = createLogger('silent');
    const signIn = createSignIn({
      db,
      publicUrl,
      secret: 'irrelevant-for-links-but-long-enough',
      log,
    });
    const { link } = await makeOneTimeLink({ db, signIn, publicUrl, clock }, person);
    return { link, token: new URLSearchParams(link.hash.slice(1)).get('token') ?? '' };
  }
  const redeem = (token: string, newPassword = 'a-new-password') =>
    post(paths.auth.setPassword, { token, newPassword });

  test('sets the first password, once', async () => {
    const invited = await world.add({ password: undefined });
    const { link, token } = await linkFor(invited);
    expect(link.href).toBe(`http://localhost:3000/set-password#token=${token}`);
    expect((await redeem(token)).statusCode).toBe(200);
    await world.signIn(invited.email ?? '', 'a-new-password');
    const again = await redeem(token, 'another-password');
    expect(again.statusCode).toBe(422);
    expect(problemSchema.parse(again.json())).toMatchObject({ errors: [{ path: 'token' }] });
  });

  test('used by two at once lets one in', async () => {
    const { token } = await linkFor(await world.add());
    const both = await Promise.all([redeem(token, 'password-one'), redeem(token, 'password-two')]);
    expect(both.map((answer) => answer.statusCode).toSorted()).toEqual([200, 422]);
  });

  test('ends the sessions there were', async () => {
    const person = await world.add();
    const { jwt } = await world.signIn(person.email ?? '');
    const { token } = await linkFor(person);
    await redeem(token);
    expect((await me(jwt)).statusCode).toBe(401);
  });

  test('that is older than another, or than 72 hours, is refused', async () => {
    const person = await world.add();
    const older = await linkFor(person);
    const newer = await linkFor(person);
    expect((await redeem(older.token)).statusCode).toBe(422);
    expect((await redeem(newer.token)).statusCode).toBe(200);
    const old = await linkFor(person, () => new Date(Date.now() - 73 * 3600_000));
    expect((await redeem(old.token)).statusCode).toBe(422);
  });

  test('that no link of ours can hold is told by its field', async () => {
    for (const token of ['\u0000', 'a b', 'ключ']) {
      const answer = await redeem(token);
      expect(answer.statusCode).toBe(422);
      expect(problemSchema.parse(answer.json())).toMatchObject({ errors: [{ path: 'token' }] });
    }
  });

  test('a password that is too short is told by its field, and the link stays good', async () => {
    const { token } = await linkFor(await world.add());
    const short = await redeem(token, 'short');
    expect(problemSchema.parse(short.json())).toMatchObject({ errors: [{ path: 'newPassword' }] });
    expect((await redeem(token)).statusCode).toBe(200);
  });

  test('is not in the database as it is in the hand', async () => {
    const { token } = await linkFor(await world.add());
    const rows = await world.database.db.select().from(authVerification);
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

test('no password, token, cookie or JWT is in any log line', async () => {
  const canary = await startTestApp();
  const person = await canary.add();
  const email = person.email ?? '';
  const { sessionToken, jwt } = await canary.signIn(email);
  await post(paths.auth.signIn, { email, password: 'canary-wrong-password' }, {}, canary.app);
  await post(
    `${paths.auth.signIn}?password=canary-query`,
    { email: 1, password: 'canary-type' },
    {},
    canary.app,
  );
  await canary.app.inject({ url: `${paths.me}?token=canary-query`, headers: bearer(jwt) });
  await canary.app.inject({ url: `${paths.me}/canary-path`, headers: bearer('canary-bearer') });
  await post(
    paths.auth.setPassword,
    { token: 'canary-link', newPassword: 'canary-new-pass' },
    {},
    canary.app,
  );
  await post(paths.auth.signOut, {}, bearer(sessionToken), canary.app);
  const log = canary.logged();
  expect(log).toContain(paths.auth.signIn);
  for (const secret of [
    PASSWORD,
    sessionToken,
    sessionToken.split('.')[0] ?? '',
    jwt,
    'canary-',
    email,
  ]) {
    expect(log).not.toContain(secret);
  }
  await canary.close();
});
