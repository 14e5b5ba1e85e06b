import { callerProfileSchema, type CallerProfile } from '@foryou-crm/contract/app';
import { dataOf } from '@foryou-crm/contract/envelope';
import { paths } from '@foryou-crm/contract/paths';
import type { ApiFailure, ApiResult } from '@/api/failure';
import { readData, readFailure, send } from '@/api/http';
import { dropAttempt } from '@/storage/connect-attempt';
import { forgetSearches } from '@/storage/recent-searches';
import { createApiToken } from './api-token';
import {
  getJwt,
  postPassword,
  postSignIn,
  postSignOut,
  type SetPasswordResult,
  type SignInResult,
} from './auth-api';
import { forgetKept, keepProfile, keepToken, keepsToken, readKept } from './device';

export type SessionSnapshot =
  | { state: 'loading'; profile: null }
  | { state: 'signedOut'; profile: null }
  | { state: 'signedIn'; profile: CallerProfile };

/** A phone always signs out. A browser's cookie can be taken away by the backend alone. */
export type SignOutResult = { ok: true } | { ok: false; problem: 'no_network' | 'server_down' };

/** `last_admin`: nobody else could run the agency's app. */
export type DeleteAccountResult =
  { ok: true } | { ok: false; problem: 'no_network' | 'server_down' | 'last_admin' };

const loading: SessionSnapshot = { state: 'loading', profile: null };
const signedOut: SessionSnapshot = { state: 'signedOut', profile: null };

let snapshot: SessionSnapshot = loading;
let sessionToken: string | null = null;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
// Counts sign-ins and sign-outs, so that an answer for an earlier one changes nothing.
let epoch = 0;
const listeners = new Set<() => void>();

const apiToken = createApiToken(
  () => getJwt(sessionToken),
  () => void expire(),
);

/** Who is signed in on this device. One per app; React reads it through `useSession`. */
export const session = {
  current: (): SessionSnapshot => snapshot,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  apiToken,
  start,
  signIn,
  signOut,
  signOutEverywhere,
  deleteAccount,
  setPassword: (token: string, newPassword: string): Promise<SetPasswordResult> =>
    postPassword(token, newPassword),
};

function show(next: SessionSnapshot): void {
  snapshot = next;
  listeners.forEach((listener) => listener());
}

function beginEpoch(): number {
  clearTimeout(retryTimer);
  apiToken.forget();
  epoch += 1;
  return epoch;
}

/**
 * Reads what this device keeps and asks the backend about it. With a kept profile it is signed in
 * at once, network or not. Without one, and nobody answering, it is signed out until somebody does.
 */
async function start(): Promise<void> {
  const mine = beginEpoch();
  show(loading);
  // A keychain that cannot be read is a device that keeps nothing.
  const kept = await readKept().catch(() => ({ token: null, profile: null }));
  if (mine !== epoch) return;
  sessionToken = kept.token;
  if (keepsToken() && kept.token === null) return show(signedOut);
  if (kept.profile !== null) show({ state: 'signedIn', profile: kept.profile });
  await meet(mine, 0);
}

/** Learns who this session is; without an answer tries again, slower each time. */
async function meet(mine: number, tries: number): Promise<void> {
  const me = await fetchMe();
  if (mine !== epoch) return;
  if (me.ok) {
    await keepProfile(me.data).catch(() => undefined);
    if (mine === epoch) show({ state: 'signedIn', profile: me.data });
    return;
  }
  if (snapshot.state === 'signedIn') return;
  show(signedOut);
  if (me.failure.kind === 'unauthenticated') return;
  retryTimer = setTimeout(() => void meet(mine, tries + 1), Math.min(60_000, 2000 * 2 ** tries));
}

async function fetchMe(): Promise<ApiResult<CallerProfile>> {
  const token = await apiToken.get();
  if (!token.ok) return token;
  const reply = await send({ method: 'GET', path: paths.me, bearer: token.data });
  if (!reply.answered) return { ok: false, failure: reply.failure };
  if (reply.status !== 200) return { ok: false, failure: readFailure(reply) };
  const read = readData(reply, dataOf(callerProfileSchema));
  return read.ok ? { ok: true, data: read.data.data } : read;
}

/** The backend no longer knows this session. The attempt stays: its owner may sign in again. */
async function expire(): Promise<void> {
  beginEpoch();
  sessionToken = null;
  show(signedOut);
  await forgetKept().catch(() => undefined);
}

async function signIn(email: string, password: string): Promise<SignInResult> {
  const mine = beginEpoch();
  const reply = await postSignIn(email, password);
  if (!reply.ok) return reply;
  if (keepsToken()) {
    if (reply.sessionToken === null) return { ok: false, problem: 'unknown' };
    sessionToken = reply.sessionToken;
    try {
      await keepToken(reply.sessionToken);
    } catch {
      sessionToken = null;
      return { ok: false, problem: 'unknown' };
    }
  }
  const me = await fetchMe();
  if (mine !== epoch || !me.ok) {
    if (mine === epoch) await expire();
    return { ok: false, problem: me.ok ? 'unknown' : problemOf(me.failure) };
  }
  await keepProfile(me.data).catch(() => undefined);
  show({ state: 'signedIn', profile: me.data });
  return { ok: true };
}

const problemOf = ({ kind }: ApiFailure) =>
  kind === 'no_network' || kind === 'server_down' ? kind : 'unknown';

async function signOut(): Promise<SignOutResult> {
  const token = sessionToken;
  if (!keepsToken()) {
    const gone = await postSignOut(paths.auth.signOut, token);
    if (gone.ok) await wipe();
    return gone;
  }
  await wipe();
  await postSignOut(paths.auth.signOut, token);
  return { ok: true };
}

/** Ends the user's sessions on every device, this one too. Nothing changes unless all ended. */
async function signOutEverywhere(): Promise<SignOutResult> {
  const gone = await postSignOut(paths.auth.signOutEverywhere, sessionToken);
  if (gone.ok) await wipe();
  return gone;
}

/** Ends the user's account of the app: its sessions, its connection. Nothing here unless it is gone. */
async function deleteAccount(): Promise<DeleteAccountResult> {
  const token = await apiToken.get();
  if (!token.ok) return { ok: false, problem: silenceOf(token.failure) };
  const reply = await send({ method: 'DELETE', path: paths.me, bearer: token.data });
  if (!reply.answered) return { ok: false, problem: silenceOf(reply.failure) };
  if (reply.status !== 200 && reply.status !== 401) {
    const failure = readFailure(reply);
    const isLast = failure.kind === 'conflict' && failure.reason === 'last_admin';
    return { ok: false, problem: isLast ? 'last_admin' : 'server_down' };
  }
  await wipe();
  return { ok: true };
}

const silenceOf = ({ kind }: ApiFailure) => (kind === 'no_network' ? kind : 'server_down');

/** Leaves nothing of this user on the device. Listeners empty the query cache. */
async function wipe(): Promise<void> {
  beginEpoch();
  sessionToken = null;
  show(signedOut);
  forgetSearches();
  await Promise.allSettled([forgetKept(), dropAttempt()]);
}
