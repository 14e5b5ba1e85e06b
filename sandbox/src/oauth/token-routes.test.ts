import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoIntegration } from '../options.ts';
import { freshClient, json, oasis, startClient, tokens } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();

test('a host without account has no token endpoint', async () => {
  expect((await amo.exchange('nobody.amocrm.localhost', 'x')).status).toBe(404);
  expect((await amo.exchange('amocrm.localhost', 'x')).status).toBe(404);
});

test('two exchanges at the same moment give one pair', async () => {
  const code = await amo.code(oasis.subdomain, oasis.admin);
  const both = await Promise.all([amo.exchange(oasis.host, code), amo.exchange(oasis.host, code)]);
  expect(both.map((reply) => reply.status).sort()).toEqual([200, 400]);
});

test('the endpoint takes a form as well as JSON, and answers amoCRM’s keys', async () => {
  const code = await amo.code(oasis.subdomain, oasis.admin);
  const reply = await amo.call('/oauth2/access_token', {
    host: oasis.host,
    form: {
      client_id: demoIntegration.clientId,
      client_secret: demoIntegration.clientSecret,
      redirect_uri: demoIntegration.redirectUri,
      grant_type: 'authorization_code',
      code,
    },
  });
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toMatch(/^application\/json/);
  expect(keys(tokens(reply))).toEqual(keys(fixture('oauth.token.code.response')));
});

test('the access token is an RS256 JWT with the claims seen in real ones', async () => {
  const pair = await amo.connect(oasis, oasis.seesOwn);
  const [head, claims] = pair.access_token
    .split('.', 2)
    .map((part): unknown => JSON.parse(Buffer.from(part, 'base64url').toString()));
  expect(head).toEqual({ typ: 'JWT', alg: 'RS256' });
  const seen = keys(fixture('oauth.access-token.claims'));
  expect(keys(claims)).toEqual([...seen, 'iss'].sort());
  expect(claims).toMatchObject({
    aud: demoIntegration.clientId,
    sub: String(oasis.seesOwn),
    account_id: oasis.id,
    base_domain: 'amocrm.localhost',
    api_domain: 'api-b.amocrm.localhost',
    version: 2,
    grant_type: '',
  });
});

describe('refresh', () => {
  const revoked = [401, fixture('oauth.token.error.401.refresh-revoked')];

  test('strict: a refresh token works once, its successor goes on', async () => {
    const first = await amo.connect(oasis, oasis.admin);
    const second = tokens(await amo.refresh(oasis.host, first.refresh_token));
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const spent = await amo.refresh(oasis.host, first.refresh_token);
    expect([spent.status, json(spent)]).toEqual(revoked);
    expect((await amo.refresh(oasis.host, second.refresh_token)).status).toBe(200);
  });

  test('lives three months', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('clock/advance', { seconds: 90 * 86_400 - 5 });
    const next = tokens(await amo.refresh(oasis.host, pair.refresh_token));
    await amo.order('clock/advance', { seconds: 90 * 86_400 });
    expect((await amo.refresh(oasis.host, next.refresh_token)).status).toBe(401);
  });

  test('an unknown token is refused without touching the others', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    expect((await amo.refresh(oasis.host, 'def502')).status).toBe(401);
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(200);
  });

  test('a closed seat ends a broker’s grant, not an administrator’s', async () => {
    const broker = await amo.connect(oasis, oasis.seesOwn);
    const admin = await amo.connect(oasis, oasis.admin);
    for (const userId of [oasis.seesOwn, oasis.admin]) {
      await amo.order('users/set', { subdomain: oasis.subdomain, userId, isActive: false });
    }
    expect((await amo.api(oasis.host, '/api/v4/account', broker.access_token)).status).toBe(401);
    expect((await amo.refresh(oasis.host, broker.refresh_token)).status).toBe(401);
    expect((await amo.api(oasis.host, '/api/v4/account', admin.access_token)).status).toBe(200);
    expect((await amo.refresh(oasis.host, admin.refresh_token)).status).toBe(200);
  });
});

describe('refresh_reuse = until_new_used', () => {
  let kind: Client;
  beforeAll(async () => {
    kind = await startClient({ refreshReuse: 'until_new_used' });
  });
  afterAll(() => kind.sandbox.close());

  test('the old token works until the new access token is used', async () => {
    const first = await kind.connect(oasis, oasis.admin);
    await kind.refresh(oasis.host, first.refresh_token);
    const second = tokens(await kind.refresh(oasis.host, first.refresh_token));
    await kind.api(oasis.host, '/api/v4/account', second.access_token);
    expect((await kind.refresh(oasis.host, first.refresh_token)).status).toBe(401);
  });

  test('or until the new refresh token is', async () => {
    const first = await kind.connect(oasis, oasis.admin);
    const second = tokens(await kind.refresh(oasis.host, first.refresh_token));
    await kind.refresh(oasis.host, second.refresh_token);
    expect((await kind.refresh(oasis.host, first.refresh_token)).status).toBe(401);
  });
});

describe('the account’s current domain', () => {
  const look = (host: string, refreshToken: string) =>
    amo.call('/oauth2/account/current/subdomain', {
      host,
      headers: { 'x-refresh-token': refreshToken },
    });

  test('is found after a rename, on the api_domain host alone, and uses nothing up', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await amo.order('accounts/rename', { from: oasis.subdomain, to: 'oasisprime' });
    const reply = await look('api-b.amocrm.localhost', pair.refresh_token);
    expect(keys(json(reply))).toEqual(keys(fixture('oauth.account-subdomain.response')));
    expect(json(reply)).toMatchObject({
      id: oasis.id,
      subdomain: 'oasisprime',
      domain: 'oasisprime.amocrm.localhost',
    });
    expect((await look('oasisprime.amocrm.localhost', pair.refresh_token)).status).toBe(404);
    expect((await look('amocrm.localhost', pair.refresh_token)).status).toBe(404);

    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(404);
    expect((await amo.refresh('oasisprime.amocrm.localhost', pair.refresh_token)).status).toBe(200);
  });

  test('is told to nobody without a good refresh token', async () => {
    const reply = await look('api-b.amocrm.localhost', 'def502');
    expect([reply.status, json(reply)]).toEqual([401, expect.objectContaining({ status: 401 })]);
  });
});
