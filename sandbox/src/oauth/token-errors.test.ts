import { describe, expect, test } from 'vitest';
import { demoIntegration } from '../options.ts';
import { freshClient, json, oasis, palm, tokens } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';

const amo = freshClient();

const good = { grant_type: 'authorization_code' };
/** A refusal with a recorded body, and with none but that body. */
const isRefused = (reply: Reply, status: number, name: string) => {
  expect([reply.status, json(reply)]).toEqual([status, fixture(name)]);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
};

/** Every way the token endpoint is known to say no, each in amoCRM's own words. */
describe('errors of the token endpoint', () => {
  test('400 "Authorization code has been revoked": the code was used already', async () => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    tokens(await amo.exchange(oasis.host, code));
    const again = await amo.exchange(oasis.host, code);
    isRefused(again, 400, 'oauth.token.error.400.code-revoked');
  });

  test('400 around a body of 401, "Authorization code has expired": older than 20 minutes', async () => {
    const [early, late] = [
      await amo.code(oasis.subdomain, oasis.admin),
      await amo.code(oasis.subdomain, oasis.admin),
    ];
    await amo.order('clock/advance', { seconds: 20 * 60 - 5 });
    tokens(await amo.exchange(oasis.host, early));
    await amo.order('clock/advance', { seconds: 5 });
    isRefused(await amo.exchange(oasis.host, late), 400, 'oauth.token.error.code-expired');
  });

  const refusals: readonly (readonly [string, Record<string, unknown>, number, string])[] = [
    [
      '400 "Cannot decrypt the authorization code": garbage',
      { code: 'def502garbage' },
      400,
      'oauth.token.error.400.cannot-decrypt-code',
    ],
    [
      '400 "Check the client_id parameter": missing',
      { client_id: undefined },
      400,
      'oauth.token.error.400.bad-client-id',
    ],
    [
      '400 "Check the client_id parameter": no UUID',
      { client_id: 'not-a-uuid' },
      400,
      'oauth.token.error.400.bad-client-id',
    ],
    [
      '400 "Check the client_id parameter": no text',
      { client_id: 42 },
      400,
      'oauth.token.error.400.bad-client-id',
    ],
    [
      '400 "Check the client_secret parameter": missing',
      { client_secret: undefined },
      400,
      'oauth.token.error.400.bad-client-secret',
    ],
    [
      '400 "Check the client_secret parameter": malformed',
      { client_secret: 'with space' },
      400,
      'oauth.token.error.400.bad-client-secret',
    ],
    [
      '400 "Redirect URI is not associated with client": a slash too many',
      { redirect_uri: `${demoIntegration.redirectUri}/` },
      400,
      'oauth.token.error.400.redirect-uri-mismatch',
    ],
    [
      '400 "Redirect URI is not associated with client": a query too many',
      { redirect_uri: `${demoIntegration.redirectUri}?a=1` },
      400,
      'oauth.token.error.400.redirect-uri-mismatch',
    ],
    [
      '401 without a hint, "Некорректный клиент": a wrong secret',
      { client_secret: 'wrong' },
      401,
      'oauth.token.error.401.invalid-client',
    ],
    [
      '401 without a hint, "Некорректный клиент": a client that is not registered',
      { client_id: '00000000-0000-4000-8000-000000000001' },
      401,
      'oauth.token.error.401.invalid-client',
    ],
  ];
  test.each(refusals)('%s', async (_row, changes, status, name) => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    isRefused(await amo.token(oasis.host, { ...good, code, ...changes }), status, name);
    // A refusal uses nothing up.
    expect((await amo.exchange(oasis.host, code)).status).toBe(200);
  });

  test('400 "Cannot decrypt the authorization code": a code that was cut off', async () => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    const reply = await amo.exchange(oasis.host, code.slice(0, -10));
    isRefused(reply, 400, 'oauth.token.error.400.cannot-decrypt-code');
  });

  test('400 "Invalid account": the call came to another account’s host', async () => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    const name = 'oauth.token.error.400.invalid-account';
    isRefused(await amo.exchange(palm.host, code), 400, name);
    const pair = tokens(await amo.exchange(oasis.host, code));
    isRefused(await amo.refresh(palm.host, pair.refresh_token), 400, name);
  });

  test('401 "Token has been revoked": the refresh token is spent', async () => {
    const first = await amo.connect(oasis, oasis.admin);
    await amo.refresh(oasis.host, first.refresh_token);
    const spent = await amo.refresh(oasis.host, first.refresh_token);
    isRefused(spent, 401, 'oauth.token.error.401.refresh-revoked');
  });

  test('401 "Token has been revoked": access was withdrawn', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('grants/revoke', { subdomain: oasis.subdomain });
    const reply = await amo.refresh(oasis.host, pair.refresh_token);
    isRefused(reply, 401, 'oauth.token.error.401.refresh-revoked');
  });

  test('403, a page of nginx: the caller is blocked', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('faults', { match: 'token', kind: 'status', status: 403 });
    const reply = await amo.refresh(oasis.host, pair.refresh_token);
    expect([reply.status, reply.headers['content-type']]).toEqual([403, 'text/html']);
    expect(reply.text).toContain('<center>nginx</center>');
    // The same page that a limiter puts before everything: see `limits/limits.test.ts`.
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(200);
  });

  test('404: the host was renamed', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('accounts/rename', { from: oasis.subdomain, to: 'oasisprime' });
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(404);
    expect((await amo.refresh('oasisprime.amocrm.localhost', pair.refresh_token)).status).toBe(200);
  });
});

describe('errors that were never seen, in the words of the library whose shapes amoCRM’s match', () => {
  test('a body that cannot be read is a body without parameters', async () => {
    const reply = await amo.call('/oauth2/access_token', {
      host: oasis.host,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
    isRefused(reply, 400, 'oauth.token.error.400.bad-client-id');
  });

  test.each([
    [{ grant_type: 'password' }, 'Check that all required parameters have been provided'],
    [{ ...good, code: undefined }, 'Check the `code` parameter'],
    [{ ...good, redirect_uri: undefined }, 'Check the `redirect_uri` parameter'],
    [{ grant_type: 'refresh_token' }, 'Check the `refresh_token` parameter'],
  ])('%j is told which parameter', async (changes, hint) => {
    const reply = await amo.token(oasis.host, changes);
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ hint, status: 400 });
  });
});
