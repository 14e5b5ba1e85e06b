import { beforeEach, describe, expect, test } from 'vitest';
import { body, wrong } from '../testing/bodies.ts';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
let leadId: number;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
  leadId = Number(rows(await admin.get('/api/v4/leads?limit=1&page=40'), 'leads')[0]?.['id']);
});

const path = '/api/v4/tasks';
const till = 1_900_000_000;
const call = { text: 'Передзвонити', complete_till: till };

async function one(by: Caller, item: object): Promise<number> {
  const [made] = rows(await by.post(path, [item]), 'tasks');
  return Number(made?.['id']);
}

describe('a new task', () => {
  test('needs words and a deadline, and falls to the caller, to no card, to the first type', async () => {
    const before = Math.floor(Date.now() / 1000);
    const reply = await admin.post(path, [call, { ...call, request_id: 'second' }]);
    expect(body(reply)['_links']).toEqual({ self: { href: `http://${oasis.host}${path}` } });
    const made = rows(reply, 'tasks');
    expect(made.map((task) => Object.keys(task).sort())).toEqual([
      ['_links', 'id', 'request_id'],
      ['_links', 'id', 'request_id'],
    ]);
    expect(made.map((task) => task['request_id'])).toEqual(['0', 'second']);
    const task = body(await admin.get(`${path}/${String(made[0]?.['id'])}`));
    expect(task).toMatchObject({
      ...call,
      responsible_user_id: oasis.admin,
      created_by: oasis.admin,
      entity_id: null,
      entity_type: null,
      is_completed: false,
      task_type_id: 1,
      duration: 0,
      result: [],
    });
    expect(Number(task['created_at'])).toBeGreaterThanOrEqual(before);
  });

  test.each([
    [{}, ['0 text FieldMissing', '0 complete_till FieldMissing']],
    [{ ...call, complete_till: 'tomorrow' }, ['0 complete_till InvalidType']],
    [{ ...call, task_type_id: 99 }, ['0 task_type_id NotSupportedChoice']],
    [{ ...call, responsible_user_id: 1 }, ['0 responsible_user_id NotSupportedChoice']],
    [{ ...call, entity_id: 5 }, ['0 entity_type FieldMissing']],
    [{ ...call, entity_type: 'leads' }, ['0 entity_id FieldMissing']],
    [{ ...call, entity_id: 5, entity_type: 'leads' }, ['0 entity_id NotSupportedChoice']],
    [{ ...call, entity_id: 5, entity_type: 'boats' }, ['0 entity_type NotSupportedChoice']],
  ])('is refused by the field: %j', async (item, errors) => {
    expect(wrong(await admin.post(path, [item]))).toEqual(errors);
  });

  test('one bad item keeps the whole batch out', async () => {
    const count = async () => rows(await admin.get(`${path}?limit=250`), 'tasks').length;
    const before = await count();
    expect(wrong(await admin.post(path, [call, { ...call, text: 5 }]))).toEqual([
      '1 text InvalidType',
    ]);
    expect(await count()).toBe(before);
  });

  test('moves its card’s closest task and leaves the card’s own time alone', async () => {
    const lead = `/api/v4/leads/${leadId}`;
    const before = body(await admin.get(lead));
    const soon = 1_000_000_000;
    await one(admin, { ...call, complete_till: soon, entity_id: leadId, entity_type: 'leads' });
    expect(body(await admin.get(lead))).toEqual({ ...before, closest_task_at: soon });
  });
});

describe('a change', () => {
  test('of one answers its id and time, of many the request id as well', async () => {
    const id = await one(admin, call);
    const single = body(await admin.patch(`${path}/${id}`, { text: 'A' }));
    expect(Object.keys(single).sort()).toEqual(['_links', 'id', 'updated_at']);
    const [item] = rows(await admin.patch(path, [{ id, text: 'B', request_id: 7 }]), 'tasks');
    expect(Object.keys(item ?? {}).sort()).toEqual(['_links', 'id', 'request_id', 'updated_at']);
    expect(item?.['request_id']).toBe('7');
    expect(body(await admin.get(`${path}/${id}`))).toMatchObject({
      text: 'B',
      complete_till: till,
    });
  });

  test('done with a result turns the list into an object, and the task leaves its card’s closest', async () => {
    const soon = { ...call, complete_till: 1_000_000_000, entity_id: leadId, entity_type: 'leads' };
    const id = await one(admin, soon);
    await admin.patch(`${path}/${id}`, { is_completed: true, result: { text: 'Домовилися' } });
    expect(body(await admin.get(`${path}/${id}`))).toMatchObject({
      is_completed: true,
      result: { text: 'Домовилися' },
    });
    const lead = body(await admin.get(`/api/v4/leads/${leadId}`));
    expect(lead['closest_task_at']).not.toBe(1_000_000_000);
  });

  test('is found by whoever asks what changed after a moment', async () => {
    const id = await one(admin, call);
    await amo.order('clock/advance', { seconds: 100 });
    const since = Math.floor(Date.now() / 1000) + 50;
    const asked = `${path}?filter[updated_at]=${since}`;
    expect((await admin.get(asked)).status).toBe(204);
    await admin.patch(`${path}/${id}`, { text: 'Пізніше' });
    expect(rows(await admin.get(asked), 'tasks').map((task) => task['id'])).toEqual([id]);
  });

  test('of two items to one task keeps both', async () => {
    const id = await one(admin, call);
    await admin.patch(path, [
      { id, text: 'Нове' },
      { id, complete_till: 5 },
    ]);
    expect(body(await admin.get(`${path}/${id}`))).toMatchObject({
      text: 'Нове',
      complete_till: 5,
    });
  });

  test('of a task that is not there, or not for these eyes, is refused', async () => {
    const own = await callerIn(amo, oasis, oasis.seesOwn);
    const foreign = await one(admin, call);
    for (const id of [1, foreign]) {
      expect((await own.patch(`${path}/${id}`, { text: 'x' })).status).toBe(404);
      expect(wrong(await own.patch(path, [{ id, text: 'x' }]))).toEqual([
        '0 id NotSupportedChoice',
      ]);
    }
  });

  test('by a broker reaches his own tasks only, however much he sees', async () => {
    const seesAll = await callerIn(amo, oasis, oasis.seesAll);
    const onCard = { ...call, entity_id: leadId, entity_type: 'leads' };
    const foreign = await one(admin, onCard);
    expect((await seesAll.get(`${path}/${foreign}`)).status).toBe(200);
    expect((await seesAll.patch(`${path}/${foreign}`, { text: 'x' })).status).toBe(403);
    const own = await one(seesAll, onCard);
    expect((await seesAll.patch(`${path}/${own}`, { text: 'x' })).status).toBe(200);
  });
});

test('a task cannot be deleted over the API', async () => {
  const id = await one(admin, call);
  const { access_token: token } = await amo.connect(oasis, oasis.admin);
  const reply = await amo.call(`${path}/${id}`, {
    host: oasis.host,
    method: 'DELETE',
    headers: { authorization: `Bearer ${token}` },
  });
  expect([reply.status, json(reply)]).toEqual([405, expect.objectContaining({ status: 405 })]);
});
