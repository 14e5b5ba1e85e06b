import { paths } from '@foryou-crm/contract/paths';
import { getConnectionStatus } from '@/api/amo-crm';
import { failureOf } from '@/api/failure';
import { fakeBackend, problem, type FakeBackend } from '@/api/testing/fake-backend';
import { olena } from '@/api/testing/seed';
import { keepAttempt, readAttempt } from '@/storage/connect-attempt';
import { secureGet, secureSet } from '@/storage/secure';
import { session } from './session';

let backend: FakeBackend;
beforeEach(async () => {
  process.env.EXPO_PUBLIC_API_URL = 'https://backend.test';
  backend = fakeBackend();
  jest.spyOn(globalThis, 'fetch').mockImplementation((...args) => backend.fetch(...args));
  await session.signOut();
  backend.calls.length = 0;
});
afterEach(() => jest.restoreAllMocks());

const signedIn = { state: 'signedIn', profile: olena.profile };
const signedOut = { state: 'signedOut', profile: null };

/** As a phone that signed in before this start. */
async function keepSession(): Promise<void> {
  await secureSet('session.token', backend.openSession());
  await secureSet('session.profile', JSON.stringify(olena.profile));
}

test('signing in keeps the session token in the keychain and shows the profile', async () => {
  expect(await session.signIn('olena@agency.example', 'right')).toEqual({ ok: true });
  expect(session.current()).toEqual(signedIn);
  expect(await secureGet('session.token')).toBe(`session-${olena.profile.id}`);
});

test.each([
  ['olena@agency.example', 'wrong'],
  ['nobody@agency.example', 'right'],
])('wrong credentials are told in one way: %s, %s', async (email, password) => {
  expect(await session.signIn(email, password)).toEqual({
    ok: false,
    problem: 'wrong_credentials',
  });
  expect(await secureGet('session.token')).toBeNull();
});

test.each([
  [403, 'blocked'],
  [500, 'server_down'],
  [418, 'unknown'],
] as const)('a sign-in answered with %d is %s', async (status, problem) => {
  backend.next.set(paths.auth.signIn, { status, body: {} });
  expect(await session.signIn('olena@agency.example', 'right')).toEqual({ ok: false, problem });
});

test('too many sign-ins say when to try again', async () => {
  const headers = { 'Retry-After': '30' };
  backend.next.set(paths.auth.signIn, { status: 429, body: {}, headers });
  expect(await session.signIn('olena@agency.example', 'right')).toEqual({
    ok: false,
    problem: 'rate_limited',
    retryAfter: 30,
  });
});

const invalid = (...fields: string[]) =>
  problem('invalid_input', { errors: fields.map((path) => ({ path, message: 'Not so.' })) });

test.each([
  ['a password of the wrong length', invalid('newPassword'), 'password_refused'],
  ['a link that was used, is too old or was never ours', invalid('token'), 'link_invalid'],
  ['both at once: no other password helps', invalid('newPassword', 'token'), 'link_invalid'],
  ['a field that was not sent', invalid('name'), 'unknown'],
  [
    'words that only mention a PASSWORD',
    { status: 422, body: { code: 'PASSWORD_TOO_SHORT' } },
    'unknown',
  ],
  ['another problem', problem('forbidden'), 'unknown'],
  ['a server in trouble', { status: 502, body: 'Bad Gateway' }, 'server_down'],
] as const)('setting a password, answered with %s', async (_what, answer, problemOf) => {
  backend.next.set(paths.auth.setPassword, answer);
  expect(await session.setPassword('t0ken', 'long enough')).toEqual({
    ok: false,
    problem: problemOf,
  });
});

test('a password that was set, and one that may be tried again later', async () => {
  backend.next.set(paths.auth.setPassword, problem('rate_limited', {}, 42));
  expect(await session.setPassword('t0ken', 'long enough')).toEqual({
    ok: false,
    problem: 'rate_limited',
    retryAfter: 42,
  });
  expect(await session.setPassword('t0ken', 'long enough')).toEqual({ ok: true });
  expect(backend.callsTo(paths.auth.setPassword).at(-1)?.body).toEqual({
    token: 't0ken',
    newPassword: 'long enough',
  });
});

test('without network signing in says so and keeps nothing', async () => {
  backend.offline = true;
  const result = await session.signIn('olena@agency.example', 'right');
  expect(result).toEqual({ ok: false, problem: 'no_network' });
  expect(session.current().state).not.toBe('signedIn');
});

test('a start without network is still signed in, by what this device keeps', async () => {
  await keepSession();
  backend.offline = true;
  await session.start();
  expect(session.current()).toEqual(signedIn);
});

test('a token without a profile, left by a crash between the two writes, asks who it is', async () => {
  await secureSet('session.token', backend.openSession());
  await session.start();
  expect(session.current()).toEqual(signedIn);
});

test('a session the backend no longer knows is signed out, and its attempt stays for its owner', async () => {
  await keepSession();
  backend.sessions.clear();
  await keepAttempt(attempt);
  await session.start();
  expect(session.current()).toEqual(signedOut);
  expect(await secureGet('session.token')).toBeNull();
  expect(await readAttempt()).toEqual(attempt);
});

test('signing out leaves nothing of the user on the device, also without network', async () => {
  await keepSession();
  await session.start();
  await keepAttempt(attempt);
  backend.offline = true;
  expect(await session.signOut()).toEqual({ ok: true });
  expect(session.current()).toEqual(signedOut);
  expect(await secureGet('session.token')).toBeNull();
  expect(await secureGet('session.profile')).toBeNull();
  expect(await readAttempt()).toBeNull();
  expect(failureOf(await getConnectionStatus().catch((error: unknown) => error)).kind).toBe(
    'no_network',
  );
});

test('sign-out everywhere changes nothing unless the backend did it', async () => {
  await keepSession();
  await session.start();
  backend.offline = true;
  expect(await session.signOutEverywhere()).toEqual({ ok: false, problem: 'no_network' });
  expect(session.current()).toEqual(signedIn);
  backend.offline = false;
  expect(await session.signOutEverywhere()).toEqual({ ok: true });
  expect(session.current()).toEqual(signedOut);
});

test('ten calls at once fetch one JWT, which serves the next ones too', async () => {
  await keepSession();
  await session.start();
  session.apiToken.forget();
  backend.calls.length = 0;
  await Promise.all(Array.from({ length: 10 }, () => getConnectionStatus()));
  await getConnectionStatus();
  expect(backend.callsTo(paths.auth.token)).toHaveLength(1);
});

test('a 401 renews the JWT once and the call goes through', async () => {
  await keepSession();
  await session.start();
  backend.dropJwts();
  backend.calls.length = 0;
  expect((await getConnectionStatus()).connected).toBe(false);
  expect(backend.callsTo(paths.auth.token)).toHaveLength(1);
  expect(backend.callsTo(paths.amoCrm.status)).toHaveLength(2);
});

test('the session token goes to the sign-in routes only, the JWT to the API only', async () => {
  await keepSession();
  await session.start();
  await getConnectionStatus();
  for (const { path, bearer } of backend.calls) {
    expect(bearer?.startsWith('session-')).toBe(path.startsWith('/api/auth/'));
  }
});

const attempt = {
  state: 's'.repeat(43),
  verifier: 'v'.repeat(43),
  url: 'https://www.amocrm.ru/oauth',
  userId: olena.profile.id,
  startedAt: '2026-11-23T09:18:00.000Z',
  expiresAt: '2026-11-23T09:38:00.000Z',
};

test('an account that is deleted leaves nothing on the device; one that was not stays signed in', async () => {
  await keepSession();
  await session.start();
  backend.next.set(paths.me, problem('conflict', { reason: 'last_admin' }));
  expect(await session.deleteAccount()).toEqual({ ok: false, problem: 'last_admin' });
  backend.next.set(paths.me, problem('internal'));
  expect(await session.deleteAccount()).toEqual({ ok: false, problem: 'server_down' });
  expect(session.current()).toEqual(signedIn);
  backend.next.set(paths.me, { status: 200, body: { data: { deleted: true } } });
  expect(await session.deleteAccount()).toEqual({ ok: true });
  expect(session.current()).toEqual(signedOut);
  expect(await secureGet('session.token')).toBeNull();
});
