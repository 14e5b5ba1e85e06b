import { act, renderRouter, screen } from 'expo-router/testing-library';
import type * as Linking from 'expo-linking';
import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { DeviceEventEmitter } from 'react-native';
// Loaded here, so that the first test does not pay for it out of its own time.
import '@/app/(tabs)/_layout';
import '@/app/(tabs)/crm';
import '@/app/(tabs)/settings';
import '@/app/_layout';
import '@/app/amo-crm/callback';
import '@/app/lead/[id]';
import '@/app/sign-in';
import { redirectSystemPath } from '@/app/+native-intent';
import { landing } from '@/components/amo-crm/landing';
import { dropAttempt, keepAttempt, type ConnectAttempt } from '@/storage/connect-attempt';
import { writePreference } from '@/storage/preferences';
import { secureRemove, secureSet } from '@/storage/secure';
import { fakeBackend, type FakeBackend } from './fake-backend';
import { olena, type Person } from './seed';

export const CALLBACK = 'foryoure://amo-crm/callback';

let heard: ((event: { url: string }) => void) | null = null;

/** The system opens a link while the app runs. `renderRouter` has already mocked the listener. */
export const openLink = (url: string) =>
  act(async () => {
    heard?.({ url });
    await jest.advanceTimersByTimeAsync(50);
  });

function hearLinks(): void {
  const linking = jest.requireMock<typeof Linking>('expo-linking');
  jest.spyOn(linking, 'addEventListener').mockImplementation((_type, listener) => {
    heard = listener;
    return DeviceEventEmitter.addListener('link', () => undefined);
  });
}

/** A fresh phone: a backend behind `fetch`, nothing kept, nobody signed in. */
export async function freshPhone(): Promise<FakeBackend> {
  process.env.EXPO_PUBLIC_API_URL = 'https://backend.test';
  const backend = fakeBackend();
  hearLinks();
  jest.spyOn(globalThis, 'fetch').mockImplementation((...args) => backend.fetch(...args));
  await Promise.all([
    secureRemove('session.token'),
    secureRemove('session.profile'),
    dropAttempt(),
  ]);
  writePreference('pipeline', '');
  const link = landing.current();
  if (link !== null) landing.finish(link);
  return backend;
}

export async function signedInAs(backend: FakeBackend, person: Person = olena): Promise<void> {
  await secureSet('session.token', backend.openSession(person));
  await secureSet('session.profile', JSON.stringify(person.profile));
}

/** The whole app, started at a route, as the system starts it without a link. */
export function startApp(initialUrl = '/crm') {
  return renderRouter(path.resolve(__dirname, '../../app'), { initialUrl });
}

/** The whole app, started by a link: the system's first call is the router's first question. */
export const startByLink = (link: string) =>
  startApp(redirectSystemPath({ path: link, initial: true }));

/** An attempt begun on this phone before, with its other half on the backend. */
export async function attemptOf(
  backend: FakeBackend,
  { userId = olena.profile.id, minutesLeft = 20 } = {},
): Promise<ConnectAttempt> {
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(32).toString('base64url');
  const expiresAt = Date.now() + minutesLeft * 60_000;
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  backend.attempts.set(state, { challenge, userId, used: false, expiresAt });
  const attempt = {
    state,
    verifier,
    url: `https://www.amocrm.ru/oauth?state=${state}`,
    userId,
    startedAt: new Date(Date.now() - 60_000).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
  };
  await keepAttempt(attempt);
  return attempt;
}

export const linkOf = ({ state }: { state: string }, code = 'def502abc') =>
  `${CALLBACK}?code=${code}&state=${state}&referer=oasiskey.amocrm.ru&platform=1&client_id=x`;

/** Lets timers and the promises behind them run. */
export const pass = (milliseconds: number) =>
  act(async () => {
    await jest.advanceTimersByTimeAsync(milliseconds);
  });

export { screen };
