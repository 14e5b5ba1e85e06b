import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';

/**
 * Every status that amoCRM documents, with its body:
 * https://www.amocrm.ru/developers/content/crm_platform/error-codes and
 * https://developers.kommo.com/docs/http-codes. A refusal is `application/problem+json` with title,
 * type, status and detail.
 */

const amo = freshClient();
const kommo = freshClient({ vendor: 'kommo', baseHost: 'amocrm.localhost' });
let admin: Ask;
let broker: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
  broker = await askAs(amo, oasis, oasis.seesOwn);
});

const problem = (status: number, title: string, detail: unknown, more: object = {}) => ({
  title,
  type: `https://httpstatus.es/${status}`,
  status,
  detail,
  ...more,
});

function isProblem(reply: Reply, expected: ReturnType<typeof problem>): void {
  expect([reply.status, json(reply)]).toEqual([expected.status, expected]);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
}

async function idOf(kind: string): Promise<number> {
  return Number(rows(await admin('GET', `/api/v4/${kind}?limit=1`), kind)[0]?.['id']);
}

const statusOf = async (method: string, path: string, body?: unknown) =>
  (await admin(method, `/api/v4/${path}`, body)).status;

describe('200, 201, 202, 204', () => {
  test('200: reads and most writes, as application/hal+json', async () => {
    const reply = await admin('GET', '/api/v4/leads');
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^application\/hal\+json/);
    expect(await statusOf('POST', 'leads', [{}])).toBe(200);
  });

  test('201: a webhook, a field, a group of fields, a user, a role that was made', async () => {
    const destination = 'https://example.test';
    expect(await statusOf('POST', 'webhooks', { destination, settings: ['add_lead'] })).toBe(201);
    const field = [{ name: 'x', type: 'text' }];
    expect(await statusOf('POST', 'leads/custom_fields', field)).toBe(201);
    expect(await statusOf('POST', 'leads/custom_fields/groups', [{ name: 'x' }])).toBe(201);
    const person = { name: 'x', email: 'x@oasiskey.example', password: 'Password123' };
    expect(await statusOf('POST', 'users', [person])).toBe(201);
    expect(await statusOf('POST', 'roles', [{ name: 'x' }])).toBe(201);
  });

  test('202: a role that was changed', async () => {
    expect(await statusOf('PATCH', `roles/${await idOf('roles')}`, { name: 'x' })).toBe(202);
  });

  test('204: an empty list, a missing lead, contact and company, what was deleted or unlinked', async () => {
    const [leadId, contactId] = [await idOf('leads'), await idOf('contacts')];
    const replies = [
      await admin('GET', '/api/v4/leads?filter[id][]=1'),
      ...(await Promise.all(
        ['leads', 'contacts', 'companies'].map((kind) => admin('GET', `/api/v4/${kind}/1`)),
      )),
      await admin('DELETE', `/api/v4/roles/${await idOf('roles')}`),
      await admin('POST', `/api/v4/leads/${leadId}/unlink`, [
        { to_entity_id: contactId, to_entity_type: 'contacts' },
      ]),
    ];
    expect(replies.map(({ status, text }) => `${status}${text}`)).toEqual(replies.map(() => '204'));
  });
});

describe('400', () => {
  test('"Request validation failed" with what is wrong, item by item, by its path', async () => {
    const reply = await admin('POST', '/api/v4/leads', [
      {},
      { request_id: 'mine', price: 'many', custom_fields_values: [{ field_id: 1, values: [] }] },
    ]);
    isProblem(
      reply,
      problem(400, 'Bad Request', 'Request validation failed', {
        'validation-errors': [
          {
            request_id: 'mine',
            errors: [
              { code: 'InvalidType', path: 'price', detail: 'This value should be of type int.' },
            ],
          },
        ],
      }),
    );
    // One bad item fails the batch.
    expect(rows(await admin('GET', '/api/v4/leads?limit=250&page=2'), 'leads')).toHaveLength(70);
  });

  test('a choice that is not there is NotSupportedChoice at its value', async () => {
    const wanted = { custom_fields_values: [{ field_id: 690151, values: [{ value: 'немає' }] }] };
    isProblem(
      await admin('POST', '/api/v4/leads', [wanted]),
      problem(400, 'Bad Request', 'Request validation failed', {
        'validation-errors': [
          {
            request_id: '0',
            errors: [
              {
                code: 'NotSupportedChoice',
                path: 'custom_fields_values.0.values.0.value',
                detail: 'The value you selected is not a valid choice.',
              },
            ],
          },
        ],
      }),
    );
  });

  test('what is required and not there is FieldMissing, whatever it would have been', async () => {
    const errorsSchema = z.object({
      'validation-errors': z.array(z.object({ errors: z.array(z.object({ code: z.string() })) })),
    });
    for (const [path, item] of [
      ['tasks', { text: 'x' }],
      ['leads/custom_fields', { name: 'x' }],
      ['leads/tags', {}],
      ['calls', { duration: 1, source: 'x', phone: '1' }],
    ] as const) {
      const reply = await admin('POST', `/api/v4/${path}`, [item]);
      const { 'validation-errors': found } = errorsSchema.parse(json(reply));
      expect([path, found]).toEqual([path, [{ errors: [{ code: 'FieldMissing' }] }]]);
    }
  });

  test('"Request data can not be empty"', async () => {
    for (const body of [[], {}]) {
      const reply = await admin('POST', '/api/v4/leads', body);
      isProblem(reply, problem(400, 'Bad Request', 'Request data can not be empty'));
    }
  });
});

describe('401', () => {
  const wrong = { host: oasis.host, headers: { authorization: 'Bearer wrong' } };

  test('"Неверный логин или пароль", with an X-Request-Id; also for expired and revoked tokens', async () => {
    const refused = problem(401, 'Unauthorized', 'Неверный логин или пароль');
    const reply = await amo.call('/api/v4/account', wrong);
    isProblem(reply, refused);
    expect(reply.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    const { access_token: expired } = await amo.connect(oasis, oasis.admin);
    await amo.order('clock/advance', { seconds: 86_400 });
    isProblem(await amo.api(oasis.host, '/api/v4/account', expired), refused);
    const { access_token: revoked } = await amo.connect(oasis, oasis.admin);
    await amo.order('grants/revoke', { subdomain: oasis.subdomain });
    isProblem(await amo.api(oasis.host, '/api/v4/account', revoked), refused);
  });

  test('"Invalid user name or password" on Kommo', async () => {
    const reply = await kommo.call('/api/v4/account', wrong);
    isProblem(reply, problem(401, 'Unauthorized', 'Invalid user name or password'));
  });
});

test('402 "Payment required"', async () => {
  await amo.order('accounts/set', { subdomain: oasis.subdomain, subscription: 'ended' });
  isProblem(
    await admin('GET', '/api/v4/leads'),
    problem(402, 'Payment Required', 'Payment required'),
  );
});

describe('403', () => {
  test('lack of rights: JSON', async () => {
    isProblem(await broker('GET', '/api/v4/users'), problem(403, 'Forbidden', 'Forbidden'));
  });

  test('a block: a page of nginx', async () => {
    await amo.order('faults', { match: 'api', kind: 'status', status: 403 });
    const reply = await admin('GET', '/api/v4/leads');
    expect([reply.status, reply.headers['content-type']]).toEqual([403, 'text/html']);
    expect(reply.text).toContain('<center>nginx</center>');
  });

  test('a foreign address: JSON, with the older number 113', async () => {
    const { subdomain } = oasis;
    await amo.order('accounts/set', { subdomain, allowedIps: ['203.0.113.7'] });
    const reply = await admin('GET', '/api/v4/leads');
    isProblem(reply, problem(403, 'Forbidden', expect.any(String), { error_code: 113 }));
  });
});

describe('404', () => {
  test('an unknown path: "Cannot GET" and the address', async () => {
    const address = `http://${oasis.host}/api/v4/nothing`;
    const reply = await admin('GET', '/api/v4/nothing?a=1');
    isProblem(reply, problem(404, 'Not Found', `Cannot GET ${address}`));
  });

  test.each([
    ['a missing group of fields', 'GET', 'leads/custom_fields/groups/leads_1', undefined],
    ['a missing talk', 'GET', 'talks/1', undefined],
    ['a missing source', 'GET', 'sources/1', undefined],
    ['an incoming lead that is not there, accepted', 'POST', 'leads/unsorted/abc/accept', {}],
    ['an incoming lead that is not there, declined', 'DELETE', 'leads/unsorted/abc/decline', {}],
    [
      'a webhook that is not there, deleted',
      'DELETE',
      'webhooks',
      { destination: 'https://example.test' },
    ],
  ])('%s', async (_what, method, path, body) => {
    const reply = await admin(method, `/api/v4/${path}`, body);
    isProblem(reply, problem(404, 'Not Found', expect.any(String)));
  });
});

test('405 "Method Not Allowed": what the API cannot do, such as deleting a lead', async () => {
  for (const path of ['leads', 'contacts', 'companies', 'tasks']) {
    const reply = await admin('DELETE', `/api/v4/${path}/${await idOf(path)}`);
    isProblem(reply, problem(405, 'Method Not Allowed', 'Method Not Allowed'));
  }
});

test('422 "Limit 250 per page": a batch that is too large', async () => {
  const batch = Array.from({ length: 251 }, () => ({}));
  isProblem(
    await admin('POST', '/api/v4/contacts', batch),
    problem(422, 'Unprocessable Entity', 'Limit 250 per page'),
  );
});

test('426: a function that is switched off, as customers are; 425 by order', async () => {
  expect(json(await admin('GET', '/api/v4/account'))).toMatchObject({ customers_mode: 'disabled' });
  const reply = await admin('GET', '/api/v4/customers');
  isProblem(reply, problem(426, 'Upgrade Required', 'Customers are disabled'));
  const match = '/api/v4/customers';
  await amo.order('faults', { match, kind: 'status', status: 425, format: 'json' });
  expect((await admin('GET', '/api/v4/customers')).status).toBe(425);
});

test('429: with retry_after in the body and no header for it', async () => {
  await amo.order('faults', { match: 'api', kind: 'status', status: 429 });
  const reply = await admin('GET', '/api/v4/leads');
  isProblem(reply, problem(429, 'Too Many Requests', 'Too Many Requests', { retry_after: 300 }));
  expect(reply.headers).not.toHaveProperty('retry-after');
});

test('500 "ErrInternalServer" with a trace_id', async () => {
  await amo.order('faults', { match: 'api', kind: 'status', status: 500 });
  const reply = await admin('GET', '/api/v4/leads');
  const trace: unknown = expect.stringMatching(/^[0-9a-f]{32}$/);
  isProblem(reply, problem(500, 'ErrInternalServer', expect.any(String), { trace_id: trace }));
});

test.each([502, 503, 504])('%i: a page, not JSON', async (status) => {
  await amo.order('faults', { match: 'api', kind: 'status', status });
  const reply = await admin('GET', '/api/v4/leads');
  expect([reply.status, reply.headers['content-type']]).toEqual([status, 'text/html']);
  expect(() => json(reply)).toThrow();
});
