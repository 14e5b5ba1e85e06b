import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { body, wrong } from '../testing/bodies.ts';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import type { Reply } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/leads/unsorted';
const incoming = 68412310;
const newRequest = 68412314;
const qualified = 68412318;
const offPlan = 8412318;
const offPlanIncoming = 68412400;

const form = {
  source_uid: 'site-1',
  source_name: 'oasiskey.example',
  metadata: {
    form_id: 'find',
    form_name: 'Підібрати об’єкт',
    form_page: 'https://oasiskey.example/find',
    form_sent_at: 1_790_000_000,
  },
  _embedded: {
    leads: [{ name: 'Заявка із сайту', price: 100 }],
    contacts: [{ name: 'Ганна' }],
    companies: [{ name: 'ТОВ «Весна»' }],
  },
};
const sip = {
  source_uid: 'pbx-1',
  source_name: 'House PBX',
  metadata: {
    from: '+971 50 555 0101',
    phone: '+971 4 555 0100',
    called_at: 1_790_000_000,
    duration: '40',
    link: null,
    service_code: 'house_pbx',
    uniq: 'u-1',
    is_call_event_needed: true,
  },
};

const entrySchema = z.object({
  uid: z.string(),
  _embedded: z.object({
    leads: z.array(z.object({ id: z.int() })),
    contacts: z.array(z.object({ id: z.int() })),
    companies: z.array(z.object({ id: z.int() })),
  }),
});

interface Entry {
  readonly uid: string;
  readonly lead: number;
  readonly contact: number;
  readonly company: number;
}

function entry(row: unknown): Entry {
  const { uid, _embedded: cards } = entrySchema.parse(row);
  const first = (list: { id: number }[]) => list[0]?.id ?? 0;
  const [lead, contact] = [first(cards.leads), first(cards.contacts)];
  return { uid, lead, contact, company: first(cards.companies) };
}

async function added(item: object, category = 'forms'): Promise<Entry> {
  return entry(rows(await admin.post(`${path}/${category}`, [item]), 'unsorted')[0]);
}

async function decline(uid: string, json: object = {}): Promise<Reply> {
  const { access_token: token } = await amo.connect(oasis, oasis.admin);
  // Node sends no length with the body of a DELETE by itself.
  const length = String(JSON.stringify(json).length);
  const headers = { authorization: `Bearer ${token}`, 'content-length': length };
  return amo.call(`${path}/${uid}/decline`, { host: oasis.host, method: 'DELETE', headers, json });
}

const lead = async (id: number) => body(await admin.get(`/api/v4/leads/${id}`));
const inList = async (kind: string, id: number) =>
  (await admin.get(`/api/v4/${kind}?filter[id]=${id}`)).status === 200;

describe('the seed', () => {
  test('has an entry for every lead in an incoming stage: forms, calls and a chat', async () => {
    const entries = rows(await admin.get(path), 'unsorted');
    const kinds = new Set(entries.map((one) => one['category']));
    expect(kinds).toEqual(new Set(['forms', 'sip', 'chats']));
    const stages = [
      [oasis.mainPipeline, incoming],
      [offPlan, offPlanIncoming],
    ].map(
      ([pipeline, status], place) =>
        `filter[statuses][${place}][pipeline_id]=${pipeline}&filter[statuses][${place}][status_id]=${status}`,
    );
    const leads = rows(await admin.get(`/api/v4/leads?${stages.join('&')}`), 'leads');
    const ids = entries.map((one) => entry(one).lead);
    expect(ids.sort()).toEqual(leads.map((one) => Number(one['id'])).sort());
  });
});

describe('a new entry', () => {
  test('makes its cards: the lead shows in the incoming stage, the others in no list', async () => {
    const reply = await admin.post(`${path}/forms`, [{ ...form, request_id: 'f' }]);
    expect(body(reply)).toMatchObject({ _total_items: 1 });
    const [row] = rows(reply, 'unsorted');
    expect(row).toMatchObject({ account_id: oasis.id, request_id: 'f' });
    const made = entry(row);
    expect(await lead(made.lead)).toMatchObject({
      name: 'Заявка із сайту',
      price: 100,
      pipeline_id: oasis.mainPipeline,
      status_id: incoming,
    });
    expect(await inList('leads', made.lead)).toBe(true);
    expect(await inList('contacts', made.contact)).toBe(false);
    expect(await inList('companies', made.company)).toBe(false);
  });

  test('is read back as it was written, alone and in the list', async () => {
    const { uid } = await added({ ...form, pipeline_id: offPlan, created_at: 1_790_000_500 });
    const one = body(await admin.get(`${path}/${uid}`));
    expect(one).toMatchObject({
      uid,
      source_uid: 'site-1',
      source_name: 'oasiskey.example',
      category: 'forms',
      pipeline_id: offPlan,
      created_at: 1_790_000_500,
      metadata: { ...form.metadata, ip: null, referer: null },
    });
    expect(rows(await admin.get(`${path}?filter[uid]=${uid}`), 'unsorted')).toEqual([one]);
    expect(uid).toMatch(/^[0-9a-f]{40,60}$/);
  });

  test('of a call keeps loose metadata and tells the call as a note when asked to', async () => {
    const made = await added(sip, 'sip');
    expect(body(await admin.get(`${path}/${made.uid}`))).toMatchObject({
      category: 'sip',
      metadata: { duration: '40', phone: '+971 4 555 0100' },
    });
    expect(rows(await admin.get(`/api/v4/leads/${made.lead}/notes`), 'notes')).toMatchObject([
      { note_type: 'call_in', params: { uniq: 'u-1', duration: 40, source: 'house_pbx' } },
    ]);
    const quiet = { ...sip.metadata, uniq: 'u-2', is_call_event_needed: false };
    const other = await added({ ...sip, metadata: quiet }, 'sip');
    expect((await admin.get(`/api/v4/leads/${other.lead}/notes`)).status).toBe(204);
  });

  test.each([
    [{ ...form, metadata: undefined }, ['0 metadata FieldMissing']],
    [{ ...form, source_uid: undefined }, ['0 source_uid FieldMissing']],
    [{ ...form, pipeline_id: 1 }, ['0 pipeline_id NotSupportedChoice']],
    [
      { ...form, metadata: { ...form.metadata, form_id: null } },
      ['0 metadata.form_id FieldMissing'],
    ],
    [{ ...form, metadata: { ...form.metadata, form_id: [] } }, ['0 metadata.form_id InvalidType']],
    [
      { ...form, _embedded: { leads: [{ price: 'much' }] } },
      ['0 _embedded.leads.0.price InvalidType'],
    ],
    [
      { ...form, _embedded: { leads: [{ responsible_user_id: 1 }] } },
      ['0 _embedded.leads.0.responsible_user_id NotSupportedChoice'],
    ],
  ])('is refused by the field: %j', async (item, errors) => {
    expect(wrong(await admin.post(`${path}/forms`, [item]))).toEqual(errors);
  });

  test('cannot be the same as one that waits', async () => {
    const { uid } = await added(form);
    expect((await admin.post(`${path}/forms`, [form])).status).toBe(400);
    await decline(uid);
    expect((await admin.post(`${path}/forms`, [form])).status).toBe(200);
  });

  test('of chats and mail is nothing the API makes', async () => {
    for (const category of ['chats', 'mail']) {
      expect((await admin.post(`${path}/${category}`, [form])).status).toBe(405);
    }
  });
});

describe('accepting', () => {
  test('moves the lead to the first stage and to the caller, and shows its cards', async () => {
    const made = await added(form);
    const reply = body(await admin.post(`${path}/${made.uid}/accept`, {}));
    expect(reply).toMatchObject({
      uid: made.uid,
      category: 'forms',
      pipeline_id: oasis.mainPipeline,
      _embedded: { leads: [{ id: made.lead }], contacts: [{ id: made.contact }] },
    });
    expect(await lead(made.lead)).toMatchObject({
      status_id: newRequest,
      responsible_user_id: oasis.admin,
    });
    expect(await inList('contacts', made.contact)).toBe(true);
    expect(await inList('companies', made.company)).toBe(true);
    expect((await admin.get(`${path}/${made.uid}`)).status).toBe(204);
    expect((await admin.post(`${path}/${made.uid}/accept`, {})).status).toBe(404);
  });

  test('goes to a stage and a user of choice, for him and in his name', async () => {
    const made = await added(form);
    const order = { user_id: oasis.seesOwn, status_id: qualified };
    await admin.post(`${path}/${made.uid}/accept`, order);
    const mine = { responsible_user_id: oasis.seesOwn, updated_by: oasis.seesOwn };
    expect(await lead(made.lead)).toMatchObject({ status_id: qualified, ...mine });
    expect(body(await admin.get(`/api/v4/contacts/${made.contact}`))).toMatchObject(mine);
  });

  test('takes an empty list for no order at all', async () => {
    const { uid } = await added(form);
    expect((await admin.post(`${path}/${uid}/accept`, [])).status).toBe(200);
  });

  test.each([
    [{ user_id: 1 }, 'user_id'],
    [{ status_id: 1 }, 'status_id'],
    [{ status_id: incoming }, 'status_id'],
  ])('refuses %j', async (order, field) => {
    const { uid } = await added(form);
    expect(wrong(await admin.post(`${path}/${uid}/accept`, order))).toEqual([
      `0 ${field} NotSupportedChoice`,
    ]);
  });

  test('happens also to a lead that is moved like any other', async () => {
    const made = await added(form);
    await admin.patch(`/api/v4/leads/${made.lead}`, { status_id: qualified });
    expect((await admin.get(`${path}/${made.uid}`)).status).toBe(204);
    expect(await inList('contacts', made.contact)).toBe(true);
    expect(body(await admin.get(`${path}/summary`))).toMatchObject({ accepted: 1, declined: 0 });
  });
});

test('declining puts the lead and what came with it into the trash', async () => {
  const made = await added(form);
  const reply = await decline(made.uid, { user_id: oasis.seesAll });
  expect(body(reply)).toMatchObject({ uid: made.uid, category: 'forms' });
  expect((await admin.get(`/api/v4/leads/${made.lead}`)).status).toBe(204);
  const trash = rows(await admin.get('/api/v4/leads?with=only_deleted'), 'leads');
  expect(trash).toMatchObject([{ id: made.lead, updated_by: oasis.seesAll }]);
  for (const kind of ['contacts', 'companies']) {
    const id = kind === 'contacts' ? made.contact : made.company;
    expect((await admin.get(`/api/v4/${kind}/${id}`)).status).toBe(204);
  }
  expect((await decline(made.uid)).status).toBe(404);
});

describe('linking', () => {
  test('brings a chat’s contact to a lead that is there', async () => {
    const [row] = rows(await admin.get(`${path}?filter[category][]=chats`), 'unsorted');
    const chat = entry(row);
    const target = Number(
      rows(await admin.get('/api/v4/leads?limit=1&page=60'), 'leads')[0]?.['id'],
    );
    const order = { link: { entity_id: target, entity_type: 'leads' } };
    const reply = await admin.post(`${path}/${chat.uid}/link`, order);
    expect(body(reply)).toMatchObject({ uid: chat.uid, _embedded: { leads: [{ id: target }] } });
    const linked = body(await admin.get(`/api/v4/leads/${target}?with=contacts`));
    expect(JSON.stringify(linked['_embedded'])).toContain(`"id":${chat.contact},`);
    expect((await admin.get(`/api/v4/leads/${chat.lead}`)).status).toBe(204);
  });

  test('is for chats only', async () => {
    const { uid } = await added(form);
    const reply = await admin.post(`${path}/${uid}/link`, {
      link: { entity_id: 1, entity_type: 'leads' },
    });
    expect([reply.status, json(reply)]).toEqual([422, expect.objectContaining({ status: 422 })]);
  });
});

describe('the list', () => {
  test('is sifted by category and pipeline, and goes by time either way', async () => {
    const found = async (query: string) => rows(await admin.get(`${path}?${query}`), 'unsorted');
    const some = await found('filter[category][]=forms&filter[category][]=sip');
    expect(new Set(some.map((one) => one['category']))).toEqual(new Set(['forms', 'sip']));
    const one = await found(`filter[pipeline_id]=${offPlan}`);
    expect(one).toHaveLength(4);
    const times = (await found('order[created_at]=desc')).map((row) => Number(row['created_at']));
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  test('shows a broker the incoming leads he sees', async () => {
    const own = await callerIn(amo, oasis, oasis.seesOwn);
    const seen = rows(await own.get(path), 'unsorted').map((row) => entry(row).lead);
    const leads = rows(await own.get('/api/v4/leads?limit=250'), 'leads');
    const ids = leads.map((one) => Number(one['id']));
    expect(seen.every((id) => ids.includes(id))).toBe(true);
    const all = rows(await admin.get(path), 'unsorted').map(entry);
    const foreign = all.find((one) => !ids.includes(one.lead));
    expect((await own.post(`${path}/${String(foreign?.uid)}/accept`, {})).status).toBe(404);
  });

  test('is summed up: what came, what became of it, and how fast', async () => {
    const made = await added(form);
    await amo.order('clock/advance', { seconds: 120 });
    await admin.post(`${path}/${made.uid}/accept`, {});
    const summary = z
      .object({ average_sort_time: z.number() })
      .parse(body(await admin.get(`${path}/summary`)));
    expect(body(await admin.get(`${path}/summary`))).toMatchObject({
      total: 11,
      accepted: 1,
      declined: 0,
      categories: { chats: { total: 1 }, mail: { total: 0 } },
    });
    expect(Math.abs(summary.average_sort_time - 120)).toBeLessThan(10);
  });
});
