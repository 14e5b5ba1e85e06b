import { apiTokenSchema } from '@foryou-crm/contract/app';
import { paths } from '@foryou-crm/contract/paths';
import { problemSchema } from '@foryou-crm/contract/problem';
import type { ApiFailure } from '@/api/failure';
import { readData, readFailure, retryAfterOf, send, type HttpAnswer } from '@/api/http';

/** Why signing in, or setting a password, did not work. `unknown`: an answer outside our contract. */
export type SignInProblem =
  'wrong_credentials' | 'no_network' | 'server_down' | 'rate_limited' | 'blocked' | 'unknown';

export type Refused<P extends string> = { ok: false; problem: P; retryAfter?: number };
export type SignInResult = { ok: true } | Refused<SignInProblem>;

/** `link_invalid`: used, expired or never ours. `password_refused`: too short or too long. */
export type SetPasswordProblem =
  'link_invalid' | 'password_refused' | 'no_network' | 'server_down' | 'rate_limited' | 'unknown';
export type SetPasswordResult = { ok: true } | Refused<SetPasswordProblem>;

/**
 * Opens a session. `sessionToken` is the phone's; a browser gets an HttpOnly cookie beside it and
 * must not look at the header.
 */
export async function postSignIn(
  email: string,
  password: string,
): Promise<{ ok: true; sessionToken: string | null } | Refused<SignInProblem>> {
  const reply = await send({
    method: 'POST',
    path: paths.auth.signIn,
    body: { email, password },
    deadline: 15_000,
  });
  if (!reply.answered) return { ok: false, problem: silence(reply.failure) };
  if (reply.status === 200) {
    return { ok: true, sessionToken: reply.headers.get('set-auth-token') };
  }
  return refused(reply, signInProblem(reply.status));
}

function signInProblem(status: number): SignInProblem {
  if (status === 400 || status === 401 || status === 422) return 'wrong_credentials';
  if (status === 403) return 'blocked';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'server_down' : 'unknown';
}

/** Ends the invitation's or the reset's one-time link with a new password. */
export async function postPassword(token: string, newPassword: string): Promise<SetPasswordResult> {
  const reply = await send({
    method: 'POST',
    path: paths.auth.setPassword,
    body: { token, newPassword },
    deadline: 15_000,
  });
  if (!reply.answered) return { ok: false, problem: silence(reply.failure) };
  if (reply.status === 200) return { ok: true };
  return refused(reply, setPasswordProblem(reply));
}

function setPasswordProblem({ status, body }: HttpAnswer): SetPasswordProblem {
  if (status === 429) return 'rate_limited';
  if (status >= 500) return 'server_down';
  const problem = problemSchema.safeParse(body).data;
  if (problem?.kind !== 'invalid_input') return 'unknown';
  const atFault = new Set(problem.errors.map(({ path }) => path));
  // A dead link first: no other password would revive it.
  if (atFault.has('token')) return 'link_invalid';
  return atFault.has('newPassword') ? 'password_refused' : 'unknown';
}

/** The 5-minute JWT. `no_session`: there is nobody signed in, as far as the backend knows. */
export type JwtReply =
  { kind: 'jwt'; jwt: string } | { kind: 'no_session' } | { kind: 'failed'; failure: ApiFailure };

export async function getJwt(sessionToken: string | null): Promise<JwtReply> {
  const reply = await send({ method: 'GET', path: paths.auth.token, bearer: sessionToken });
  if (!reply.answered) return { kind: 'failed', failure: reply.failure };
  if (reply.status === 401 || reply.status === 403) return { kind: 'no_session' };
  if (reply.status !== 200) return { kind: 'failed', failure: readFailure(reply) };
  const read = readData(reply, apiTokenSchema);
  return read.ok
    ? { kind: 'jwt', jwt: read.data.token }
    : { kind: 'failed', failure: read.failure };
}

/** Ends this session, or all of this user's. True when the backend holds it no more. */
export async function postSignOut(
  path: typeof paths.auth.signOut | typeof paths.auth.signOutEverywhere,
  sessionToken: string | null,
): Promise<{ ok: true } | { ok: false; problem: 'no_network' | 'server_down' }> {
  const reply = await send({
    method: 'POST',
    path,
    body: {},
    bearer: sessionToken,
    deadline: 8000,
  });
  if (!reply.answered) return { ok: false, problem: silence(reply.failure) };
  const gone = reply.status === 200 || reply.status === 401;
  return gone ? { ok: true } : { ok: false, problem: 'server_down' };
}

const silence = (failure: ApiFailure) =>
  failure.kind === 'no_network' ? 'no_network' : 'server_down';

function refused<P extends string>({ headers }: HttpAnswer, problem: P): Refused<P> {
  const retryAfter = retryAfterOf(headers);
  return { ok: false, problem, ...(retryAfter !== undefined && { retryAfter }) };
}
