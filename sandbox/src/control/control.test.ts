import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { demoIntegration } from '../options.ts';
import { json, oasis, palm, rows, startClient, tokens } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';

let amo: Client;
beforeAll(async () => {
  amo = await startClient();
});
afterAll(() => amo.sandbox.close());
beforeEach(async () => {
  await amo.order('reset');
});

const logSchema = z.object({
  requests: z.array(
    z.object({
      method: z.string(),
      host: z.string(),
      path: z.string(),
      status: z.number().nullable(),
      grantType: z.string().nullable(),
    }),
  ),
  tokenCalls: z.record(z.string(), z.number()),
});
const log = async () => logSchema.parse(json(await amo.call('/_sandbox/requests')));

test('without the option there is no control API', async () => {
  const closed = await startClient({ control: false });
  try {
    for (const path of ['reset', 'clock/advance', 'grants/revoke', 'consent']) {
      const reply = await closed.call(`/_sandbox/${path}`, { json: {} });
      expect(reply.status).toBe(404);
    }
    expect((await closed.call('/_sandbox/requests')).status).toBe(404);
  } finally {
    await closed.sandbox.close();
  }
});

test('an account’s host has no control API either', async () => {
  const reply = await amo.call('/_sandbox/reset', { host: oasis.host, json: {} });
  expect(reply.status).toBe(404);
});

test.each([
  ['clock/advance', { seconds: 'soon' }],
  ['faults', { match: 'api', kind: 'explode' }],
  ['faults', { match: 'no-slash', kind: 'drop_response' }],
  ['accounts/rename', { from: 'oasiskey', to: 'Not A Label' }],
  ['integration', { redirectUri: 'javascript:alert(1)' }],
])('an order that makes no sense is refused: %s %j', async (path, body) => {
  const reply = await amo.call(`/_sandbox/${path}`, { json: body });
  expect(reply.status).toBe(422);
});

test('an order about someone unknown is refused in words', async () => {
  const body = { subdomain: oasis.subdomain, userId: 1, isActive: false };
  const reply = await amo.call('/_sandbox/users/set', { json: body });
  expect([reply.status, json(reply)]).toEqual([404, { error: 'No user 1 in oasiskey' }]);
});

test('rename: the old host is gone, the new one takes the same token', async () => {
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  const taken = { from: oasis.subdomain, to: palm.subdomain };
  expect((await amo.call('/_sandbox/accounts/rename', { json: taken })).status).toBe(404);
  await amo.order('accounts/rename', { from: oasis.subdomain, to: 'newname' });
  expect((await amo.api(oasis.host, '/api/v4/account', accessToken)).status).toBe(404);
  const reply = await amo.api('newname.amocrm.localhost', '/api/v4/account', accessToken);
  expect(json(reply)).toMatchObject({ id: oasis.id, subdomain: 'newname' });
});

test('revoking one user leaves the others', async () => {
  const one = await amo.connect(oasis, oasis.admin);
  const other = await amo.connect(oasis, oasis.seesAll);
  await amo.order('grants/revoke', { subdomain: oasis.subdomain, userId: oasis.admin });
  expect((await amo.refresh(oasis.host, one.refresh_token)).status).toBe(401);
  expect((await amo.refresh(oasis.host, other.refresh_token)).status).toBe(200);
});

test('a new secret is wanted at once, a new redirect address too', async () => {
  const code = await amo.code(oasis.subdomain, oasis.admin);
  await amo.order('integration', { secret: 'another', redirectUri: 'https://app.example/cb' });
  expect((await amo.exchange(oasis.host, code)).status).toBe(401);
  const reply = await amo.token(oasis.host, {
    grant_type: 'authorization_code',
    code,
    client_secret: 'another',
    redirect_uri: 'https://app.example/cb',
  });
  expect(reply.status).toBe(200);
});

test('leads by the thousand, and an empty account', async () => {
  await amo.order('leads/delete', { subdomain: oasis.subdomain, all: true });
  await amo.order('leads/create', { subdomain: oasis.subdomain, count: 5000 });
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  const last = await amo.api(oasis.host, '/api/v4/leads?limit=250&page=20', accessToken);
  expect(rows(last, 'leads')).toHaveLength(250);
  expect(json(last)).not.toHaveProperty('_links.next');
});

test('reset brings the seed back and forgets every grant', async () => {
  const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
  await amo.order('leads/delete', { subdomain: oasis.subdomain, all: true });
  await amo.order('accounts/rename', { from: oasis.subdomain, to: 'gone' });
  await amo.order('integration', { secret: 'another', enabled: false });
  await amo.order('clock/advance', { seconds: 1e7 });
  await amo.order('reset');
  expect((await amo.api(oasis.host, '/api/v4/account', accessToken)).status).toBe(401);
  const fresh = await amo.connect(oasis, oasis.seesAll);
  const reply = await amo.api(oasis.host, '/api/v4/leads?limit=250&page=2', fresh.access_token);
  expect(rows(reply, 'leads')).toHaveLength(70);
});

describe('the request log', () => {
  test('counts token calls by grant type and keeps nothing secret', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    tokens(await amo.refresh(oasis.host, pair.refresh_token));
    await amo.token(oasis.host, { grant_type: 'secret-in-the-wrong-place' });
    await amo.call(`/oauth?client_id=${demoIntegration.clientId}&state=very-secret-state`);
    await amo.api(oasis.host, '/api/v4/leads?query=private', pair.access_token);
    const { requests, tokenCalls } = await log();
    expect(tokenCalls).toEqual({ authorization_code: 1, refresh_token: 1, other: 1 });
    expect(requests.at(-1)).toMatchObject({
      method: 'GET',
      host: oasis.host,
      path: '/api/v4/leads',
      status: 204,
    });
    const text = JSON.stringify(requests);
    for (const secret of ['def502', 'eyJ', 'secret', 'private', demoIntegration.clientSecret]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('faults', () => {
  const fault = (body: object) => amo.order('faults', body);

  test('drop_response: the line is cut after the token was rotated', async () => {
    const pair = await amo.connect(oasis, oasis.admin);
    await fault({ match: 'token', kind: 'drop_response' });
    await expect(amo.refresh(oasis.host, pair.refresh_token)).rejects.toThrow('socket hang up');
    // Rotated all the same: strict amoCRM has no use for the old one.
    expect((await amo.refresh(oasis.host, pair.refresh_token)).status).toBe(401);
  });

  test('drop_response: under the other reading the old token may be sent again', async () => {
    const kind = await startClient({ refreshReuse: 'until_new_used' });
    try {
      const pair = await kind.connect(oasis, oasis.admin);
      await kind.order('faults', { match: 'token', kind: 'drop_response' });
      await expect(kind.refresh(oasis.host, pair.refresh_token)).rejects.toThrow('socket hang up');
      expect((await kind.refresh(oasis.host, pair.refresh_token)).status).toBe(200);
    } finally {
      await kind.sandbox.close();
    }
  });

  test('drop_response cuts an empty answer as well', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
    await fault({ match: 'api', kind: 'drop_response' });
    const call = amo.api(oasis.host, '/api/v4/leads/1', accessToken);
    await expect(call).rejects.toThrow('socket hang up');
  });

  test('half_body: the answer breaks off after half of what was promised', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
    await fault({ match: 'api', kind: 'half_body' });
    const call = amo.api(oasis.host, '/api/v4/leads', accessToken);
    await expect(call).rejects.toThrow('aborted');
    expect((await amo.api(oasis.host, '/api/v4/leads', accessToken)).status).toBe(200);
  });

  test('no_response: nothing comes, and closing the sandbox does not wait for it', async () => {
    const other = await startClient();
    await other.order('faults', { match: 'api', kind: 'no_response' });
    const call = other.api(oasis.host, '/api/v4/account', 'x').then(
      () => 'answered',
      () => 'cut',
    );
    // The order is used up once the call is in.
    await expect
      .poll(async () => (await other.call('/_sandbox/requests')).text)
      .toContain('/api/v4/account');
    await other.sandbox.close();
    expect(await call).toBe('cut');
  });

  test.each([
    [429, undefined, 'application/problem+json', '"retry_after":300'],
    [429, 'html', 'text/html', '429 Too Many Requests'],
    [403, undefined, 'text/html', '403 Forbidden'],
    [403, 'json', 'application/problem+json', 'Forbidden'],
    [402, undefined, 'application/problem+json', 'Payment required'],
    [500, undefined, 'application/problem+json', 'ErrInternalServer'],
    [502, undefined, 'text/html', '502 Bad Gateway'],
    [503, 'json', 'application/problem+json', '"status":503'],
  ])('status %i (%s)', async (status, format, type, words) => {
    await fault({ match: 'api', kind: 'status', status, format });
    const reply = await amo.api(oasis.host, '/api/v4/account', 'x');
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toContain(type);
    expect(reply.text).toContain(words);
  });

  test('html_200 answers a page where JSON was due', async () => {
    await fault({ match: 'token', kind: 'html_200' });
    const reply = await amo.refresh(oasis.host, 'x');
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html']);
  });

  test('huge_body answers more than anybody should read, and rotates nothing', async () => {
    const { refresh_token: refreshToken } = await amo.connect(oasis, oasis.admin);
    await fault({ match: 'token', kind: 'huge_body', megabytes: 2 });
    const reply = await amo.refresh(oasis.host, refreshToken);
    expect(reply.status).toBe(200);
    expect(reply.text.length).toBeGreaterThan(2_000_000);
    expect((await amo.refresh(oasis.host, refreshToken)).status).toBe(200);
  });

  test('rewrite does its work and changes what it says of it', async () => {
    const { refresh_token: refreshToken } = await amo.connect(oasis, oasis.admin);
    const change = { set: { expires_in: 'soon' }, remove: ['refresh_token'] };
    await fault({ match: 'token', kind: 'rewrite', ...change, contentType: 'text/plain' });
    const reply = await amo.refresh(oasis.host, refreshToken);
    expect(reply.headers['content-type']).toContain('text/plain');
    const answer = json(reply);
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 'soon' });
    expect(answer).not.toHaveProperty('refresh_token');
    // The token was spent all the same.
    expect((await amo.refresh(oasis.host, refreshToken)).status).toBe(401);
  });

  test('delay answers, late', async () => {
    await fault({ match: 'api', kind: 'delay', ms: 120 });
    const start = performance.now();
    expect((await amo.api(oasis.host, '/api/v4/account', 'x')).status).toBe(401);
    expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  });

  test('strike as often as ordered, where ordered, and a refused call changes nothing', async () => {
    const code = await amo.code(oasis.subdomain, oasis.admin);
    await fault({ match: 'token', kind: 'status', status: 503, times: 2, subdomain: 'oasiskey' });
    await fault({ match: '/api/v4/leads', kind: 'status', status: 500 });
    expect((await amo.exchange(palm.host, code)).status).toBe(400);
    expect((await amo.exchange(oasis.host, code)).status).toBe(503);
    expect((await amo.exchange(oasis.host, code)).status).toBe(503);
    const pair = tokens(await amo.exchange(oasis.host, code));
    const get = (path: string) => amo.api(oasis.host, path, pair.access_token);
    expect((await get('/api/v4/account')).status).toBe(200);
    expect((await get('/api/v4/leads/pipelines')).status).toBe(500);
    expect((await get('/api/v4/leads')).status).toBe(200);
  });

  test('can be called off', async () => {
    await fault({ match: 'api', kind: 'status', status: 500, times: 1000 });
    await amo.order('faults/clear');
    expect((await amo.api(oasis.host, '/api/v4/account', 'x')).status).toBe(401);
  });
});

describe('what an account and its people may', () => {
  const status = async (accessToken: string, path = '/api/v4/leads') =>
    (await amo.api(oasis.host, path, accessToken)).status;
  const write = async (accessToken: string) =>
    (
      await amo.call('/api/v4/leads', {
        host: oasis.host,
        headers: { authorization: `Bearer ${accessToken}` },
        json: [{}],
      })
    ).status;
  const { subdomain } = oasis;

  test('a subscription that ended: 402 to writes at first, then to all', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
    await amo.order('accounts/set', { subdomain, subscription: 'writes_blocked' });
    expect([await status(accessToken), await write(accessToken)]).toEqual([200, 402]);
    await amo.order('accounts/set', { subdomain, subscription: 'ended' });
    expect([await status(accessToken), await write(accessToken)]).toEqual([402, 402]);
  });

  test('a list of addresses: 403 to others', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.admin);
    await amo.order('accounts/set', { subdomain, allowedIps: ['192.0.2.1'] });
    expect(await status(accessToken)).toBe(403);
    await amo.order('accounts/set', { subdomain, allowedIps: [] });
    expect(await status(accessToken)).toBe(200);
  });

  test('a user’s rights', async () => {
    const { access_token: accessToken } = await amo.connect(oasis, oasis.seesAll);
    expect(await write(accessToken)).toBe(200);
    const leads = { view: 'A', edit: 'A', add: 'D', delete: 'D', export: 'D' };
    await amo.order('users/set', { subdomain, userId: oasis.seesAll, rights: { leads } });
    expect(await write(accessToken)).toBe(403);
    await amo.order('users/set', { subdomain, userId: oasis.seesAll, isActive: false });
    expect(await status(accessToken)).toBe(401);
  });
});
