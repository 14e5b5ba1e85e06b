// The demo's agency as a broker finds it: its administrator has connected before. amoCRM lets only
// administrators subscribe to webhooks, so that without one a change takes up to a minute to be seen.
import { createHash, randomBytes } from 'node:crypto';

/** The head of sales of the sandbox's agency: an administrator in amoCRM. */
const head = { subdomain: 'oasiskey', userId: 10412001 };

/**
 * Connects the demo's administrator by the same calls that the app makes, unless it is done already.
 *
 * @param {{ backend: string, sandbox: string, email: string, password: string }} demo origins as this
 *   machine reaches them; the sandbox with its control API open
 * @throws {Error} where a call is refused
 */
export async function connectAdministrator({ backend, sandbox, email, password }) {
  const signedIn = await fetch(`${backend}/api/auth/sign-in/email`, json({ email, password }));
  const session = signedIn.headers.get('set-auth-token');
  if (session === null) throw new Error(`${email} could not sign in: ${signedIn.status}`);
  const { token } = await answerOf(
    await fetch(`${backend}/api/auth/token`, { headers: { authorization: `Bearer ${session}` } }),
  );
  const authorization = `Bearer ${token}`;
  /** @param {string} path @param {object} body */
  const post = async (path, body) =>
    (await answerOf(await fetch(`${backend}${path}`, json(body, { authorization })))).data;

  const status = await fetch(`${backend}/api/amo-crm/status`, { headers: { authorization } });
  if ((await answerOf(status)).data.hasTokens) return;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const { state } = await post('/api/amo-crm/auth-url', { challenge, platform: 'native' });
  const consent = await fetch(`${sandbox}/_sandbox/consent`, json({ ...head, state }));
  const callback = new URL((await answerOf(consent)).location);
  // The browser's part: the backend sees the code come back.
  await fetch(`${backend}${callback.pathname}${callback.search}`);
  const { code, referer } = Object.fromEntries(callback.searchParams);
  await post('/api/amo-crm/exchange-code', { code, referer, state, verifier });
}

/** @param {object} body @param {Record<string, string>} [headers] */
const json = (body, headers = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** @param {Response} response */
async function answerOf(response) {
  if (!response.ok) throw new Error(`${new URL(response.url).pathname}: ${response.status}`);
  return response.json();
}
