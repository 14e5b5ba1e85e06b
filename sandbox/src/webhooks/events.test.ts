import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { seedAccounts } from '../seed/accounts.ts';
import { json, oasis, rows, startClient } from '../testing/client.ts';
import type { Client, Reply } from '../testing/client.ts';
import { hooked } from '../testing/hooked.ts';
import type { Hooked } from '../testing/hooked.ts';
import { startReceiver } from '../testing/receiver.ts';
import type { Receiver } from '../testing/receiver.ts';
import { presentStyle } from './hook.ts';
import { taskHooks } from './task-hooks.ts';

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
});

const idSchema = z.object({ id: z.int() });
function firstId(reply: Reply, name: string): number {
  return idSchema.parse(rows(reply, name)[0]).id;
}
const made = async (kind: 'leads' | 'contacts' | 'companies', body: object = {}) =>
  firstId(await hook.post(`/api/v4/${kind}`, [{ name: 'New', ...body }]), kind);
const stageIds = async () => {
  const path = `/api/v4/leads/pipelines/${oasis.mainPipeline}/statuses`;
  return rows(await hook.get(path), 'statuses').map((row) => Number(row['id']));
};
/** The fields of the only row of the only hook that came. */
async function only(prefix: string): Promise<Record<string, string>> {
  const told = await hook.told();
  expect(told).toHaveLength(1);
  return under(told[0] ?? {}, prefix);
}
function under(fields: Record<string, string>, prefix: string): Record<string, string> {
  const start = `${prefix}[0]`;
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => key.startsWith(start))
      .map(([key, value]) => [key.slice(start.length), value]),
  );
}

const leadKeys = [
  '[id]',
  '[name]',
  '[status_id]',
  '[price]',
  '[responsible_user_id]',
  '[last_modified]',
  '[modified_user_id]',
  '[created_user_id]',
  '[date_create]',
  '[pipeline_id]',
  '[account_id]',
  '[created_at]',
  '[updated_at]',
];

describe('leads', () => {
  test('lead add: leads[add] with the fields of the capture, tags when there are any', async () => {
    await hook.subscribe('add_lead');
    const id = await made('leads', { price: 999 });
    const plain = await only('leads[add]');
    expect(Object.keys(plain)).toEqual(leadKeys);
    expect(plain).toMatchObject({ '[id]': String(id), '[name]': 'New', '[price]': '999' });

    receiver.clear();
    await made('leads', { _embedded: { tags: [{ name: 'VIP' }] } });
    const tagged = await only('leads[add]');
    expect(tagged).toMatchObject({ '[tags][0][id]': '204101', '[tags][0][name]': 'VIP' });
  });

  test('lead update: leads[update]; without a move or another owner it has no old values', async () => {
    const id = await made('leads');
    await hook.subscribe('update_lead');
    await hook.patch(`/api/v4/leads/${id}`, { price: 5 });
    const item = await only('leads[update]');
    expect(Object.keys(item)).toEqual(leadKeys);
    expect(item['[price]']).toBe('5');
  });

  test('lead update adds old_status_id and old_responsible_user_id when those changed', async () => {
    const id = await made('leads');
    const [, first, second] = await stageIds();
    await hook.subscribe('update_lead');
    await hook.patch(`/api/v4/leads/${id}`, {
      status_id: second,
      responsible_user_id: oasis.seesAll,
    });
    expect(await only('leads[update]')).toMatchObject({
      '[status_id]': String(second),
      '[old_status_id]': String(first),
      '[responsible_user_id]': String(oasis.seesAll),
      '[old_responsible_user_id]': String(oasis.admin),
    });
  });

  test('lead status: leads[status] with old_status_id', async () => {
    const id = await made('leads');
    const [, first] = await stageIds();
    await hook.subscribe('status_lead');
    await hook.patch(`/api/v4/leads/${id}`, { price: 1 });
    await hook.patch(`/api/v4/leads/${id}`, { status_id: 142 });
    expect(await only('leads[status]')).toMatchObject({
      '[status_id]': '142',
      '[old_status_id]': String(first),
    });
  });

  test('lead responsible: leads[responsible] with old_responsible_user_id, and a stale old_status_id rides along', async () => {
    const id = await made('leads');
    const [, first, second] = await stageIds();
    await hook.patch(`/api/v4/leads/${id}`, { status_id: second });
    await hook.subscribe('responsible_lead');
    await hook.patch(`/api/v4/leads/${id}`, { responsible_user_id: oasis.seesAll });
    expect(await only('leads[responsible]')).toMatchObject({
      '[status_id]': String(second),
      '[old_status_id]': String(first),
      '[old_responsible_user_id]': String(oasis.admin),
    });
  });

  test('lead delete: leads[delete] with the id alone; restore: leads[restore] with the whole lead', async () => {
    const id = await made('leads');
    await hook.subscribe('delete_lead', 'restore_lead');
    const card = { subdomain: oasis.subdomain, kind: 'leads', ids: [id] };
    await amo.order('cards/delete', card);
    expect(await only('leads[delete]')).toEqual({ '[id]': String(id) });
    receiver.clear();
    await amo.order('cards/restore', card);
    expect(Object.keys(await only('leads[restore]'))).toEqual(leadKeys);
  });

  test('lead delete as Kommo tells it: with status_id and pipeline_id', async () => {
    const kommo = await startClient({ vendor: 'kommo', baseHost: 'amocrm.localhost' });
    try {
      const there = await hooked(kommo, receiver);
      await there.subscribe('delete_lead');
      const id = firstId(await there.post('/api/v4/leads', [{}]), 'leads');
      await kommo.order('cards/delete', { subdomain: oasis.subdomain, kind: 'leads', ids: [id] });
      const [told = {}] = await there.told();
      expect(Object.keys(under(told, 'leads[delete]'))).toEqual([
        '[id]',
        '[status_id]',
        '[pipeline_id]',
      ]);
    } finally {
      await kommo.sandbox.close();
    }
  });

  test('merge: the kept lead’s update and the other’s deletion tell of it', async () => {
    const [keepId, other] = [await made('leads'), await made('leads')];
    await hook.subscribe('update_lead', 'delete_lead');
    await amo.order('cards/merge', {
      subdomain: oasis.subdomain,
      kind: 'leads',
      keepId,
      otherIds: [other],
    });
    const told = await hook.told();
    expect(told.map((one) => [one['leads[update][0][id]'], one['leads[delete][0][id]']])).toEqual([
      [String(keepId), undefined],
      [undefined, String(other)],
    ]);
  });
});

describe.each([
  ['contacts', 'contact'],
  ['companies', 'company'],
] as const)('%s', (kind, type) => {
  test(`${type} add, update, restore, delete: contacts[…] with type=${type}`, async () => {
    await hook.subscribe(...['add', 'update', 'delete', 'restore'].map((one) => `${one}_${type}`));
    const id = await made(kind);
    await hook.patch(`/api/v4/${kind}/${id}`, { name: 'Changed' });
    const card = { subdomain: oasis.subdomain, kind, ids: [id] };
    await amo.order('cards/delete', card);
    await amo.order('cards/restore', card);
    const told = await hook.told();
    const actions = ['add', 'update', 'delete', 'restore'];
    expect(told.map((one, place) => under(one, `contacts[${actions[place] ?? ''}]`))).toMatchObject(
      [
        { '[id]': String(id), '[name]': 'New', '[type]': type },
        { '[id]': String(id), '[name]': 'Changed', '[type]': type },
        { '[id]': String(id), '[type]': type },
        { '[id]': String(id), '[name]': 'Changed', '[type]': type },
      ],
    );
    expect(Object.keys(under(told[2] ?? {}, 'contacts[delete]'))).toEqual(['[id]', '[type]']);
    expect(Object.keys(under(told[0] ?? {}, 'contacts[add]'))).toEqual([
      '[id]',
      '[name]',
      '[responsible_user_id]',
      '[date_create]',
      '[last_modified]',
      '[created_user_id]',
      '[modified_user_id]',
      '[account_id]',
      '[created_at]',
      '[updated_at]',
      '[type]',
    ]);
  });

  test(`${type} responsible: contacts[update] with old_responsible_user_id`, async () => {
    const id = await made(kind);
    await hook.subscribe(`responsible_${type}`);
    await hook.patch(`/api/v4/${kind}/${id}`, { name: 'Not told' });
    await hook.patch(`/api/v4/${kind}/${id}`, { responsible_user_id: oasis.seesAll });
    expect(await only('contacts[update]')).toMatchObject({
      '[responsible_user_id]': String(oasis.seesAll),
      '[old_responsible_user_id]': String(oasis.admin),
      '[type]': type,
    });
  });
});

test('contact update: company_name, linked_company_id and linked_leads_id', async () => {
  const companyId = await made('companies', { name: 'Palm' });
  const id = await made('contacts', { _embedded: { companies: [{ id: companyId }] } });
  const leadId = await made('leads', { _embedded: { contacts: [{ id }] } });
  await hook.subscribe('update_contact');
  await hook.patch(`/api/v4/contacts/${id}`, { name: 'Changed' });
  expect(await only('contacts[update]')).toMatchObject({
    '[company_name]': 'Palm',
    '[linked_company_id]': String(companyId),
    [`[linked_leads_id][${leadId}][ID]`]: String(leadId),
  });
});

describe('tasks', () => {
  const task = async (body: object = {}) => {
    const given = [{ text: 'Call', complete_till: 1_800_000_000, ...body }];
    return firstId(await hook.post('/api/v4/tasks', given), 'tasks');
  };

  test('task add: task[add], in the singular, with texts of dates in UTC', async () => {
    const leadId = await made('leads');
    await hook.subscribe('add_task');
    const id = await task({ entity_id: leadId, entity_type: 'leads' });
    const item = await only('task[add]');
    expect(item).toMatchObject({
      '[id]': String(id),
      '[element_id]': String(leadId),
      '[element_type]': '2',
      '[task_type]': '1',
      '[text]': 'Call',
      '[status]': '0',
      '[account_id]': String(oasis.id),
      '[created_user_id]': String(oasis.admin),
      '[responsible_user_id]': String(oasis.admin),
      '[complete_till]': '2027-01-15 08:00:00',
      '[complete_before]': '1800000000',
    });
    const createdAt = Number(item['[created_at]']);
    expect(item['[date_create]']).toBe(
      new Date(createdAt * 1000).toISOString().slice(0, 19).replace('T', ' '),
    );
  });

  test('task update: task[update] with old_text, old_responsible_user_id, main_user and modified_by', async () => {
    const id = await task();
    await hook.subscribe('update_task');
    await hook.patch(`/api/v4/tasks/${id}`, {
      text: 'Write',
      responsible_user_id: oasis.seesAll,
    });
    expect(await only('task[update]')).toMatchObject({
      '[text]': 'Write',
      '[old_text]': 'Call',
      '[old_responsible_user_id]': String(oasis.admin),
      '[main_user]': String(oasis.seesAll),
      '[modified_by]': String(oasis.admin),
      '[action_close]': '0',
    });
  });

  test('task responsible: has a code of its own and comes as task[update]', async () => {
    const id = await task();
    await hook.subscribe('responsible_task');
    await hook.patch(`/api/v4/tasks/${id}`, { responsible_user_id: oasis.seesAll });
    expect(await only('task[update]')).toMatchObject({
      '[old_responsible_user_id]': String(oasis.admin),
    });
  });

  // Neither the API nor control deletes a task, so the hook is asked for by itself.
  test('task delete: task[delete] with the fields of task[add]', async () => {
    await hook.subscribe('add_task');
    await task();
    const added = Object.keys(await only('task[add]'));
    const [account] = seedAccounts(1_700_000_000);
    const gone = account?.tasks.values().next().value;
    if (account === undefined || gone === undefined) throw new Error('no task in the seed');
    const [told, ...more] = taskHooks(account, presentStyle, gone, null);
    expect(more).toEqual([]);
    expect(told).toMatchObject({ code: 'delete_task', root: 'task', action: 'delete' });
    expect(told?.item).toMatchObject({ id: gone.id, text: gone.text, element_id: gone.entityId });
    const keys = Object.keys(told?.item ?? {}).map((key) => `[${key}]`);
    expect(keys).toEqual(expect.arrayContaining(added));
  });

  const close = { is_completed: true, result: { text: 'Done' } };

  test('task update: closing from a card with a result sends one, action_close=1 and result', async () => {
    const id = await task();
    await hook.subscribe('update_task');
    await hook.patch(`/api/v4/tasks/${id}`, close);
    expect(await only('task[update]')).toMatchObject({
      '[status]': '1',
      '[action_close]': '1',
      '[result][text]': 'Done',
    });
  });

  test('task update: closing from the list of tasks with a result sends two: close, then result', async () => {
    const id = await task();
    await hook.subscribe('update_task');
    await amo.order('webhooks/style', { taskResult: 'two' });
    await hook.patch(`/api/v4/tasks/${id}`, close);
    const told = (await hook.told()).map((one) => under(one, 'task[update]'));
    expect(told.map((one) => [one['[action_close]'], one['[result][text]']])).toEqual([
      ['1', undefined],
      ['0', 'Done'],
    ]);
  });
});

describe('notes', () => {
  const kinds = [
    ['leads', 'note_lead', 'leads', '2', undefined],
    ['contacts', 'note_contact', 'contacts', '1', 'contact'],
    ['companies', 'note_company', 'contacts', '3', 'company'],
  ] as const;

  test.each(kinds)(
    'note of %s: %s tells %s[note][i][note]',
    async (kind, code, root, element, type) => {
      const id = await made(kind);
      await hook.subscribe(code);
      const note = [{ note_type: 'common', params: { text: 'Hello' } }];
      await hook.post(`/api/v4/${kind}/${id}/notes`, note);
      const item = await only(`${root}[note]`);
      expect(item).toMatchObject({
        '[note][text]': 'Hello',
        '[note][note_type]': '4',
        '[note][element_type]': element,
        '[note][element_id]': String(id),
        '[note][created_by]': String(oasis.admin),
        '[note][modified_by]': String(oasis.admin),
        '[note][main_user_id]': String(oasis.admin),
        '[note][attachement]': '',
      });
      expect(item['[type]']).toBe(type);
      expect(JSON.parse(item['[note][metadata]'] ?? '')).toHaveProperty('event_source');
      // Three hours ahead of the Unix seconds beside it.
      const at = Number(item['[note][created_at]']) + 3 * 3600;
      const moscow = new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
      expect(item['[note][date_create]']).toBe(moscow);
      expect(item['[note][timestamp_x]']).toBe(moscow);
    },
  );

  test('note with a file: two hooks, note_type 4 and 5 with attachement', async () => {
    const id = await made('leads');
    await hook.subscribe('note_lead');
    await hook.post(`/api/v4/leads/${id}/notes`, [
      { note_type: 'attachment', params: { file_uuid: 'u', file_name: 'plan.pdf' } },
    ]);
    const told = (await hook.told()).map((one) => under(one, 'leads[note]'));
    expect(told.map((one) => one['[note][note_type]'])).toEqual(['4', '5']);
    expect(told[1]?.['[note][attachement]']).toBe('plan.pdf');
  });

  test('note of a call: its text is JSON with upper-case keys', async () => {
    const id = await made('leads');
    await hook.subscribe('note_lead');
    const params = { uniq: 'u1', duration: 60, source: 'pbx', link: 'https://x.test', phone: '1' };
    await hook.post(`/api/v4/leads/${id}/notes`, [{ note_type: 'call_in', params }]);
    const item = await only('leads[note]');
    expect(item['[note][note_type]']).toBe('10');
    expect(JSON.parse(item['[note][text]'] ?? '')).toMatchObject({ UNIQ: 'u1', PHONE: '1' });
  });
});

describe('incoming leads', () => {
  const add = async () => {
    const metadata = {
      form_id: 'f',
      form_name: 'Site',
      form_page: 'https://x.test',
      form_sent_at: 1_700_000_000,
    };
    const reply = await hook.post('/api/v4/leads/unsorted/forms', [
      { source_uid: 's', source_name: 'Site', metadata },
    ]);
    return String(rows(reply, 'unsorted')[0]?.['uid']);
  };

  test('incoming lead add: unsorted[add] with source_data, data and lead_id', async () => {
    await hook.subscribe('add_unsorted');
    const uid = await add();
    const item = await only('unsorted[add]');
    expect(item).toMatchObject({
      '[uid]': uid,
      '[category]': 'forms',
      '[pipeline_id]': String(oasis.mainPipeline),
      '[source_data][form_name]': 'Site',
    });
    expect(item['[data][leads][0][id]']).toBe(item['[lead_id]']);
  });

  test.each([
    ['accept', 'POST'],
    ['decline', 'DELETE'],
  ])('incoming lead %s: unsorted[delete] with action and its result', async (action, method) => {
    const uid = await add();
    await hook.subscribe('add_unsorted', 'update_unsorted', 'delete_unsorted');
    const { access_token: token } = await amo.connect(oasis, oasis.admin);
    await amo.call(`/api/v4/leads/unsorted/${uid}/${action}`, {
      host: oasis.host,
      method,
      headers: { authorization: `Bearer ${token}` },
      json: {},
    });
    const item = await only('unsorted[delete]');
    expect(item).toMatchObject({ '[uid]': uid, '[action]': action });
    expect(item[`[${action}_result][leads][0]`]).toBe(item['[lead_id]']);
  });

  test('incoming lead update: unsorted[update], as ordered', async () => {
    await hook.subscribe('update_unsorted');
    const told = { code: 'update_unsorted', root: 'unsorted', action: 'update' };
    await amo.order('webhooks/tell', {
      subdomain: oasis.subdomain,
      ...told,
      item: { uid: 'u', data: { leads: [{ id: 5 }] } },
    });
    expect(await only('unsorted[update]')).toMatchObject({ '[data][leads][0][id]': '5' });
  });
});

describe('what this amoCRM has no rows for is told as ordered', () => {
  test.each([
    ['message', 'add', 'add_message', { text: 'Hi', author: { type: 'external' } }],
    ['talk', 'add', 'add_talk', { talk_id: 1, is_in_work: true, rate: 0 }],
    ['talk', 'update', 'update_talk', { talk_id: 1, is_in_work: false, rate: 0 }],
    ['catalogs', 'add', 'add_catalog', { catalog_id: 2, type: 'catalog', deleted: 0 }],
    ['catalogs', 'update', 'update_catalog', { catalog_id: 2, type: 'catalog', deleted: 0 }],
    ['catalogs', 'delete', 'delete_catalog', { catalog_id: 2, type: 'catalog', deleted: 1 }],
  ])('%s[%s] with the fields it is given', async (root, action, code, item) => {
    await hook.subscribe(code);
    await amo.order('webhooks/tell', { subdomain: oasis.subdomain, code, root, action, item });
    const came = await only(`${root}[${action}]`);
    if (root === 'message') expect(came['[author][type]']).toBe('external');
    else if (root === 'talk') expect(came['[is_in_work]']).toBe(action === 'add' ? '1' : '0');
    else expect(came['[type]']).toBe('catalog');
  });
});

describe('what surrounds it', () => {
  test('a POST of a form without a signature, with the headers of 2025', async () => {
    await hook.subscribe('add_lead');
    await made('leads', { name: 'Пентхаус & море' });
    await amo.order('webhooks/flush');
    const [got] = receiver.got;
    expect(got?.method).toBe('POST');
    expect(got?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'amoCRM-Webhooks/3.0',
      'accept-encoding': 'gzip',
      'content-length': String(got?.body.length),
    });
    expect(got?.headers['x-amocrm-requestid']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(Object.keys(got?.headers ?? {}).join()).not.toMatch(/sign|time|date/);
    expect(got?.body).toMatch(/^account%5Bsubdomain%5D=oasiskey&account%5Bid%5D=31894702&/);
    expect(got?.body).toContain('%5Bname%5D=%D0%9F%D0%B5%D0%BD%D1%82%D1%85%D0%B0%D1%83%D1%81+%26+');
  });

  test.each([
    ['first', ['account[subdomain]', 'account[id]', 'account[_links][self]'], 0],
    ['last', ['account[subdomain]', 'account[id]', 'account[_links][self]'], -3],
    ['name_only', ['account[subdomain]'], -1],
  ] as const)('the account’s block: %s', async (accountBlock, expected, place) => {
    await hook.subscribe('add_lead');
    await amo.order('webhooks/style', { accountBlock });
    await made('leads');
    const [told = {}] = await hook.told();
    const all = Object.keys(told);
    expect(all.slice(place, place < 0 ? undefined : expected.length)).toEqual(expected);
    expect(all.filter((key) => key.startsWith('account'))).toHaveLength(expected.length);
  });

  test('several rows of one request can come in one hook', async () => {
    await hook.subscribe('add_lead');
    await amo.order('webhooks/style', { rows: 'batch' });
    await hook.post('/api/v4/leads', [{ name: 'A' }, { name: 'B' }, { name: 'C' }]);
    const [told = {}, ...more] = await hook.told();
    expect(more).toEqual([]);
    expect([0, 1, 2].map((row) => told[`leads[add][${row}][name]`])).toEqual(['A', 'B', 'C']);
  });

  test('only what was subscribed to, and only of this account', async () => {
    await hook.subscribe('add_contact');
    await made('leads');
    await amo.order('leads/create', { subdomain: 'palmco' });
    expect(await hook.told()).toEqual([]);
  });

  test('a subscription that ended is told nothing more', async () => {
    await hook.subscribe('add_lead');
    const { access_token: token } = await amo.connect(oasis, oasis.admin);
    const reply = await amo.call('/api/v4/webhooks', {
      host: oasis.host,
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
      json: { destination: receiver.url },
    });
    expect([reply.status, reply.text]).toEqual([204, '']);
    await made('leads');
    expect(await hook.told()).toEqual([]);
    expect(json(await amo.call('/_sandbox/hooks'))).toMatchObject({ deliveries: [], waiting: [] });
  });
});
