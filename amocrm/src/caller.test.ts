import type http from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { AmoApi } from './api.ts';
import type { AmoApiOptions } from './caller.ts';
import { AmoError } from './errors.ts';
import { memoryLimiter, type SharedLimiter, type TakeOptions } from './limiter.ts';
import { caught } from './testing/caught.ts';
import { html, json } from './testing/local-server.ts';
import { served } from './testing/served.ts';
import type { Transport, TransportRequest } from './transport.ts';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing) await close();
  closing = [];
});

async function serve(handler: Parameters<typeof served>[0], more: Partial<AmoApiOptions> = {}) {
  const both = await served(handler, more);
  closing.push(both.local.close);
  return both;
}

/** Every way to make something new, or to do something that done twice is done wrong. */
const creates: [string, (api: AmoApi) => Promise<unknown>][] = [
  ['leads', (api) => api.leads.add([{ name: 'A' }])],
  ['all leads', (api) => api.leads.addAll([{ name: 'A' }])],
  ['complex leads', (api) => api.leads.addComplex([{ contact: { name: 'A' } }])],
  ['contacts', (api) => api.contacts.add([{ name: 'A' }])],
  ['companies', (api) => api.companies.add([{ name: 'A' }])],
  ['tasks', (api) => api.tasks.add([{ text: 'A', completeTill: 1 }])],
  [
    'notes',
    (api) => api.notes.addTo('leads', 1, [{ content: { type: 'common', params: { text: 'A' } } }]),
  ],
  ['tags', (api) => api.tags.add('leads', [{ name: 'A' }])],
  [
    'pipelines',
    (api) =>
      api.pipelines.add([{ name: 'A', sort: 1, isMain: false, isUnsortedOn: true, statuses: [] }]),
  ],
  ['statuses', (api) => api.statuses.add(1, [{ name: 'A', sort: 1 }])],
  ['loss reasons', (api) => api.lossReasons.add([{ name: 'A' }])],
  ['roles', (api) => api.roles.add([{ name: 'A' }])],
  ['users', (api) => api.users.add([{ name: 'A', email: 'a@example.com', password: 'p' }])],
  ['fields', (api) => api.customFields.add('leads', [{ name: 'A', type: 'text' }])],
  ['groups of fields', (api) => api.customFields.addGroups('leads', [{ name: 'A' }])],
  ['sources', (api) => api.sources.add([{ name: 'A', externalId: 'a' }])],
  [
    'calls',
    (api) => api.calls.add([{ direction: 'inbound', duration: 1, source: 's', phone: '1' }]),
  ],
  ['a link', (api) => api.links.link('leads', 1, [{ toEntityId: 2, toEntityType: 'contacts' }])],
  ['an accept', (api) => api.unsorted.accept('a1')],
  [
    'a webhook',
    (api) => api.webhooks.subscribe({ destination: 'https://a.example', settings: [] }),
  ],
];

describe('a create is never sent twice', () => {
  const troubles: [string, (response: http.ServerResponse) => void][] = [
    ['502', (response) => html(response, 502)],
    ['503', (response) => html(response, 503)],
    ['504', (response) => html(response, 504)],
    ['a connection cut before the answer', (response) => response.destroy()],
    [
      'half an answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"_emb');
        setImmediate(() => response.destroy());
      },
    ],
    ['no JSON', (response) => html(response, 200)],
    ['429', (response) => html(response, 429)],
  ];
  for (const [name, create] of creates) {
    it.each(troubles)(`${name}, after %s`, async (_, trouble) => {
      const { local, api } = await serve((_request, response) => trouble(response));
      await create(api).catch((error: unknown) => expect(error).toBeInstanceOf(AmoError));
      expect(local.requests).toHaveLength(1);
      expect(local.requests[0]?.method).toBe('POST');
    });
  }

  it.each(creates)('%s, not even when the connection was never made', async (_, create) => {
    const { transport, requests } = failing(() => new AmoError('unreachable'));
    const { api } = await serve(() => undefined, { transport });
    await create(api).catch((error: unknown) => expect(error).toBeInstanceOf(AmoError));
    expect(requests).toHaveLength(1);
    // A connection of its own: a kept-alive one that just closes would leave the outcome unknown.
    expect(requests[0]?.fresh).toBe(true);
  });
});

/** A transport that only fails. */
function failing(error: (nth: number) => AmoError): {
  transport: Transport;
  requests: TransportRequest[];
} {
  const requests: TransportRequest[] = [];
  const transport: Transport = {
    request(request) {
      requests.push(request);
      return Promise.reject(error(requests.length));
    },
    close: () => undefined,
  };
  return { transport, requests };
}

describe('what may be sent twice, is sent twice at most', () => {
  it.each([502, 503, 504])('a read answered %i is asked once more', async (status) => {
    let asked = 0;
    const { local, api } = await serve((_, response) => {
      asked += 1;
      if (asked === 1) html(response, status);
      else response.writeHead(204).end();
    });
    expect((await api.leads.list()).items).toEqual([]);
    expect(local.requests).toHaveLength(2);
  });

  it('a read that keeps failing fails with what amoCRM said last', async () => {
    const { local, api } = await serve((_, response) => html(response, 503));
    const error = await caught(api.leads.list());
    expect(error).toMatchObject({ code: 'server_error', status: 503 });
    expect(local.requests).toHaveLength(2);
  });

  it('a change or a delete whose connection was never made is tried once more', async () => {
    for (const write of [
      (api: AmoApi) => api.leads.patch(1, { name: 'A' }),
      (api: AmoApi) => api.pipelines.delete(1),
    ]) {
      const { transport, requests } = failing(() => new AmoError('unreachable'));
      const { api } = await serve(() => undefined, { transport });
      expect((await caught(write(api))).code).toBe('unreachable');
      expect(requests).toHaveLength(2);
      // The second try has no more time than the first has left.
      expect(requests[1]?.totalTimeoutMs).toBeLessThanOrEqual(20_000);
    }
  });

  it.each(['connection_lost', 'timeout', 'aborted', 'invalid_response'] as const)(
    'a change that may have arrived (%s) is not',
    async (code) => {
      const { transport, requests } = failing(() => new AmoError(code, { outcomeUnknown: true }));
      const { api } = await serve(() => undefined, { transport });
      expect(await caught(api.leads.patch(1, { name: 'A' }))).toMatchObject({
        code,
        outcomeUnknown: true,
      });
      expect(requests).toHaveLength(1);
    },
  );

  it.each([500, 502, 504])('nor is one answered %i', async (status) => {
    const { local, api } = await serve((_, response) => html(response, status));
    expect((await caught(api.tasks.complete(1, 'done'))).outcomeUnknown).toBe(true);
    expect(local.requests).toHaveLength(1);
  });

  it('the second try waits for its turn too, and without one the first failure stands', async () => {
    let turns = 0;
    const limiter = {
      take: () => {
        turns += 1;
        return turns === 1 ? Promise.resolve() : Promise.reject(new AmoError('rate_limited'));
      },
    };
    const { local, api } = await serve((_, response) => html(response, 502), { limiter });
    expect(await caught(api.leads.list())).toMatchObject({ code: 'server_error', status: 502 });
    expect(turns).toBe(2);
    expect(local.requests).toHaveLength(1);
  });
});

describe('a write on the wire', () => {
  it('has its method, its JSON and its length, a delete too', async () => {
    const { local, api } = await serve((_, response) => response.writeHead(204).end());
    await api.webhooks.delete('https://a.example/hook?x=ї');
    await api.pipelines.delete(7);
    const [withBody, without] = local.requests;
    expect(withBody).toMatchObject({ method: 'DELETE', url: '/api/v4/webhooks' });
    expect(withBody?.body).toBe('{"destination":"https://a.example/hook?x=ї"}');
    expect(withBody?.headers['content-length']).toBe(
      String(Buffer.byteLength(withBody?.body ?? '')),
    );
    expect(without).toMatchObject({ method: 'DELETE', url: '/api/v4/leads/pipelines/7', body: '' });
  });

  it.each([NaN, Infinity])('a price of %d is refused before anything leaves', async (price) => {
    const { local, api } = await serve(() => undefined);
    await expect(api.leads.add([{ price }])).rejects.toThrow(RangeError);
    await expect(api.leads.patch(1, { price })).rejects.toThrow(RangeError);
    expect(local.connections()).toBe(0);
  });

  it('204 after a change means that there was nothing to change', async () => {
    const { api } = await serve((_, response) => response.writeHead(204).end());
    expect((await caught(api.leads.patch(1, { name: 'A' }))).code).toBe('not_found');
  });
});

describe('a refusal tells which item, which field and why', () => {
  const refusal = {
    'validation-errors': [
      {
        request_id: 'b',
        errors: [
          {
            code: 'NotSupportedChoice',
            path: 'custom_fields_values.0.field_id',
            detail: 'The value you selected is not a valid choice.',
          },
        ],
      },
      { request_id: 7, errors: [{ code: 'InvalidType', path: 'price' }] },
    ],
    title: 'Bad Request',
    status: 400,
    detail: 'Request validation failed',
  };

  it('by its request id and its place', async () => {
    const { api } = await serve((_, response) => {
      json(response, 400, refusal, { 'x-request-id': 'rq-1' });
    });
    const error = await caught(api.leads.add([{ requestId: 'a' }, { requestId: 'b' }]));
    expect(error).toMatchObject({ code: 'validation_failed', requestId: 'rq-1' });
    expect(error.items).toEqual([
      {
        requestId: 'b',
        index: 1,
        path: 'custom_fields_values.0.field_id',
        code: 'NotSupportedChoice',
        detail: 'The value you selected is not a valid choice.',
      },
      { requestId: '7', index: null, path: 'price', code: 'InvalidType', detail: null },
    ]);
  });

  it('for a single change the item is the first', async () => {
    const errors = [{ code: 'InvalidType', path: 'price' }];
    const single = { ...refusal, 'validation-errors': [{ request_id: '0', errors }] };
    const { api } = await serve((_, response) => json(response, 400, single));
    expect((await caught(api.leads.patch(1, {}))).items[0]).toMatchObject({ index: 0 });
  });

  it('and repeats neither the token nor an address', async () => {
    const leaky = {
      'validation-errors': [
        {
          request_id: '0',
          errors: [{ code: 'X', path: 'name', detail: 'at https://a.example access-s3cret' }],
        },
      ],
    };
    const { api } = await serve((_, response) => json(response, 400, leaky));
    const error = await caught(api.leads.add([{}]));
    expect(error.items[0]?.detail).toBeNull();
    expect(JSON.stringify(error)).not.toContain('s3cret');
  });
});

/** A limiter that lets everybody through, and what it was asked and told. */
function listening(noted: () => Promise<void> = () => Promise.resolve()) {
  const asked: TakeOptions[] = [];
  const told: (string | number)[] = [];
  const limiter: SharedLimiter = {
    take: (_, options = {}) => {
      asked.push(options);
      return Promise.resolve();
    },
    penalize: (_, reply) => {
      told.push('code' in reply ? reply.code : reply.status);
      return noted();
    },
    state: () => Promise.reject(new Error('not asked')),
  };
  return { limiter, asked, told };
}

describe('a limiter that learns', () => {
  it.each([429, 403])('is told of a %i; its own failure changes nothing', async (status) => {
    const { limiter, told } = listening(() => Promise.reject(new Error('the store is away')));
    const { api } = await serve((_, response) => html(response, status), { limiter });
    const { code } = await caught(api.leads.add([{}]));
    expect(code).toBe(status === 429 ? 'rate_limited' : 'ip_blocked');
    expect(told).toEqual([status]);
  });

  it('is told of a call that had no answer', async () => {
    const { limiter, told } = listening();
    const { transport } = failing(() => new AmoError('timeout'));
    const { api } = await serve(() => undefined, { limiter, transport });
    await caught(api.leads.add([{}]));
    expect(told).toEqual(['timeout']);
  });

  it('is told nothing of a success, of its own refusal, or by a caller who tells it himself', async () => {
    const { limiter, told } = listening();
    const { api } = await serve((_, response) => response.writeHead(204).end(), { limiter });
    await api.leads.list();
    const full = { ...limiter, take: () => Promise.reject(new AmoError('rate_limited')) };
    const refused = await serve(() => undefined, { limiter: full });
    expect((await caught(refused.api.leads.list())).code).toBe('rate_limited');
    const silent = await serve((_, response) => html(response, 429), {
      limiter,
      tellLimiter: false,
    });
    await caught(silent.api.leads.list());
    expect(told).toEqual([]);
  });

  it('holds the next call back after a 429, with nothing said about it', async () => {
    const limiter = memoryLimiter();
    const { local, api } = await serve((_, response) => html(response, 429), {
      limiter,
      deadlineMs: 50,
    });
    await caught(api.leads.list());
    const second = await caught(api.leads.list());
    expect(second).toMatchObject({ code: 'rate_limited', status: null });
    expect(second.retryAfterMs).toBeGreaterThan(500);
    expect(local.requests).toHaveLength(1);
  });
});

describe('a turn at the limiter', () => {
  it('is asked for in the lane and with the deadline of the api', async () => {
    const { limiter, asked } = listening();
    const more = { limiter, priority: 'background', deadlineMs: 600_000 } as const;
    const { api } = await serve((_, response) => response.writeHead(204).end(), more);
    await api.leads.list();
    expect(asked).toEqual([{ priority: 'background', deadlineMs: 600_000 }]);
  });

  it('is taken when the token is there, so that a slow refresh does not let it grow old', async () => {
    const order: string[] = [];
    const limiter = { take: () => Promise.resolve(void order.push('turn')) };
    const { api } = await serve(
      (_, response) => {
        order.push('request');
        if (order.length < 4) html(response, 502);
        else response.writeHead(204).end();
      },
      { limiter, accessToken: () => Promise.resolve(order.push('token')).then(() => 'a') },
    );
    await api.leads.list();
    expect(order).toEqual(['token', 'turn', 'request', 'token', 'turn', 'request']);
  });

  it('is not taken when there is no token', async () => {
    const { limiter, asked } = listening();
    const noToken = new Error('the store is empty');
    const { local, api } = await serve(() => undefined, {
      limiter,
      accessToken: () => Promise.reject(noToken),
    });
    await expect(api.leads.list()).rejects.toBe(noToken);
    expect(asked).toEqual([]);
    expect(local.connections()).toBe(0);
  });
});
