import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { freshClient, json, oasis, tokens } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Receiver } from '../testing/receiver.ts';
import { differences } from '../testing/shape.ts';

const amo = freshClient();
let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(() => {
  receiver.clear();
});

const redirectUri = 'https://crm.example/callback';
const secretsSchema = z.object({ client_id: z.uuid(), client_secret: z.string() });

function open(changes: Record<string, string> = {}): Promise<Reply> {
  const asked = {
    name: 'Доска агенції',
    description: 'Показує угоди',
    redirect_uri: redirectUri,
    secrets_uri: receiver.url,
    scopes: 'crm,notifications',
    state: '123qwe',
    ...changes,
  };
  return amo.call(`/oauth?${new URLSearchParams(asked).toString()}`);
}

function press(page: Reply, decision: 'allow' | 'deny', userId: number): Promise<Reply> {
  const form = /name="form"\s+value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  return amo.call('/oauth', { form: { form, decision, user_id: String(userId) } });
}

/** Lets the integration in as the administrator: its secrets, and the pair it gets for the code. */
async function connect() {
  const reply = await press(await open(), 'allow', oasis.admin);
  const url = new URL(reply.headers.location ?? '');
  const secrets = secretsSchema.parse(JSON.parse(receiver.got.at(-1)?.body ?? ''));
  const pair = tokens(
    await amo.token(oasis.host, {
      ...secrets,
      redirect_uri: redirectUri,
      grant_type: 'authorization_code',
      code: url.searchParams.get('code'),
    }),
  );
  return { url, secrets, pair };
}

test('the page names it and asks nobody for a client id', async () => {
  const page = await open();
  expect(page.status).toBe(200);
  expect(page.text).toContain('Доска агенції');
});

test('the secrets come first, in the body that was recorded, then the browser with a code that works', async () => {
  const { url, secrets, pair } = await connect();
  const [told] = receiver.got;
  expect([told?.method, told?.headers['content-type']]).toEqual(['POST', 'application/json']);
  const sent: unknown = JSON.parse(told?.body ?? '');
  expect(differences(sent, fixture('oauth.secrets-uri.webhook.request'))).toEqual([]);
  expect(sent).toMatchObject({ state: '123qwe' });
  expect(url.origin + url.pathname).toBe(redirectUri);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    referer: oasis.host,
    state: '123qwe',
    client_id: secrets.client_id,
  });
  const account = await amo.api(oasis.host, '/api/v4/account', pair.access_token);
  expect(json(account)).toMatchObject({ id: oasis.id, current_user_id: oasis.admin });
});

test('without a state the secrets say null', async () => {
  const asked = { name: 'x', redirect_uri: redirectUri, secrets_uri: receiver.url };
  const page = await amo.call(`/oauth?${new URLSearchParams(asked).toString()}`);
  await press(page, 'allow', oasis.admin);
  expect(JSON.parse(receiver.got[0]?.body ?? '')).toMatchObject({ state: null });
});

test('each authorization makes its own, and none takes another’s code or token', async () => {
  const [one, other] = [await connect(), await connect()];
  expect(one.secrets.client_id).not.toBe(other.secrets.client_id);
  const refresh = (secrets: typeof one.secrets, token: string) =>
    amo.token(oasis.host, {
      ...secrets,
      redirect_uri: redirectUri,
      grant_type: 'refresh_token',
      refresh_token: token,
    });
  expect((await refresh(other.secrets, one.pair.refresh_token)).status).toBe(401);
  expect((await refresh(one.secrets, one.pair.refresh_token)).status).toBe(200);
});

test('it has no methods of users and sources: 403, though an administrator let it in', async () => {
  const { pair } = await connect();
  for (const path of ['users', `users/${oasis.admin}`, 'roles', 'sources']) {
    const reply = await amo.api(oasis.host, `/api/v4/${path}`, pair.access_token);
    expect([path, reply.status]).toEqual([path, 403]);
  }
  expect((await amo.api(oasis.host, '/api/v4/leads', pair.access_token)).status).toBe(200);
});

test('only an administrator lets it in, and Deny makes nothing', async () => {
  expect((await press(await open(), 'allow', oasis.seesAll)).status).toBe(403);
  const denied = await press(await open(), 'deny', oasis.admin);
  const url = new URL(denied.headers.location ?? '');
  expect(url.origin + url.pathname).toBe(redirectUri);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    error: 'access_denied',
    state: '123qwe',
  });
  expect(receiver.got).toEqual([]);
});

test.each([
  { redirect_uri: 'http://crm.example/callback' },
  { secrets_uri: 'http://crm.example/secrets' },
  { redirect_uri: 'myapp://callback' },
  { name: '' },
])('%j is no integration: https is mandatory, a name too', async (changes) => {
  expect((await open(changes)).status).toBe(404);
});
