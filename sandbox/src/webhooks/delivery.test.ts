import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { json, oasis, rows, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';
import { hooked, hookLog } from '../testing/hooked.ts';
import type { Hooked } from '../testing/hooked.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Receiver } from '../testing/receiver.ts';

let amo: Client;
let receiver: Receiver;
let hook: Hooked;
beforeAll(async () => {
  [amo, receiver] = await Promise.all([startClient(), startReceiver()]);
});
afterAll(() => Promise.all([amo.sandbox.close(), receiver.close()]));
beforeEach(async () => {
  await amo.order('reset');
  receiver.clear();
  hook = await hooked(amo, receiver);
  await hook.subscribe('add_lead');
});

const lead = (name = 'New') => hook.post('/api/v4/leads', [{ name }]);
const flush = () => amo.order('webhooks/flush');
const advance = (seconds: number) => amo.order('clock/advance', { seconds });
const freeze = () => amo.order('clock/freeze');
const attempts = async () => (await hookLog(amo)).deliveries;
const isDisabled = async () =>
  rows(await hook.get('/api/v4/webhooks'), 'webhooks')[0]?.['disabled'];
const names = () => receiver.got.map(({ fields }) => fields.get('leads[add][0][name]'));
const minute = 60;

test('the first attempt follows right after the action, by itself', async () => {
  await lead();
  await expect.poll(() => receiver.got.length).toBe(1);
});

test('hooks of one subscription arrive in the order of what they tell', async () => {
  await hook.post(
    '/api/v4/leads',
    Array.from({ length: 50 }, (_, at) => ({ name: String(at) })),
  );
  await flush();
  expect(names()).toEqual(Array.from({ length: 50 }, (_, at) => String(at)));
});

describe('which answers are good', () => {
  test.each([200, 201, 204, 299])('%i ends it', async (status) => {
    receiver.answer(status);
    await freeze();
    await lead();
    await flush();
    expect(await hookLog(amo)).toMatchObject({
      deliveries: [{ status, nextAt: null }],
      waiting: [],
    });
  });

  test.each([301, 302, 400, 404, 410, 500, 503])('%i is tried again', async (status) => {
    receiver.answer(status);
    await freeze();
    await lead();
    await flush();
    const log = await hookLog(amo);
    expect(log.deliveries).toMatchObject([{ status }]);
    expect(log.waiting).toHaveLength(1);
  });
});

/** Every attempt of one hook as seconds after the first, over a day. */
async function schedule(): Promise<number[]> {
  await freeze();
  await lead();
  await advance(24 * 3600);
  const all = await attempts();
  return all.map(({ at }) => at - (all[0]?.at ?? 0));
}

describe('the table of retries', () => {
  const three = [0, 5 * minute, 20 * minute];
  const five = [...three, 35 * minute, 95 * minute];

  test.each([302, 400, 404, 418])('%i: three attempts, after 5 and 15 minutes', async (status) => {
    receiver.answer(status);
    expect(await schedule()).toEqual(three);
  });

  test('nobody there: three attempts, and the answer is 0', async () => {
    receiver.answer('cut');
    expect(await schedule()).toEqual(three);
    expect((await attempts()).map(({ status }) => status)).toEqual([0, 0, 0]);
  });

  test.each([499, 500, 502, 599])('%i: five attempts, the last after an hour', async (status) => {
    receiver.answer(status);
    expect(await schedule()).toEqual(five);
  });

  test('no answer within two seconds counts as 499', async () => {
    receiver.answer(200, 'hang');
    await freeze();
    await lead();
    const start = performance.now();
    await flush();
    expect(performance.now() - start).toBeGreaterThanOrEqual(1990);
    expect(performance.now() - start).toBeLessThan(4000);
    expect(await attempts()).toMatchObject([{ status: 499 }]);
  });

  test('the fourth attempt looks at the third answer, not at the first', async () => {
    receiver.answer(404, 500, 500);
    expect(await schedule()).toEqual(three);
  });

  test('a good answer ends it, whenever it comes', async () => {
    receiver.answer(200, 500, 404);
    expect(await schedule()).toEqual(three);
  });

  test('every attempt has the same body and the same X-Amocrm-Requestid', async () => {
    receiver.answer(500);
    await schedule();
    expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.got.map(({ headers }) => headers['x-amocrm-requestid'])).size).toBe(1);
  });

  test('advancing the clock answers when the attempts that were due were made', async () => {
    receiver.answer(500);
    await freeze();
    await lead();
    await advance(5 * minute - 1);
    expect(receiver.got).toHaveLength(1);
    await advance(1);
    expect(receiver.got).toHaveLength(2);
  });

  test('a running clock that is moved on does the same', async () => {
    receiver.answer(200, 500);
    await lead();
    await flush();
    await advance(6 * minute);
    expect(receiver.got).toHaveLength(2);
  });

  test('with a running clock and nobody’s order, time alone brings what is due', async () => {
    await amo.order('webhooks/disorder', { kind: 'delay', seconds: 1 });
    await lead();
    expect(receiver.got).toEqual([]);
    await expect.poll(() => receiver.got.length, { timeout: 5000 }).toBe(1);
  });
});

describe('too many bad answers', () => {
  const many = (count: number) =>
    hook.post(
      '/api/v4/leads',
      Array.from({ length: count }, () => ({ name: 'x' })),
    );

  test('more than 100 in two hours, the latest bad: the subscription is off, and GET says so', async () => {
    receiver.answer(404);
    await freeze();
    await many(100);
    await flush();
    expect(await isDisabled()).toBe(false);
    await many(1);
    await flush();
    expect(await isDisabled()).toBe(true);
    expect((await attempts()).at(-1)).toMatchObject({ disabled: true, nextAt: null });
    await lead();
    await advance(3600);
    expect(receiver.got).toHaveLength(101);
  });

  test('100 bad ones and a good latest one leave it on', async () => {
    receiver.answer(200, ...Array.from({ length: 100 }, () => 404 as const));
    await freeze();
    await many(101);
    await flush();
    expect(await isDisabled()).toBe(false);
  });

  test('bad answers of more than two hours ago count no more', async () => {
    receiver.answer(302);
    await freeze();
    // Three bad answers each, within 20 minutes.
    await many(33);
    await advance(2 * 3600 + 20 * minute);
    await many(99);
    await flush();
    expect(await isDisabled()).toBe(false);
  });

  test('a fresh POST switches it on again, and so does control', async () => {
    receiver.answer(404);
    await freeze();
    await many(101);
    await flush();
    expect(await isDisabled()).toBe(true);
    await hook.subscribe('add_lead');
    expect(await isDisabled()).toBe(false);
    await many(100);
    await flush();
    expect(await isDisabled()).toBe(false);
    await many(1);
    await flush();
    const { url: destination } = receiver;
    await amo.order('webhooks/enable', { subdomain: oasis.subdomain, destination });
    expect(await isDisabled()).toBe(false);
  });
});

describe('nothing is promised of order, number or completeness', () => {
  const disorder = (order: object) => amo.order('webhooks/disorder', order);

  test('lose: the hook is never sent, and the log says so', async () => {
    await disorder({ kind: 'lose' });
    await lead('lost');
    await lead('kept');
    await flush();
    expect(names()).toEqual(['kept']);
    expect((await attempts()).map(({ status }) => status)).toEqual([null, 200]);
  });

  test('double: it comes twice with one id', async () => {
    await disorder({ kind: 'double' });
    await lead();
    await flush();
    const ids = receiver.got.map(({ headers }) => headers['x-amocrm-requestid']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test('reorder: it comes after the next one', async () => {
    await disorder({ kind: 'reorder' });
    await lead('first');
    await lead('second');
    await flush();
    expect(names()).toEqual(['second', 'first']);
  });

  test('reorder, and no next one: a flush brings it', async () => {
    await disorder({ kind: 'reorder' });
    await lead('alone');
    await flush();
    expect(names()).toEqual(['alone']);
  });

  test('delay: by the sandbox’s clock', async () => {
    await freeze();
    await disorder({ kind: 'delay', seconds: 100 });
    await lead('late');
    await lead('prompt');
    await advance(99);
    expect(names()).toEqual(['prompt']);
    await advance(1);
    expect(names()).toEqual(['prompt', 'late']);
  });

  test('orders are counted, and strike only what they name', async () => {
    await hook.subscribe('add_lead', 'add_contact');
    await disorder({ kind: 'lose', code: 'add_contact', times: 2 });
    await lead('kept');
    await hook.post('/api/v4/contacts', [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
    await flush();
    const contacts = receiver.got.map(({ fields }) => fields.get('contacts[add][0][name]'));
    expect(contacts).toEqual([undefined, 'c']);
  });
});

describe('digital pipeline', () => {
  const stagesSchema = z.array(z.object({ id: z.int() }));
  const stages = async () => {
    const path = `/api/v4/leads/pipelines/${oasis.mainPipeline}/statuses`;
    return stagesSchema.parse(rows(await hook.get(path), 'statuses')).map(({ id }) => id);
  };
  const put = (statusId: number, triggers: string[], subdomain: string = oasis.subdomain) =>
    amo.order('webhooks/pipeline', {
      hooks: [
        {
          subdomain,
          pipelineId: oasis.mainPipeline,
          statusId,
          destination: `${receiver.url}/pipeline`,
          triggers,
        },
      ],
    });
  const idSchema = z.object({ id: z.int() });
  const newLead = async () => idSchema.parse(rows(await lead(), 'leads')[0]).id;
  const came = () => receiver.got.filter(({ path }) => path.endsWith('/pipeline'));

  test('a lead that comes into the stage is told with ids alone, the account last', async () => {
    const [, first = 0, second = 0] = await stages();
    await put(second, ['add', 'status']);
    const id = await newLead();
    await hook.patch(`/api/v4/leads/${id}`, { status_id: second });
    await flush();
    expect(came().map(({ fields }) => [...fields])).toEqual([
      [
        ['leads[status][0][id]', String(id)],
        ['leads[status][0][status_id]', String(second)],
        ['leads[status][0][pipeline_id]', String(oasis.mainPipeline)],
        ['leads[status][0][old_status_id]', String(first)],
        ['leads[status][0][old_pipeline_id]', String(oasis.mainPipeline)],
        ['account[id]', String(oasis.id)],
        ['account[subdomain]', oasis.subdomain],
      ],
    ]);
  });

  test('a new lead and a call in the stage', async () => {
    const [, first = 0] = await stages();
    await put(first, ['add', 'call_in']);
    const id = await newLead();
    const params = { uniq: 'u', duration: 1, source: 'pbx', link: 'https://x.test', phone: '1' };
    await hook.post(`/api/v4/leads/${id}/notes`, [{ note_type: 'call_in', params }]);
    await flush();
    expect(came().map(({ fields }) => [...fields.keys()][0])).toEqual([
      'leads[add][0][id]',
      'leads[call_in][0][id]',
    ]);
  });

  test('one attempt, whatever the answer', async () => {
    const [, first = 0] = await stages();
    await put(first, ['add']);
    await freeze();
    receiver.answer(500);
    await newLead();
    await advance(24 * 3600);
    expect(came()).toHaveLength(1);
  });

  test('Kommo tries four times more within an hour, and is silent after 100 bad ones', async () => {
    const kommo = await startClient({ vendor: 'kommo', baseHost: 'amocrm.localhost' });
    try {
      await kommo.order('clock/freeze');
      const [, first = 0] = await stages();
      await kommo.order('webhooks/pipeline', {
        hooks: [
          {
            subdomain: oasis.subdomain,
            pipelineId: oasis.mainPipeline,
            statusId: first,
            destination: `${receiver.url}/pipeline`,
            triggers: ['add'],
          },
        ],
      });
      receiver.answer(500);
      await kommo.order('leads/create', { subdomain: oasis.subdomain });
      await kommo.order('clock/advance', { seconds: 3600 });
      expect(came()).toHaveLength(5);
      receiver.clear();
      receiver.answer(500);
      await kommo.order('clock/advance', { seconds: 86_400 });
      await kommo.order('leads/create', { subdomain: oasis.subdomain, count: 120 });
      await kommo.order('webhooks/flush');
      expect(came()).toHaveLength(101);
    } finally {
      await kommo.sandbox.close();
    }
  });
});

test('the log keeps bodies and answers, and a bounded number of them', async () => {
  await hook.post(
    '/api/v4/leads',
    Array.from({ length: 250 }, () => ({ name: 'x' })),
  );
  await flush();
  const [first] = await attempts();
  expect(first).toMatchObject({ code: 'add_lead', attempt: 1, status: 200, answer: 'heard' });
  expect(first?.body).toBe(receiver.got[0]?.body);
  await amo.order('leads/create', { subdomain: oasis.subdomain, count: 1000 });
  await flush();
  expect((await attempts()).length).toBe(1000);
  await amo.order('hooks/clear');
  expect(await attempts()).toEqual([]);
});

test('a reset forgets subscriptions, what waits and every order about hooks', async () => {
  receiver.answer(500);
  await freeze();
  await lead();
  await flush();
  await amo.order('webhooks/disorder', { kind: 'lose', times: 9 });
  await amo.order('reset');
  expect(json(await amo.call('/_sandbox/hooks'))).toEqual({
    deliveries: [],
    waiting: [],
    dropped: 0,
  });
  await advance(3600);
  expect(receiver.got).toHaveLength(1);
});

test('closing the sandbox does not wait for a receiver that hangs', async () => {
  const other = await startClient();
  const there = await hooked(other, receiver);
  await there.subscribe('add_lead');
  receiver.answer('hang');
  await there.post('/api/v4/leads', [{}]);
  await expect.poll(() => receiver.got.length).toBe(1);
  const start = performance.now();
  await other.sandbox.close();
  expect(performance.now() - start).toBeLessThan(1000);
});
