import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { order, password } from './broker.ts';
import type { System } from './system.ts';

/** The sandbox's Olena: she sees every lead of her agency. */
const olena = { subdomain: 'oasiskey', userId: 10412006 };

const tokenSchema = z.object({ token: z.string() });
const authUrlSchema = z.object({ data: z.object({ url: z.string(), state: z.string() }) });

/** A caller of the API without a browser, as a script would be. */
export interface Script {
  get: (path: string) => Promise<Response>;
  post: (path: string, body?: object) => Promise<Response>;
  token: string;
}

/** Signs in as the README shows for scripts. */
export async function signInByApi(system: System, email: string): Promise<Script> {
  const signedIn = await fetch(`${system.origin}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const session = signedIn.headers.get('set-auth-token');
  if (!session) throw new Error(`${email} could not sign in: ${String(signedIn.status)}`);
  const answer: unknown = await fetch(`${system.origin}/api/auth/token`, {
    headers: { authorization: `Bearer ${session}` },
  }).then((response) => response.json());
  const { token } = tokenSchema.parse(answer);
  const authorization = `Bearer ${token}`;
  return {
    token,
    get: (path) => fetch(`${system.origin}${path}`, { headers: { authorization } }),
    post: (path, body = {}) =>
      fetch(`${system.origin}${path}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}

/** A connect attempt begun by a script, with what only its device knows. */
export interface Attempt {
  url: string;
  state: string;
  verifier: string;
}

export async function beginAttempt(script: Script, platform: 'native' | 'web'): Promise<Attempt> {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const answer = await script.post('/api/amo-crm/auth-url', { challenge, platform });
  const { url, state } = authUrlSchema.parse(await answer.json()).data;
  return { url, state, verifier };
}

/** Consents at the sandbox without a page and tells where amoCRM sends the browser. */
export async function consent(system: System, state: string, grantee = olena): Promise<URL> {
  const answer = await order(system, 'consent', { ...grantee, state });
  return new URL(z.object({ location: z.string() }).parse(answer).location);
}

/** The whole connection by HTTP alone. */
export async function connectByApi(
  system: System,
  script: Script,
  grantee = olena,
): Promise<Response> {
  const attempt = await beginAttempt(script, 'native');
  const callback = await consent(system, attempt.state, grantee);
  await fetch(callback);
  return script.post('/api/amo-crm/exchange-code', {
    code: callback.searchParams.get('code'),
    referer: callback.searchParams.get('referer'),
    state: attempt.state,
    verifier: attempt.verifier,
  });
}
