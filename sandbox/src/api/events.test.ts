import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { body } from '../testing/bodies.ts';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, links, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/events';
const newRequest = 68412314;
const qualified = 68412318;

const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  entity_id: z.int(),
  entity_type: z.string(),
  created_by: z.int(),
  created_at: z.int(),
  value_before: z.array(z.record(z.string(), z.unknown())),
  value_after: z.array(z.record(z.string(), z.unknown())),
});
type Event = z.output<typeof eventSchema>;

/** Newest first, as they come. */
async function events(query: string, by: Caller = admin): Promise<Event[]> {
  return rows(await by.get(`${path}?limit=100&${query}`), 'events').map((row) =>
    eventSchema.parse(row),
  );
}

/** What the feed says of one card or task, oldest first: type, before, after. */
async function told(entity: string, id: number): Promise<unknown[]> {
  const found = await events(`filter[entity]=${entity}&filter[entity_id]=${id}`);
  return found
    .reverse()
    .map(({ type, value_before: before, value_after: after }) => [type, before, after]);
}

async function made(kind: string, item: object, at = `/api/v4/${kind}`): Promise<number> {
  return Number(rows(await admin.post(at, [item]), kind)[0]?.['id']);
}

const anyId: unknown = expect.any(Number);
const systemNote = [{ note: { id: anyId } }];

describe('the feed tells', () => {
  test('how a lead came, moved, changed and changed hands', async () => {
    const id = await made('leads', { name: 'Вілла', price: 5, status_id: newRequest });
    const lead = `/api/v4/leads/${id}`;
    await admin.patch(lead, { status_id: qualified });
    await admin.patch(lead, { name: 'Вілла з басейном', price: 7 });
    await admin.patch(lead, { responsible_user_id: oasis.seesOwn });
    await admin.patch(lead, { _embedded: { tags: [{ name: 'Зірка' }] } });
    await admin.patch(lead, { _embedded: { tags: null } });
    const stage = (status: number) => [
      { lead_status: { id: status, pipeline_id: oasis.mainPipeline } },
    ];
    expect(await told('lead', id)).toEqual([
      ['lead_added', [], systemNote],
      ['lead_status_changed', stage(newRequest), stage(qualified)],
      [
        'name_field_changed',
        [{ name_field_value: { name: 'Вілла' } }],
        [{ name_field_value: { name: 'Вілла з басейном' } }],
      ],
      [
        'sale_field_changed',
        [{ sale_field_value: { sale: 5 } }],
        [{ sale_field_value: { sale: 7 } }],
      ],
      [
        'entity_responsible_changed',
        [{ responsible_user: { id: oasis.admin } }],
        [{ responsible_user: { id: oasis.seesOwn } }],
      ],
      ['entity_tag_added', [], [{ tag: { name: 'Зірка' } }]],
      ['entity_tag_deleted', [{ tag: { name: 'Зірка' } }], []],
    ]);
  });

  test('a lead’s way into the trash', async () => {
    const id = await made('leads', {});
    await amo.order('leads/delete', { subdomain: oasis.subdomain, ids: [id] });
    expect((await told('lead', id)).at(-1)).toEqual(['lead_deleted', [], []]);
  });

  test('a link on both of its cards, and its end', async () => {
    const person = await made('contacts', { name: 'Тарас' });
    const lead = await made('leads', {});
    const target = [{ to_entity_id: person, to_entity_type: 'contacts' }];
    await admin.post(`/api/v4/leads/${lead}/link`, target);
    await admin.post(`/api/v4/leads/${lead}/unlink`, target);
    const ends = (type: string, id: number) => [
      [[], [{ link: { entity: { type, id } } }]],
      [[], [{ unlink: { entity: { type, id } } }]],
    ];
    const [linked, unlinked] = ends('contact', person);
    expect((await told('lead', lead)).slice(1)).toEqual([
      ['entity_linked', ...(linked ?? [])],
      ['lead_linked', ...(linked ?? [])],
      ['entity_unlinked', ...(unlinked ?? [])],
      ['lead_unlinked', ...(unlinked ?? [])],
    ]);
    const [there, gone] = ends('lead', lead);
    expect((await told('contact', person)).slice(1)).toEqual([
      ['contact_linked', ...(there ?? [])],
      ['contact_unlinked', ...(gone ?? [])],
    ]);
  });

  test('a task’s life, as events of the task', async () => {
    const task = { text: 'Показ', complete_till: 100, task_type_id: 1 };
    const id = await made('tasks', task);
    await admin.patch(`/api/v4/tasks/${id}`, { text: 'Другий показ', task_type_id: 2 });
    await admin.patch(`/api/v4/tasks/${id}`, { complete_till: 200 });
    await admin.patch(`/api/v4/tasks/${id}`, { is_completed: true, result: { text: 'Купує' } });
    expect(await told('task', id)).toEqual([
      ['task_added', [], []],
      ['task_text_changed', [{ task: { text: 'Показ' } }], [{ task: { text: 'Другий показ' } }]],
      ['task_type_changed', [{ task_type: { id: 1 } }], [{ task_type: { id: 2 } }]],
      [
        'task_deadline_changed',
        [{ task_deadline: { timestamp: 100 } }],
        [{ task_deadline: { timestamp: 200 } }],
      ],
      ['task_completed', [], []],
      ['task_result_added', [], systemNote],
    ]);
  });

  test.each([
    ['common', { text: 'x' }, 'common_note_added'],
    ['call_in', { duration: 1, source: 's', phone: '1' }, 'incoming_call'],
    ['call_out', { duration: 1, source: 's', phone: '1' }, 'outgoing_call'],
    ['sms_in', { text: 'x', phone: '1' }, 'incoming_sms'],
    ['sms_out', { text: 'x', phone: '1' }, 'outgoing_sms'],
    ['attachment', { file_uuid: 'f', file_name: 'n' }, 'attachment_note_added'],
    ['service_message', { service: 's', text: 'x' }, 'service_note_added'],
    ['message_cashier', { status: 'created', text: 'x' }, 'message_to_cashier_note_added'],
  ])('a %s note by its id', async (note_type, params, type) => {
    const lead = await made('leads', {});
    const note = await made('notes', { note_type, params }, `/api/v4/leads/${lead}/notes`);
    await admin.patch(`/api/v4/leads/notes/${note}`, { params });
    expect((await told('lead', lead)).slice(1)).toEqual([[type, [], [{ note: { id: note } }]]]);
  });

  test('who did it: the caller, or whom he named', async () => {
    const id = await made('leads', { created_by: 0 });
    await admin.patch(`/api/v4/leads/${id}`, { name: 'x' });
    const found = await events(`filter[entity]=lead&filter[entity_id]=${id}`);
    expect(found.map((event) => event.created_by)).toEqual([oasis.admin, 0]);
  });
});

describe('ids', () => {
  test('grow with time and within a second', async () => {
    for (let place = 0; place < 5; place += 1) await made('leads', {});
    await amo.order('clock/advance', { seconds: 5 });
    await made('leads', {});
    const found = await events('filter[type]=lead_added');
    expect(found.every(({ id }) => /^[0-9a-hjkmnp-tv-z]{26}$/.test(id))).toBe(true);
    const ids = found.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(ids.length);
    const times = found.map((event) => event.created_at);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('of the seed are the same at every start of a day', async () => {
    const before = await events('');
    await amo.order('reset');
    admin = await callerIn(amo, oasis, oasis.admin);
    expect(await events('')).toEqual(before);
  });
});

describe('a list', () => {
  test('has a hundred at most, newest first, and no total', async () => {
    const reply = await admin.get(`${path}?limit=250`);
    expect(rows(reply, 'events')).toHaveLength(100);
    expect(body(reply)).not.toHaveProperty('_total_items');
    const next = links(reply)['next'] ?? '';
    expect(next).toContain('limit=100');
    const more = rows(await admin.get(next.slice(next.indexOf('/api'))), 'events');
    const ids = [...rows(reply, 'events'), ...more].map((event) => String(event['id']));
    expect(ids).toEqual([...ids].sort().reverse());
    expect(new Set(ids).size).toBe(200);
  });

  test('has the documented keys, and the same event alone', async () => {
    const [event = {}] = rows(await admin.get(`${path}?limit=1`), 'events');
    expect(Object.keys(event).sort()).toEqual(
      '_embedded _links account_id created_at created_by entity_id entity_type id type value_after value_before'.split(
        ' ',
      ),
    );
    expect(body(await admin.get(`${path}/${String(event['id'])}`))).toEqual(event);
    expect((await admin.get(`${path}/01aaaaaaaaaaaaaaaaaaaaaaaa`)).status).toBe(204);
  });

  test('names the card when asked', async () => {
    const id = await made('leads', { name: 'Пентхаус' });
    const query = `filter[entity]=lead&filter[entity_id]=${id}`;
    const entity = async (extra: string) =>
      rows(await admin.get(`${path}?${query}${extra}`), 'events')[0]?.['_embedded'];
    expect(await entity('')).not.toHaveProperty('entity.name');
    expect(await entity('&with=contact_name,lead_name')).toHaveProperty('entity.name', 'Пентхаус');
  });

  test('is sifted by type, author, kind, card, id, in brackets or with commas', async () => {
    const some = await events('filter[type][]=incoming_call&filter[type][]=outgoing_call');
    expect(new Set(some.map(({ type }) => type))).toEqual(
      new Set(['incoming_call', 'outgoing_call']),
    );
    expect(await events('filter[type]=incoming_call,outgoing_call')).toEqual(some);
    const [a, b] = some.map(({ id }) => id);
    expect((await events(`filter[id]=${b},${a}`)).map(({ id }) => id)).toEqual([a, b]);
    const own = await events(`filter[created_by][]=${oasis.seesOwn}&filter[entity][]=contact`);
    expect(new Set(own.map((event) => `${event.created_by} ${event.entity_type}`))).toEqual(
      new Set([`${oasis.seesOwn} contact`]),
    );
  });

  test('is sifted by time: a bare one is after, two are from and to', async () => {
    await made('leads', {});
    const now = Math.floor(Date.now() / 1000);
    expect((await events(`filter[created_at]=${now - 60}`)).map(({ type }) => type)).toEqual([
      'lead_added',
    ]);
    expect(await events(`filter[created_at]=${now + 60}`)).toEqual([]);
    const last = (await events('')).at(50)?.created_at ?? 0;
    const spans = [`[from]=${last}&filter[created_at][to]=${last}`, `=${last},${last}`];
    for (const span of spans) {
      const found = await events(`filter[created_at]${span}`);
      expect(new Set(found.map((event) => event.created_at))).toEqual(new Set([last]));
    }
  });

  test('is sifted by the values before and after', async () => {
    const id = await made('leads', { price: 1, status_id: newRequest });
    await admin.patch(`/api/v4/leads/${id}`, { status_id: qualified, price: 424_242 });
    const stage = `[leads_statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[value_after][leads_statuses][0][status_id]=${qualified}`;
    const moved = await events(`filter[value_after]${stage}`);
    expect(moved.every(({ type }) => type === 'lead_status_changed')).toBe(true);
    expect(moved[0]?.entity_id).toBe(id);
    const sold = await events('filter[value_after][value]=424242&filter[type]=sale_field_changed');
    expect(sold.map((event) => event.entity_id)).toEqual([id]);
    await admin.patch(`/api/v4/leads/${id}`, { responsible_user_id: oasis.seesGroup });
    const given = await events(`filter[value_after][responsible_user_id]=${oasis.seesGroup}`);
    expect(given.map((event) => event.entity_id)).toEqual([id]);
  });

  const eleven = Array.from({ length: 11 }, (_, place) => place + 1).join(',');
  test.each([
    ['a card without its kind', 'filter[entity_id]=1'],
    ['a card with two kinds', 'filter[entity_id]=1&filter[entity]=lead,contact'],
    ['eleven cards', `filter[entity]=lead&filter[entity_id]=${eleven}`],
    ['eleven authors', `filter[created_by]=${eleven}`],
  ])('refuses to be sifted by %s', async (_, query) => {
    const reply = await admin.get(`${path}?${query}`);
    expect([reply.status, json(reply)]).toEqual([400, expect.objectContaining({ status: 400 })]);
  });

  test('shows a broker what happened to the cards he sees', async () => {
    const own = await callerIn(amo, oasis, oasis.seesOwn);
    const leads = rows(await own.get('/api/v4/leads?limit=250'), 'leads');
    const ids = new Set(leads.map((lead) => lead['id']));
    const seen = await events('filter[entity]=lead', own);
    expect(seen).toHaveLength(100);
    expect(seen.every((event) => ids.has(event.entity_id))).toBe(true);
    const all = await events('filter[entity]=lead');
    const foreign = all.find((event) => !ids.has(event.entity_id));
    expect((await own.get(`${path}/${String(foreign?.id)}`)).status).toBe(204);
  });
});

test('the types have names in the language asked for', async () => {
  const name = async (query: string) =>
    rows(await admin.get(`${path}/types${query}`), 'events_types').find(
      (type) => type['key'] === 'lead_added',
    );
  expect(await name('')).toEqual({ key: 'lead_added', type: 1, lang: 'Новая сделка' });
  expect(await name('?language_code=en')).toMatchObject({ lang: 'New lead' });
  expect(await name('?language_code=pt')).toMatchObject({ lang: 'Novo lead' });
  expect(body(await admin.get(`${path}/types`))).toHaveProperty('_total_items');
});
