import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  currentDomain,
  exchangeCode,
  refreshTokens,
  verifyDisconnectHook,
  type Integration,
  type TokenPair,
} from '../oauth.ts';
import { caught } from '../testing/caught.ts';
import { localServer, type LocalServer } from '../testing/local-server.ts';
import {
  admin,
  broker,
  host,
  sandboxWorld,
  subdomain,
  type SandboxWorld,
} from '../testing/sandbox-world.ts';

/**
 * Against an amoCRM that was written apart from this client, over HTTP: two readings of the same
 * documents have to agree.
 */
let world: SandboxWorld;
let hook: LocalServer;
let integration: Integration;

beforeAll(async () => {
  hook = await localServer((_, response) => response.writeHead(200).end());
  world = await sandboxWorld({ disconnectHookUrl: `http://127.0.0.1:${hook.port}/hook` });
  integration = world.integration;
});
afterAll(async () => {
  await world.close();
  await hook.close();
});
beforeEach(() => order('reset', {}));

const order = (path: string, body: object): Promise<unknown> => world.order(path, body);
const consent = () => world.consent();
const connect = (userId = admin): Promise<TokenPair> => world.connect(userId);
const apiWith = (accessToken: string) => world.apiWith(accessToken);

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

describe('an administrator’s token', () => {
  it('acts for a user of the account, with that user’s rights, and for nobody else', async () => {
    const { accessToken } = await connect();
    const as = (contextUserId: number) => world.apiWith(accessToken, { contextUserId });
    expect((await as(broker).account.get()).currentUserId).toBe(broker);
    expect((await caught(as(broker).users.list())).code).toBe('forbidden');
    expect((await as(admin).users.list()).items.length).toBeGreaterThan(1);
    expect((await caught(as(1).account.get())).code).toBe('unauthorized');
    await expect(as(0).account.get()).rejects.toThrow(RangeError);
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
