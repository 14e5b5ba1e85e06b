import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demoIntegration } from '../options.ts';
import { freshClient, json, oasis, palm } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { fixture, fixtureText } from '../testing/fixture.ts';
import { differences } from '../testing/shape.ts';

/**
 * Every recorded body and query of connecting, against what the sandbox says in its place. The secrets
 * of external integrations are in `consent/external.test.ts`, refusals of the token endpoint in
 * `token-errors.test.ts`.
 */

const amo = freshClient();

const recordSchema = z.record(z.string(), z.string());
const here = {
  client_id: demoIntegration.clientId,
  client_secret: demoIntegration.clientSecret,
  redirect_uri: demoIntegration.redirectUri,
};

/** Sends a recorded token request, with this sandbox's values in place of its own. */
function send(name: string, values: Record<string, string>): Promise<Reply> {
  const recorded = recordSchema.parse(fixture(name));
  const filled: Record<string, string> = { ...here, ...values };
  expect(Object.keys(filled).sort()).toEqual(
    Object.keys(recorded)
      .filter((key) => key !== 'grant_type')
      .sort(),
  );
  return amo.call('/oauth2/access_token', { host: oasis.host, json: { ...recorded, ...filled } });
}

describe('tokens', () => {
  test('a code is exchanged by the recorded request, for the recorded answer', async () => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    const reply = await send('oauth.token.code.request', { code });
    expect([reply.status, differences(json(reply), fixture('oauth.token.code.response'))]).toEqual([
      200,
      [],
    ]);
  });

  test('a refresh token is exchanged by the recorded request, for the recorded answer', async () => {
    const { refresh_token } = await amo.connect(oasis, oasis.admin);
    const reply = await send('oauth.token.refresh.request', { refresh_token });
    expect([
      reply.status,
      differences(json(reply), fixture('oauth.token.refresh.response')),
    ]).toEqual([200, []]);
  });

  test('the claims of an access token are those seen in real ones', async () => {
    const { access_token: token } = await amo.connect(oasis, oasis.admin);
    const [, claims = ''] = token.split('.');
    const ours: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    // `iss` is seen as well.
    expect(differences(ours, fixture('oauth.access-token.claims'), /^iss$/)).toEqual([]);
  });

  test('the account of a refresh token is told as recorded', async () => {
    const { refresh_token: token } = await amo.connect(oasis, oasis.admin);
    const reply = await amo.call('/oauth2/account/current/subdomain', {
      host: 'api-b.amocrm.localhost',
      headers: { 'x-refresh-token': token },
    });
    const recorded = fixture('oauth.account-subdomain.response');
    expect(differences(json(reply), recorded)).toEqual([]);
    expect(json(reply)).toMatchObject({ top_level_domain: 'ru' });
  });
});

describe('what the browser, or amoCRM itself, brings to the redirect address', () => {
  const keysOf = (query: string) => [...new URLSearchParams(query.trim()).keys()];

  test('after Allow: the recorded parameters in their order', async () => {
    const told = await amo.order('consent', {
      subdomain: oasis.subdomain,
      userId: oasis.admin,
      state: 'abc123',
    });
    const { location } = z.object({ location: z.url() }).parse(told);
    const { searchParams } = new URL(location);
    expect([...searchParams.keys()]).toEqual(
      keysOf(fixtureText('oauth.redirect.success.query.txt')),
    );
    expect(searchParams.get('code')).toMatch(/^def502[0-9a-f]+$/);
    expect(searchParams.get('referer')).not.toContain(':');
  });

  test('after Deny: the recorded parameters', async () => {
    const page = await amo.call(`/oauth?client_id=${demoIntegration.clientId}&state=abc123`);
    const form = /name="form"\s+value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    const reply = await amo.call('/oauth', { form: { form, decision: 'deny' } });
    const { searchParams } = new URL(reply.headers.location ?? '');
    const recorded = new URLSearchParams(fixtureText('oauth.redirect.denied.query.txt').trim());
    expect(Object.fromEntries(searchParams)).toEqual({
      ...Object.fromEntries(recorded),
      client_id: demoIntegration.clientId,
    });
  });
});

describe('side doors that are not here open nothing', () => {
  test('a widget’s disposable token, with the recorded claims', async () => {
    const claims = Buffer.from(JSON.stringify(fixture('oauth.disposable-token.claims')));
    const token = `e30.${claims.toString('base64url')}.${'a'.repeat(43)}`;
    for (const headers of [{ 'x-auth-token': token }, { authorization: `Bearer ${token}` }]) {
      const reply = await amo.call('/api/v4/account', { host: oasis.host, headers });
      expect(reply.status).toBe(401);
    }
  });

  test('an API key, in the recorded request', async () => {
    const reply = await amo.call('/oauth2/exchange_api_key', {
      host: palm.host,
      json: fixture('oauth.exchange-api-key.request'),
    });
    expect(reply.status).toBe(404);
  });
});
