import { startSandbox } from 'amocrm-sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAmoApi } from './api.ts';
import {
  currentDomain,
  exchangeCode,
  refreshTokens,
  verifyDisconnectHook,
  type Integration,
  type TokenPair,
} from './oauth.ts';
import { sandboxServer } from './server.ts';
import { caught } from './testing/caught.ts';
import { localServer, type LocalServer } from './testing/local-server.ts';

/**
 * Against an amoCRM that was written apart from this client, over HTTP: two readings of the same
 * documents have to agree.
 */
const subdomain = 'oasiskey';
const host = `${subdomain}.amocrm.localhost`;
const [admin, broker] = [10412001, 10412006];

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let hook: LocalServer;
let integration: Integration;

beforeAll(async () => {
  hook = await localServer((_, response) => response.writeHead(200).end());
  const registered = {
    clientId: '00000000-0000-4000-8000-00000000a0c1',
    clientSecret: 'TestSecretTestSecretTestSecret01',
    redirectUri: 'https://app.example/api/amo-crm/callback',
  };
  sandbox = await startSandbox({
    control: true,
    disconnectHookUrl: `http://127.0.0.1:${hook.port}/hook`,
    ...registered,
  });
  integration = { ...registered, server: sandboxServer({ origin: sandbox.origin }) };
});
afterAll(async () => {
  await sandbox.close();
  await hook.close();
});
beforeEach(async () => {
  await order('reset', {});
});

async function order(path: string, body: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return response.json();
}

/** What the browser brings back after consent. */
async function consent(userId = admin, at = subdomain): Promise<{ code: string; host: string }> {
  const answer = await order('consent', { subdomain: at, userId, state: 'state-1' });
  if (typeof answer !== 'object' || answer === null || !('location' in answer)) throw new Error();
  const { searchParams } = new URL(String(answer.location));
  return { code: searchParams.get('code') ?? '', host: searchParams.get('referer') ?? '' };
}

async function connect(userId = admin): Promise<TokenPair> {
  return exchangeCode(integration, await consent(userId));
}

function apiWith(accessToken: string) {
  return createAmoApi({ server: integration.server, host, accessToken: () => accessToken });
}

describe('from consent to the first leads', () => {
  it('the consent page answers at the address we build', async () => {
    const { clientId, server } = integration;
    const response = await fetch(
      server.authorizeUrl({ clientId, state: 's' }).replace('amocrm.localhost', '127.0.0.1'),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('the code becomes a pair whose claims name account and user', async () => {
    const tokens = await connect();
    expect(tokens.expiresIn).toBe(86400);
    expect(tokens.claims).toMatchObject({ userId: admin, clientId: integration.clientId });
    expect(integration.server.apiDomain(tokens.claims?.apiDomain ?? '')).not.toBeNull();
    const account = await apiWith(tokens.accessToken).account.get({
      with: ['datetime_settings', 'is_api_filter_enabled', 'task_types', 'users_groups'],
    });
    expect(account).toMatchObject({
      id: tokens.claims?.accountId,
      subdomain,
      currentUserId: admin,
    });
    expect(account.timezone).toMatch(/^\w+\/\w+/);
    expect(account.isApiFilterEnabled).toBeTypeOf('boolean');
    expect(account.taskTypes?.length).toBeGreaterThan(0);
    expect(account.usersGroups?.length).toBeGreaterThan(0);
  });

  it('pipelines come with their stages, 142 and 143 in each', async () => {
    const api = apiWith((await connect()).accessToken);
    const pipelines = await api.pipelines.list();
    expect(pipelines.length).toBeGreaterThan(1);
    for (const pipeline of pipelines) {
      const ids = pipeline.statuses.map(({ id }) => id);
      expect(ids).toEqual(expect.arrayContaining([142, 143]));
      expect(await api.pipelines.statuses(pipeline.id)).toEqual(pipeline.statuses);
      expect(await api.pipelines.get(pipeline.id)).toEqual(pipeline);
    }
  });

  it('every page of leads, contacts, companies, tasks and users reads; one of each by id', async () => {
    const api = apiWith((await connect()).accessToken);
    const seen = new Set<number>();
    let pages = 0;
    for await (const page of api.leads.pages({ limit: 20, with: ['contacts', 'loss_reason'] })) {
      pages += 1;
      expect(page.page).toBe(pages);
      for (const lead of page.items) {
        expect(seen.has(lead.id)).toBe(false);
        seen.add(lead.id);
      }
    }
    expect(pages).toBeGreaterThan(2);
    const [id = 0] = seen;
    expect((await api.leads.get(id, { with: ['contacts'] }))?.id).toBe(id);

    for await (const page of api.contacts.pages({ limit: 250, with: ['leads'] })) {
      expect(page.items.every(({ leadIds }) => leadIds.every((one) => one > 0))).toBe(true);
    }
    const contacts = await api.contacts.list({ limit: 5 });
    expect(contacts.items).toHaveLength(5);
    const phones = contacts.items.flatMap(({ customFields }) =>
      customFields.filter(({ fieldCode }) => fieldCode === 'PHONE'),
    );
    expect(phones[0]?.values[0]?.value).toMatch(/^\+?\d/);
    expect(await api.contacts.get(contacts.items[0]?.id ?? 0)).toEqual(contacts.items[0]);

    const companies = await api.companies.list();
    expect(await api.companies.get(companies.items[0]?.id ?? 0)).toEqual(companies.items[0]);
    const tasks = await api.tasks.list({ limit: 250 });
    expect(tasks.items.length).toBeGreaterThan(0);
    expect(await api.tasks.get(tasks.items[0]?.id ?? 0)).toEqual(tasks.items[0]);
    const users = await api.users.list();
    expect(users.items.find((user) => user.id === admin)).toMatchObject({ isAdmin: true });
    expect(await api.users.get(admin)).toMatchObject({ id: admin });
  });

  it('newest first, and only what the filter names', async () => {
    await order('accounts/set', { subdomain, isApiFilterEnabled: true });
    const api = apiWith((await connect()).accessToken);
    const newest = await api.leads.list({
      limit: 50,
      order: { by: 'updated_at', direction: 'desc' },
    });
    const times = newest.items.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    const pipelineId = newest.items[0]?.pipelineId ?? 0;
    const won = await api.leads.list({
      limit: 250,
      filter: { statuses: [{ pipelineId, statusId: 142 }] },
    });
    expect(won.items.length).toBeGreaterThan(0);
    expect(won.items.every((lead) => lead.statusId === 142 && lead.pipelineId === pipelineId)).toBe(
      true,
    );
    const future = { from: 4_000_000_000 };
    expect((await api.leads.list({ filter: { updatedAt: future } })).items).toEqual([]);
  });

  it('nothing is an empty page or null, not an error', async () => {
    const api = apiWith((await connect()).accessToken);
    expect(await api.leads.get(999_999_999)).toBeNull();
    expect(await api.contacts.get(999_999_999)).toBeNull();
    expect(await api.leads.list({ page: 9999, limit: 250 })).toMatchObject({
      items: [],
      next: null,
    });
  });

  it("a broker's grant reads his account but may not list its users", async () => {
    await connect();
    const api = apiWith((await connect(broker)).accessToken);
    expect((await api.account.get()).currentUserId).toBe(broker);
    expect((await caught(api.users.list())).code).toBe('forbidden');
  });
});

describe('the authorization code', () => {
  it('is good once', async () => {
    const came = await consent();
    await exchangeCode(integration, came);
    expect((await caught(exchangeCode(integration, came))).code).toBe('code_used');
  });

  it('is good for twenty minutes', async () => {
    const came = await consent();
    await order('clock/advance', { seconds: 20 * 60 + 1 });
    expect((await caught(exchangeCode(integration, came))).code).toBe('code_expired');
  });

  it('is good at its own account, with our own secret and address, and whole', async () => {
    const came = await consent();
    const other = { ...came, host: 'palmco.amocrm.localhost' };
    const wrongAccount = await caught(exchangeCode(integration, other));
    expect(wrongAccount).toMatchObject({ code: 'invalid_request', hint: 'Invalid account' });
    const elsewhere = { ...integration, redirectUri: `${integration.redirectUri}/` };
    const wrongUri = await caught(exchangeCode(elsewhere, came));
    expect(wrongUri).toMatchObject({
      code: 'invalid_request',
      hint: 'Redirect URI is not associated with client',
    });
    const stranger = { ...integration, clientSecret: 'SomeOtherSecret' };
    expect((await caught(exchangeCode(stranger, came))).code).toBe('invalid_client');
    const cut = { ...came, code: came.code.slice(0, 40) };
    expect((await caught(exchangeCode(integration, cut))).code).toBe('code_rejected');
    const unknown = { ...integration, clientId: 'no-uuid' };
    expect((await caught(exchangeCode(unknown, came))).code).toBe('invalid_request');
  });

  it('an answer lost on the way leaves the outcome unknown', async () => {
    await order('faults', { match: 'token', kind: 'drop_response' });
    const error = await caught(exchangeCode(integration, await consent()));
    expect(error).toMatchObject({ code: 'connection_lost', outcomeUnknown: true });
  });
});

describe('the pair', () => {
  it('rotates: the old refresh token is spent, the new one works', async () => {
    const first = await connect();
    const second = await refreshTokens(integration, { host, refreshToken: first.refreshToken });
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await apiWith(second.accessToken).account.get()).subdomain).toBe(subdomain);
    const spent = refreshTokens(integration, { host, refreshToken: first.refreshToken });
    expect((await caught(spent)).code).toBe('token_revoked');
  });

  it('access ends after a day, refresh after three months', async () => {
    const { accessToken, refreshToken } = await connect();
    await order('clock/advance', { seconds: 86_401 });
    expect((await caught(apiWith(accessToken).account.get())).code).toBe('unauthorized');
    const fresh = await refreshTokens(integration, { host, refreshToken });
    await order('clock/advance', { seconds: 100 * 86_400 });
    const late = refreshTokens(integration, { host, refreshToken: fresh.refreshToken });
    expect((await caught(late)).code).toBe('token_revoked');
  });

  it('a withdrawn grant is unauthorized at the API and revoked at the token endpoint', async () => {
    const { accessToken, refreshToken } = await connect();
    await order('grants/revoke', { subdomain });
    expect((await caught(apiWith(accessToken).account.get())).code).toBe('unauthorized');
    const gone = refreshTokens(integration, { host, refreshToken });
    expect((await caught(gone)).code).toBe('token_revoked');
  });

  it('half an answer and a failing server leave the outcome unknown, a limit does not', async () => {
    const { refreshToken } = await connect();
    const refresh = () => caught(refreshTokens(integration, { host, refreshToken }));
    await order('faults', { match: 'token', kind: 'status', status: 502 });
    expect(await refresh()).toMatchObject({ code: 'server_error', outcomeUnknown: true });
    await order('faults', { match: 'token', kind: 'status', status: 429, retryAfter: 7 });
    expect(await refresh()).toMatchObject({
      code: 'rate_limited',
      outcomeUnknown: false,
      retryAfterMs: 7000,
    });
    await order('faults', { match: 'token', kind: 'half_body' });
    expect(await refresh()).toMatchObject({ code: 'connection_lost', outcomeUnknown: true });
  });
});

describe('a renamed account', () => {
  it('is found again by its refresh token, and answers at its new host', async () => {
    const tokens = await connect();
    await order('accounts/rename', { from: subdomain, to: 'oasis-renamed' });
    const old = await caught(apiWith(tokens.accessToken).account.get());
    expect(['unauthorized', 'not_found']).toContain(old.code);
    const refused = await caught(
      refreshTokens(integration, { host, refreshToken: tokens.refreshToken }),
    );
    expect(['unauthorized', 'not_found']).toContain(refused.code);
    const found = await currentDomain(integration.server, {
      apiDomain: tokens.claims?.apiDomain ?? '',
      refreshToken: tokens.refreshToken,
    });
    expect(found).toEqual({
      accountId: tokens.claims?.accountId,
      subdomain: 'oasis-renamed',
      domain: 'oasis-renamed.amocrm.localhost',
    });
    const fresh = await refreshTokens(integration, {
      host: found.domain,
      refreshToken: tokens.refreshToken,
    });
    expect(fresh.claims?.accountId).toBe(found.accountId);
  });

  it('a refresh token nobody knows finds nothing', async () => {
    const { claims } = await connect();
    const lookup = currentDomain(integration.server, {
      apiDomain: claims?.apiDomain ?? '',
      refreshToken: 'unknown',
    });
    expect((await caught(lookup)).code).toBe('unauthorized');
  });
});

describe('API answers gone wrong', () => {
  it.each([
    [{ kind: 'status', status: 403, format: 'html' }, 'ip_blocked'],
    [{ kind: 'status', status: 403, format: 'json' }, 'forbidden'],
    [{ kind: 'status', status: 402 }, 'payment_required'],
    [{ kind: 'status', status: 429, format: 'html' }, 'rate_limited'],
    [{ kind: 'status', status: 500 }, 'server_error'],
    [{ kind: 'html_200' }, 'invalid_response'],
    [{ kind: 'half_body' }, 'connection_lost'],
  ])('%j is %s', async (fault, code) => {
    const api = apiWith((await connect()).accessToken);
    await order('faults', { match: 'api', ...fault });
    expect((await caught(api.leads.list())).code).toBe(code);
    expect((await api.leads.list({ limit: 1 })).items).toHaveLength(1);
  });
});

describe('a gateway error in front of a read', () => {
  it.each([502, 503, 504])('%i is asked once more, and nobody notices', async (status) => {
    const api = apiWith((await connect()).accessToken);
    await order('faults', { match: 'api', kind: 'status', status });
    expect((await api.leads.list({ limit: 1 })).items).toHaveLength(1);
  });
});

describe('the disconnect hook', () => {
  it.each([
    [false, true],
    [true, false],
  ])('sent with forged %s, is believed: %s', async (forged, believed) => {
    await order('disconnect-hook', { subdomain, forged });
    const query = new URL(hook.requests.at(-1)?.url ?? '', 'http://x').searchParams;
    const read = (name: string) => query.get(name) ?? '';
    const verdict = verifyDisconnectHook(integration, {
      accountId: read('account_id'),
      clientUuid: read('client_uuid'),
      signature: read('signature'),
    });
    expect(verdict).toBe(believed);
  });
});
