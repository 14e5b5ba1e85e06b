import { afterEach, describe, expect, it } from 'vitest';
import {
  currentDomain,
  exchangeCode,
  refreshTokens,
  verifyDisconnectHook,
  type Integration,
} from './oauth.ts';
import { amocrmServer } from './server.ts';
import { caught } from './testing/caught.ts';
import { html, json, localServer, type LocalServer } from './testing/local-server.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function serve(handler: Parameters<typeof localServer>[0]) {
  const local = await localServer(handler);
  closing.push(local.close);
  return { local, integration: integrationAt(local) };
}

function integrationAt(local: Pick<LocalServer, 'server'>): Integration {
  return {
    clientId: '00000000-0000-4000-8000-000000000001',
    clientSecret: 'client-s3cret',
    redirectUri: 'https://app.example/api/amo-crm/callback',
    server: local.server,
  };
}

const jwt = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
const pair = {
  token_type: 'Bearer',
  expires_in: 86400,
  access_token: 'access',
  refresh_token: 'refresh',
};

describe('exchangeCode', () => {
  it('posts to the account host what amoCRM documents, and reads the pair', async () => {
    const access = jwt({ account_id: 5, sub: '7', api_domain: 'api-b.amocrm.ru' });
    const { local, integration } = await serve((_, response) => {
      json(response, 200, { ...pair, access_token: access });
    });
    const tokens = await exchangeCode(integration, { host: local.host, code: 'def502' });
    expect(tokens).toMatchObject({
      accessToken: access,
      refreshToken: 'refresh',
      expiresIn: 86400,
      claims: { accountId: 5, userId: 7, apiDomain: 'api-b.amocrm.ru' },
    });
    const [request] = local.requests;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe('/oauth2/access_token');
    expect(request?.headers.host).toBe(`${local.host}:${local.port}`);
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers.connection).toBe('close');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      client_id: integration.clientId,
      client_secret: 'client-s3cret',
      grant_type: 'authorization_code',
      code: 'def502',
      redirect_uri: integration.redirectUri,
    });
  });

  it.each<[string, unknown, object | null, number]>([
    ['says it', 3600, null, 3600],
    ['is a string', '3600', null, 86400],
    ['is missing', undefined, null, 86400],
    ['is zero', 0, null, 86400],
    ['is negative', -1, null, 86400],
    ['is absurd', 1e300, null, 86400],
    ['is missing, the token knows', undefined, { iat: 1000, exp: 8200 }, 7200],
    ['is zero, the token knows', 0, { iat: 1000, exp: 8200 }, 7200],
    ['is missing, the token is turned round', undefined, { iat: 8200, exp: 1000 }, 86400],
    ['says it, whatever the token says', 60, { iat: 1000, exp: 8200 }, 60],
  ])('expires_in %s', async (_, expires, claims, expected) => {
    const { local, integration } = await serve((_request, response) => {
      const access_token = claims ? jwt(claims) : 'opaque';
      json(response, 200, { ...pair, expires_in: expires, access_token });
    });
    const tokens = await exchangeCode(integration, { host: local.host, code: 'c' });
    expect(tokens.expiresIn).toBe(expected);
  });

  it.each([
    ['an empty refresh token', { ...pair, refresh_token: '' }],
    ['no access token', { ...pair, access_token: undefined }],
    ['an access token that breaks headers', { ...pair, access_token: 'a\r\nX: y' }],
    ['a list', [pair]],
    ['nothing', null],
  ])('%s in a 200: invalid, outcome unknown, and no value in the error', async (_, body) => {
    const { local, integration } = await serve((_request, response) => json(response, 200, body));
    for (const call of [
      exchangeCode(integration, { host: local.host, code: 'c' }),
      refreshTokens(integration, { host: local.host, refreshToken: 'r' }),
    ]) {
      const error = await caught(call);
      expect(error.code).toBe('invalid_response');
      expect(error.outcomeUnknown).toBe(true);
      expect(String(error.cause)).not.toMatch(/access"|refresh"|X: y/);
    }
  });

  it.each([
    [200, 'html'],
    [200, 'broken'],
    [204, 'empty'],
    [202, 'json'],
  ])('a %i with %s is invalid, outcome unknown', async (status, kind) => {
    const { local, integration } = await serve((_, response) => {
      if (kind === 'html') html(response, status);
      else if (kind === 'json') json(response, status, pair);
      else if (kind === 'empty') response.writeHead(status).end();
      else
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end('{"access_token":"s3cr');
    });
    const error = await caught(exchangeCode(integration, { host: local.host, code: 'c' }));
    expect(error.code).toBe('invalid_response');
    expect(error.outcomeUnknown).toBe(true);
    expect(String(error.cause)).not.toContain('s3cr');
  });

  it('is sent once, whatever happens', async () => {
    for (const answer of ['cut', '500', '429'] as const) {
      const { local, integration } = await serve((request, response) => {
        if (answer === 'cut') request.socket.destroy();
        else html(response, Number(answer));
      });
      const error = await caught(exchangeCode(integration, { host: local.host, code: 'c' }));
      expect(error.outcomeUnknown).toBe(answer !== '429');
      expect(local.requests).toHaveLength(1);
    }
  });
});

describe('an answer without a refresh token', () => {
  const silent = () =>
    serve((_, response) => json(response, 200, { ...pair, refresh_token: undefined }));

  it('to a code is invalid: there is nothing to go on with', async () => {
    const { local, integration } = await silent();
    const error = await caught(exchangeCode(integration, { host: local.host, code: 'c' }));
    expect(error).toMatchObject({ code: 'invalid_response', outcomeUnknown: true });
  });

  it('to a refresh keeps the one that was sent', async () => {
    const { local, integration } = await silent();
    const tokens = await refreshTokens(integration, { host: local.host, refreshToken: 'old' });
    expect(tokens).toMatchObject({ accessToken: pair.access_token, refreshToken: 'old' });
  });
});

describe('refreshTokens', () => {
  it('sends the refresh grant and reads a new pair', async () => {
    const { local, integration } = await serve((_, response) => json(response, 200, pair));
    const tokens = await refreshTokens(integration, { host: local.host, refreshToken: 'old' });
    expect(tokens.refreshToken).toBe('refresh');
    expect(JSON.parse(local.requests[0]?.body ?? '')).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'old',
    });
  });

  it('an error never carries what was sent, even when amoCRM repeats it', async () => {
    const { local, integration } = await serve((_, response) => {
      json(response, 400, { hint: 'client-s3cret and old-refresh are wrong', status: 400 });
    });
    const error = await caught(
      refreshTokens(integration, { host: local.host, refreshToken: 'old-refresh' }),
    );
    expect(error.hint).toBeNull();
    expect(`${error.message} ${error.stack ?? ''}`).not.toMatch(/client-s3cret|old-refresh/);
  });
});

describe('a host that is not on the list', () => {
  it('gets no byte: not even a connection is opened', async () => {
    const { local: canary } = await serve((_, response) => json(response, 200, pair));
    const integration = integrationAt({ server: amocrmServer() });
    const hosts = [
      `canary.localhost:${canary.port}`,
      `127.0.0.1:${canary.port}`,
      `agency.amocrm.ru@127.0.0.1:${canary.port}`,
      `127.0.0.1:${canary.port}/agency.amocrm.ru`,
      `127.0.0.1:${canary.port}#.amocrm.ru`,
      `agency.amocrm.localhost`,
      `agency.amocrm.ru.localhost:${canary.port}`,
      `localhost:${canary.port}?.amocrm.ru`,
      `agency.amocrm.ru:${canary.port}`,
      '',
    ];
    for (const server of [amocrmServer(), canary.server]) {
      for (const host of hosts.filter((name) => name !== canary.host)) {
        const ours = { ...integration, server };
        for (const call of [
          exchangeCode(ours, { host, code: 'c' }),
          refreshTokens(ours, { host, refreshToken: 'r' }),
          currentDomain(server, { apiDomain: host, refreshToken: 'r' }),
        ]) {
          expect((await caught(call)).code).toBe('host_refused');
        }
      }
    }
    expect(canary.connections()).toBe(0);
  });
});

describe('currentDomain', () => {
  const answer = {
    id: 5,
    subdomain: 'renamed',
    domain: 'renamed.amocrm.localhost',
    top_level_domain: 'ru',
  };

  it('asks the api domain with the refresh token', async () => {
    const { local } = await serve((_, response) => json(response, 200, answer));
    const domain = await currentDomain(local.server, {
      apiDomain: 'api-b.amocrm.localhost',
      refreshToken: 'r-1',
    });
    expect(domain).toEqual({
      accountId: 5,
      subdomain: 'renamed',
      domain: 'renamed.amocrm.localhost',
    });
    expect(local.requests[0]?.url).toBe('/oauth2/account/current/subdomain');
    expect(local.requests[0]?.headers['x-refresh-token']).toBe('r-1');
  });

  it('does not pass on a host that is off the list', async () => {
    const { local } = await serve((_, response) => {
      json(response, 200, { ...answer, domain: 'evil.example' });
    });
    const input = { apiDomain: 'api-b.amocrm.localhost', refreshToken: 'r' };
    expect((await caught(currentDomain(local.server, input))).code).toBe('host_refused');
  });

  it('401 is unauthorized, 204 no answer at all', async () => {
    let status = 401;
    const { local } = await serve((_, response) => {
      if (status === 204) response.writeHead(204).end();
      else json(response, status, { title: 'x', status });
    });
    const input = { apiDomain: 'api-b.amocrm.localhost', refreshToken: 'r' };
    expect((await caught(currentDomain(local.server, input))).code).toBe('unauthorized');
    status = 204;
    expect((await caught(currentDomain(local.server, input))).code).toBe('unexpected_status');
  });
});

describe('the disconnect hook', () => {
  const integration = {
    clientId: '00000000-0000-4000-8000-000000000001',
    clientSecret: 'test-secret',
  };
  const query = {
    accountId: '12345678',
    clientUuid: integration.clientId,
    signature: '3327b80ff81f736df5c3062972a1992ac5c1b3c9d7249951e064289ab9c57c32',
  };

  it('is ours when the signature says so', () => {
    expect(verifyDisconnectHook(integration, query)).toBe(true);
  });

  it.each([
    ['another account', { accountId: '12345679' }],
    ['an account with spaces', { accountId: ' 12345678' }],
    ['an account that is no number', { accountId: '12345678|x' }],
    ['no account', { accountId: '' }],
    ['another integration', { clientUuid: '00000000-0000-4000-8000-000000000002' }],
    ['no integration', { clientUuid: '' }],
    ['a changed signature', { signature: query.signature.replace('3', '4') }],
    ['half a signature', { signature: query.signature.slice(0, 32) }],
    ['a longer signature', { signature: `${query.signature}00` }],
    ['upper case', { signature: query.signature.toUpperCase() }],
    ['no signature', { signature: '' }],
  ])('%s is refused', (_, change) => {
    expect(verifyDisconnectHook(integration, { ...query, ...change })).toBe(false);
  });

  it('another secret is refused', () => {
    expect(verifyDisconnectHook({ ...integration, clientSecret: 'other' }, query)).toBe(false);
  });
});
