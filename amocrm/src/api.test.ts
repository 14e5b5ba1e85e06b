import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createAmoApi } from './api.ts';
import type { AmoApiOptions } from './caller.ts';
import type { Lead, LeadWithContacts } from './entities/leads/lead.ts';
import { AmoError } from './errors.ts';
import { memoryLimiter } from './limiter.ts';
import type { Page } from './pages.ts';
import { amocrmServer } from './server.ts';
import { caught } from './testing/caught.ts';
import { html, json, localServer } from './testing/local-server.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function serve(
  handler: Parameters<typeof localServer>[0],
  more: Partial<AmoApiOptions> = {},
) {
  const local = await localServer(handler);
  closing.push(local.close);
  const { server, host } = local;
  return {
    local,
    api: createAmoApi({ server, host, accessToken: () => 'access-s3cret', ...more }),
  };
}

const lead = (id: number) => ({
  id,
  name: `Lead ${id}`,
  price: 1,
  responsible_user_id: 7,
  status_id: 142,
  pipeline_id: 9,
  created_at: 1,
  updated_at: 2,
  custom_fields_values: null,
  _embedded: { tags: [], companies: [] },
});

function leadsPage(page: number, ids: number[], next: string | null) {
  return {
    _page: page,
    _links: { self: { href: 'x' }, ...(next === null ? {} : { next: { href: next } }) },
    _embedded: { leads: ids.map(lead) },
  };
}

describe('a request', () => {
  it('goes to the account host with the token of the moment and our name', async () => {
    let token = 'first';
    const { local, api } = await serve(
      (_, response) => json(response, 200, leadsPage(1, [1], null)),
      {
        accessToken: () => Promise.resolve(token),
        userAgent: 'agency-app/1.0',
      },
    );
    await api.leads.list({ limit: 2, with: ['contacts'] });
    token = 'second';
    await api.leads.list();
    const [one, two] = local.requests;
    expect(one?.url).toBe('/api/v4/leads?limit=2&with=contacts');
    expect(one?.headers.authorization).toBe('Bearer first');
    expect(one?.headers['user-agent']).toBe('agency-app/1.0');
    expect(two?.headers.authorization).toBe('Bearer second');
  });

  it('a host that is not on the list is refused at once, and no connection is opened', async () => {
    const canary = await localServer((_, response) => json(response, 200, {}));
    closing.push(canary.close);
    for (const host of [
      `x.localhost:${canary.port}`,
      `127.0.0.1:${canary.port}`,
      `agency.amocrm.ru:${canary.port}`,
    ]) {
      for (const server of [amocrmServer(), canary.server]) {
        expect(() => createAmoApi({ server, host, accessToken: () => 't' })).toThrow(
          expect.objectContaining({ code: 'host_refused' }),
        );
      }
    }
    expect(canary.connections()).toBe(0);
  });

  it.each(['', 'a b', 'a\r\nx: y', 'тoken'])('%j is not sent as a token', async (token) => {
    const { local, api } = await serve(() => undefined, { accessToken: () => token });
    await expect(api.account.get()).rejects.toThrow(TypeError);
    expect(local.connections()).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 60])('an id like %d is not asked for', async (id) => {
    const { local, api } = await serve(() => undefined);
    await expect(api.leads.get(id)).rejects.toThrow(RangeError);
    await expect(api.pipelines.statuses(id)).rejects.toThrow(RangeError);
    expect(local.connections()).toBe(0);
  });
});

describe('204', () => {
  it('is an empty page, no entity, and an empty list of pipelines', async () => {
    const { api } = await serve((_, response) => response.writeHead(204).end());
    expect(await api.leads.list({ page: 4 })).toEqual({
      items: [],
      next: null,
      page: 4,
      broken: [],
    });
    expect(await api.leads.get(1)).toBeNull();
    expect(await api.contacts.get(1, { with: ['leads'] })).toBeNull();
    expect(await api.companies.get(1)).toBeNull();
    expect(await api.tasks.get(1)).toBeNull();
    expect(await api.users.get(1)).toBeNull();
    expect(await api.pipelines.list()).toEqual([]);
    expect((await caught(api.account.get())).code).toBe('invalid_response');
  });
});

describe('pages', () => {
  it('follow next to the end, keep its query to the letter and never its host', async () => {
    const evil = await localServer((_, response) => json(response, 200, leadsPage(2, [666], null)));
    closing.push(evil.close);
    const next = [
      `http://evil.localhost:${evil.port}/api/v4/users?page=2&limit=2&filter%5Bid%5D%5B0%5D=1`,
      'https://agency.amocrm.ru/api/v4/leads?page=3&with=contacts#x',
      null,
    ];
    let at = 0;
    const { local, api } = await serve((_, response) => {
      json(response, 200, leadsPage(at + 1, [at * 2 + 1, at * 2 + 2], next[at] ?? null));
      at += 1;
    });
    const ids: number[] = [];
    for await (const page of api.leads.pages({ limit: 2 }))
      ids.push(...page.items.map(({ id }) => id));
    expect(ids).toEqual([1, 2, 3, 4, 5, 6]);
    expect(local.requests.map(({ url }) => url)).toEqual([
      '/api/v4/leads?limit=2',
      '/api/v4/leads?page=2&limit=2&filter%5Bid%5D%5B0%5D=1',
      '/api/v4/leads?page=3&with=contacts',
    ]);
    expect(evil.connections()).toBe(0);
  });

  it('can be walked by hand', async () => {
    const { local, api } = await serve((request, response) => {
      const second = request.url?.includes('page=2') ?? false;
      json(response, 200, leadsPage(second ? 2 : 1, [1], second ? null : 'https://x/?page=2'));
    });
    const first = await api.leads.list();
    expect(first.next).toBe('page=2');
    const second = await api.leads.list({ next: first.next ?? '' });
    expect(second).toMatchObject({ page: 2, next: null });
    expect(local.requests).toHaveLength(2);
  });

  it('a list that comes round again is an error, not a loop', async () => {
    const { local, api } = await serve((_, response) => {
      json(response, 200, leadsPage(1, [1], 'https://x/?page=2'));
    });
    const walk = (async () => {
      for await (const page of api.leads.pages()) expect(page.items).toHaveLength(1);
    })();
    expect((await caught(walk)).code).toBe('invalid_response');
    expect(local.requests).toHaveLength(2);
  });

  it('leaving the loop stops the asking', async () => {
    let at = 0;
    const { local, api } = await serve((_, response) => {
      at += 1;
      json(response, 200, leadsPage(at, [at], `https://x/?page=${at + 1}`));
    });
    for await (const page of api.leads.pages()) if (page.page === 2) break;
    expect(local.requests).toHaveLength(2);
  });
});

describe('an answer that is not what amoCRM documents', () => {
  it.each<[string, string, string]>([
    ['HTML with 200', 'text/html', '<html>'],
    ['JSON called HTML', 'text/html', JSON.stringify(leadsPage(1, [1], null))],
    ['broken JSON', 'application/json', '{"_embedded": {"leads": [{"name": "s3cret'],
    ['another collection', 'application/json', '{"_embedded":{"contacts":[]}}'],
    ['a list of something else', 'application/json', '{"_embedded":{"leads":[{"name":"s3cret"}]}}'],
    [
      'a next link without query',
      'application/json',
      '{"_links":{"next":{"href":"x"}},"_embedded":{"leads":[]}}',
    ],
    ['__proto__', 'application/json', '{"__proto__":{"_embedded":{"leads":[]}}}'],
    ['null', 'application/json', 'null'],
  ])('%s is invalid and quotes nothing', async (_, type, body) => {
    const { api } = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
    });
    const error = await caught(api.leads.list());
    expect(error.code).toBe('invalid_response');
    expect(error.status).toBe(200);
    expect(`${error.message} ${String(error.cause)} ${error.hint ?? ''}`).not.toContain('s3cret');
  });
});

describe('refusals', () => {
  it.each<[number, 'json' | 'html', string]>([
    [401, 'json', 'unauthorized'],
    [402, 'json', 'payment_required'],
    [403, 'json', 'forbidden'],
    [403, 'html', 'ip_blocked'],
    [404, 'json', 'not_found'],
    [429, 'html', 'rate_limited'],
    [500, 'json', 'server_error'],
    [502, 'html', 'server_error'],
    [206, 'json', 'unexpected_status'],
  ])('%i as %s is %s, asked once, a gateway error twice', async (status, kind, code) => {
    const { local, api } = await serve((_, response) => {
      if (kind === 'html') html(response, status);
      else json(response, status, { title: 'x', status, detail: 'd' }, { 'x-request-id': 'rq' });
    });
    const error = await caught(api.leads.list());
    expect(error).toBeInstanceOf(AmoError);
    expect(error.code).toBe(code);
    expect(error.status).toBe(status);
    expect(error.requestId).toBe(kind === 'json' ? 'rq' : null);
    expect(local.requests).toHaveLength(status === 502 ? 2 : 1);
  });

  it('a redirect is not followed: the token goes nowhere else', async () => {
    const canary = await localServer((_, response) => json(response, 200, {}));
    closing.push(canary.close);
    const { api } = await serve((_, response) => {
      response.writeHead(301, { location: `http://other.localhost:${canary.port}/` }).end();
    });
    expect((await caught(api.account.get())).code).toBe('not_found');
    expect(canary.connections()).toBe(0);
  });
});

describe('the limiter and the signal', () => {
  it('every request takes its turn, under the key given', async () => {
    const keys: string[] = [];
    const limiter = memoryLimiter();
    const { api } = await serve((_, response) => response.writeHead(204).end(), {
      limiterKey: 'integration:account',
      limiter: {
        take: (key, options) => {
          keys.push(key);
          expect(options?.deadlineMs).toBe(20_000);
          return limiter.take(key, options);
        },
      },
    });
    await Promise.all([api.leads.list(), api.leads.get(1), api.pipelines.list()]);
    expect(keys).toEqual(Array.from({ length: 3 }, () => 'integration:account'));
  });

  it('a request that gets no turn is not sent', async () => {
    const limiter = { take: () => Promise.reject(new AmoError('rate_limited')) };
    const { local, api } = await serve(() => undefined, { limiter });
    expect((await caught(api.leads.list())).code).toBe('rate_limited');
    expect(local.connections()).toBe(0);
  });

  it('the signal ends what is under way', async () => {
    const controller = new AbortController();
    const { api } = await serve(() => controller.abort(), { signal: controller.signal });
    expect((await caught(api.leads.list())).code).toBe('aborted');
  });
});

describe('types follow what was asked', () => {
  it('contacts are there when with asks for them, and may be null when not', async () => {
    const { api } = await serve((_, response) => json(response, 200, leadsPage(1, [1], null)));
    const asked = await api.leads.list({ with: ['loss_reason', 'contacts'] });
    expectTypeOf(asked).toEqualTypeOf<Page<LeadWithContacts>>();
    expect(asked.items[0]?.contacts).toEqual([]);
    const unasked = await api.leads.list({ with: ['loss_reason'] });
    expectTypeOf(unasked).toEqualTypeOf<Page<Lead>>();
    expect(unasked.items[0]?.contacts).toBeNull();
  });
});
