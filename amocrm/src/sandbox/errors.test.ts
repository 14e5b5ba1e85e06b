import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAmoApi } from '../api.ts';
import { AmoError, type AmoErrorCode } from '../errors.ts';
import { exchangeCode, refreshTokens } from '../oauth.ts';
import { sandboxServer } from '../server.ts';
import { caught } from '../testing/caught.ts';
import { freePort } from '../testing/example-run.ts';
import { impatient } from '../testing/impatient.ts';
import {
  broker,
  host,
  sandboxWorld,
  subdomain,
  type SandboxWorld,
} from '../testing/sandbox-world.ts';

/** How each code comes about, by what the sandbox does of itself wherever it can. */
const causes: Record<AmoErrorCode, (world: SandboxWorld) => Promise<unknown>> = {
  timeout: async ({ apiWith, order, tokens }) => {
    await order('faults', { match: 'api', kind: 'no_response' });
    return apiWith(tokens.accessToken, { transport: impatient(200) }).leads.list();
  },
  unreachable: async ({ apiWith, tokens }) => {
    const server = sandboxServer({ origin: `http://amocrm.localhost:${await freePort()}` });
    return apiWith(tokens.accessToken, { server }).leads.list();
  },
  connection_lost: async ({ api, order }) => {
    await order('faults', { match: 'api', kind: 'drop_response' });
    return api.leads.add([{ name: 'Lost' }]);
  },
  aborted: ({ apiWith, tokens }) =>
    apiWith(tokens.accessToken, { signal: AbortSignal.abort() }).leads.list(),
  unauthorized: ({ apiWith }) => apiWith('not-a-token').account.get(),
  token_revoked: async ({ connect, integration }) => {
    const { refreshToken } = await connect();
    await refreshTokens(integration, { host, refreshToken });
    return refreshTokens(integration, { host, refreshToken });
  },
  invalid_client: async ({ consent, integration }) =>
    exchangeCode({ ...integration, clientSecret: 'SomeOtherSecret' }, await consent()),
  code_used: async ({ consent, integration }) => {
    const came = await consent();
    await exchangeCode(integration, came);
    return exchangeCode(integration, came);
  },
  code_expired: async ({ consent, integration, order }) => {
    const came = await consent();
    await order('clock/advance', { seconds: 20 * 60 + 1 });
    return exchangeCode(integration, came);
  },
  code_rejected: async ({ integration }) => exchangeCode(integration, { host, code: 'def502' }),
  invalid_request: async ({ consent, integration }) =>
    exchangeCode({ ...integration, redirectUri: `${integration.redirectUri}/` }, await consent()),
  payment_required: async ({ api, order }) => {
    await order('accounts/set', { subdomain, subscription: 'ended' });
    return api.leads
      .list()
      .finally(() => order('accounts/set', { subdomain, subscription: 'active' }));
  },
  forbidden: async ({ apiWith, connect }) =>
    apiWith((await connect(broker)).accessToken).users.list(),
  ip_blocked: async ({ api, order }) => {
    await order('accounts/set', { subdomain, allowedIps: ['203.0.113.7'] });
    return api.leads.list().finally(() => order('accounts/set', { subdomain, allowedIps: [] }));
  },
  not_found: ({ api }) => api.leads.patch(999_999_999, { name: 'Nobody' }),
  validation_failed: ({ api }) => api.leads.add([{ statusId: 1 }]),
  rate_limited: async ({ api, order }) => {
    await order('limits/set', { isOn: true, perCaller: 1 });
    await api.leads.list();
    return api.leads.list().finally(() => order('limits/set', { isOn: false }));
  },
  server_error: async ({ api, order }) => {
    await order('faults', { match: 'api', kind: 'status', status: 500 });
    return api.leads.list();
  },
  invalid_response: async ({ api, order }) => {
    await order('faults', { match: 'api', kind: 'html_200' });
    return api.leads.list();
  },
  host_refused: ({ integration: { server } }) =>
    Promise.resolve().then(() =>
      createAmoApi({ server, host: 'evil.example', accessToken: () => 'a' }),
    ),
  unexpected_status: async ({ api, order }) => {
    await order('faults', { match: 'api', kind: 'status', status: 418 });
    return api.leads.list();
  },
};

let world: SandboxWorld;
beforeAll(async () => {
  world = await sandboxWorld();
});
afterAll(() => world.close());

describe('every code of the union comes about', () => {
  it.each(Object.entries(causes))('%s', async (code, cause) => {
    const error = await caught(cause(world));
    expect(error).toBeInstanceOf(AmoError);
    expect(error.code).toBe(code);
    // Where there was no answer, what lies behind is kept; where there was one, amoCRM's id of it.
    if (['unreachable', 'connection_lost', 'invalid_response'].includes(code)) {
      expect(error.cause).toBeInstanceOf(Error);
    }
    const { accessToken, refreshToken } = world.tokens;
    const told = [JSON.stringify(error), error.message, String(error.cause)].join('\n');
    for (const secret of [accessToken, refreshToken, world.integration.clientSecret]) {
      expect(told).not.toContain(secret);
    }
  });
});

describe('an error has', () => {
  it('amoCRM’s id of the request', async () => {
    const error = await caught(world.apiWith('not-a-token').account.get());
    expect(error.requestId).toMatch(/^[\w-]{8,}$/);
  });

  it('the item that is wrong, its place, and the path into it', async () => {
    const pipelineId = (await world.api.pipelines.list())[0]?.id ?? 0;
    const error = await caught(
      world.api.leads.add([
        { name: 'good', requestId: 'a' },
        { name: 'bad', requestId: 'b', pipelineId, statusId: 1 },
        {
          name: 'bad, too',
          requestId: 'c',
          customFields: [{ fieldId: 1, values: [{ value: 'x' }] }],
        },
      ]),
    );
    expect(error.items.map(({ requestId, index, path }) => [requestId, index, path])).toEqual([
      ['b', 1, 'status_id'],
      ['c', 2, 'custom_fields_values.0.field_id'],
    ]);
    expect(error.items.map(({ code }) => code)).toEqual([
      'NotSupportedChoice',
      'NotSupportedChoice',
    ]);
    expect(error.hint).toContain('custom_fields_values.0.field_id: NotSupportedChoice');
  });
});
