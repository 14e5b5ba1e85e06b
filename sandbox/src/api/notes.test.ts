import { beforeEach, describe, expect, test } from 'vitest';
import { body, wrong } from '../testing/bodies.ts';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { freshClient, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Caller;
let leadId: number;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
  const own = `filter[responsible_user_id]=${oasis.seesAll}`;
  const [lead] = rows(await admin.get(`/api/v4/leads?limit=1&${own}&page=5`), 'leads');
  leadId = Number(lead?.['id']);
});

const path = '/api/v4/leads/notes';
const words = { note_type: 'common', params: { text: 'Дивиться для себе' } };
const phone = { phone: '+971 50 555 0101' };

async function one(by: Caller, item: object): Promise<number> {
  const [made] = rows(await by.post(path, [{ entity_id: leadId, ...item }]), 'notes');
  return Number(made?.['id']);
}

describe('a new note', () => {
  test.each([
    ['common', { text: 'Слова' }],
    ['call_in', { uniq: 'u1', duration: 12, source: 'pbx', link: null, ...phone }],
    [
      'call_out',
      {
        uniq: 'u2',
        duration: 0,
        source: 'pbx',
        link: 'https://records.example/u2.mp3',
        ...phone,
        call_result: 'Не відповів',
        call_status: 6,
        call_responsible: 'Reception',
      },
    ],
    ['service_message', { service: 'Portal', text: 'Published' }],
    ['extended_service_message', { service: 'Portal', text: 'Published' }],
    ['message_cashier', { status: 'shown', text: 'Оплачено' }],
    ['geolocation', { text: 'Тут', address: 'Marina', longitude: '55.13', latitude: '25.07' }],
    ['sms_in', { text: 'Так', ...phone }],
    ['sms_out', { text: 'Завтра о 16', ...phone }],
  ])('of type %s is read back as it was written', async (note_type, params) => {
    const id = await one(admin, { note_type, params });
    expect(body(await admin.get(`${path}/${id}`))).toMatchObject({
      entity_id: leadId,
      note_type,
      params,
      created_by: oasis.admin,
      responsible_user_id: oasis.admin,
      account_id: oasis.id,
    });
  });

  test('with a file is read back with what amoCRM adds', async () => {
    const params = { file_uuid: 'f-1', version_uuid: 'v-1', file_name: 'План.pdf' };
    const id = await one(admin, { note_type: 'attachment', params });
    expect(body(await admin.get(`${path}/${id}`))['params']).toEqual({
      ...params,
      original_name: 'План.pdf',
      is_drive_attachment: true,
      text: 'План.pdf',
    });
  });

  test('answers its id, its card and the request id, with the card in the body or in the path', async () => {
    const inBody = await admin.post(path, [{ ...words, entity_id: leadId, request_id: 'a' }]);
    const inPath = await admin.post(`/api/v4/leads/${leadId}/notes`, [words]);
    const made = [...rows(inBody, 'notes'), ...rows(inPath, 'notes')];
    expect(made).toMatchObject([
      { entity_id: leadId, request_id: 'a' },
      { entity_id: leadId, request_id: '0' },
    ]);
    for (const note of made) {
      expect(Object.keys(note).sort()).toEqual(['_links', 'entity_id', 'id', 'request_id']);
    }
  });

  test.each([
    [{ ...words, entity_id: undefined }, ['0 entity_id FieldMissing']],
    [{ ...words, entity_id: 1 }, ['0 entity_id NotSupportedChoice']],
    [{ params: { text: 'x' } }, ['0 note_type FieldMissing']],
    [{ note_type: 'chat', params: {} }, ['0 note_type NotSupportedChoice']],
    [{ note_type: 'common' }, ['0 params FieldMissing']],
    [{ note_type: 'common', params: {} }, ['0 params.text FieldMissing']],
    [
      { note_type: 'call_in', params: { duration: 'long', source: 's', ...phone } },
      ['0 params.duration InvalidType'],
    ],
    [
      { note_type: 'message_cashier', params: { status: 'lost', text: 'x' } },
      ['0 params.status NotSupportedChoice'],
    ],
    [{ ...words, created_by: 1 }, ['0 created_by NotSupportedChoice']],
  ])('is refused by the field: %j', async (item, errors) => {
    expect(wrong(await admin.post(path, [{ entity_id: leadId, ...item }]))).toEqual(errors);
  });

  test('leaves the card’s own time alone', async () => {
    const before = body(await admin.get(`/api/v4/leads/${leadId}`));
    await amo.order('clock/advance', { seconds: 1000 });
    await one(admin, words);
    expect(body(await admin.get(`/api/v4/leads/${leadId}`))).toEqual(before);
  });
});

describe('a change', () => {
  test('puts the params in place of the old ones and keeps type and card', async () => {
    const id = await one(admin, words);
    const single = body(await admin.patch(`${path}/${id}`, { params: { text: 'Інше' } }));
    expect(single).toMatchObject({ id, entity_id: leadId });
    expect(single).toHaveProperty('updated_at');
    const many = await admin.patch(path, [{ id, note_type: 'sms_in', params: { text: 'Ще' } }]);
    expect(rows(many, 'notes')).toMatchObject([{ id, entity_id: leadId }]);
    expect(body(await admin.get(`${path}/${id}`))).toMatchObject({
      note_type: 'common',
      params: { text: 'Ще' },
    });
  });

  test('is checked like a new one', async () => {
    const id = await one(admin, words);
    expect(wrong(await admin.patch(path, [{ id, params: { text: {} } }]))).toEqual([
      '0 params.text InvalidType',
    ]);
    expect(wrong(await admin.patch(path, [{ id: 1, params: { text: 'x' } }]))).toEqual([
      '0 id NotSupportedChoice',
    ]);
    expect((await admin.patch(`${path}/1`, words)).status).toBe(404);
  });

  test('to pinned and back is 204 and no edit', async () => {
    const id = await one(admin, words);
    const address = `${path}/${id}?with=is_pinned`;
    const note = body(await admin.get(address));
    expect(note).toMatchObject({ is_pinned: false });
    await amo.order('clock/advance', { seconds: 100 });
    expect((await admin.post(`${path}/${id}/pin`, {})).status).toBe(204);
    expect(body(await admin.get(address))).toEqual({ ...note, is_pinned: true });
    expect((await admin.post(`${path}/${id}/unpin`, {})).status).toBe(204);
    expect(body(await admin.get(address))).toEqual(note);
    expect(body(await admin.get(`${path}/${id}`))).not.toHaveProperty('is_pinned');
  });
});

describe('lists', () => {
  test('of a kind hold every card’s notes, of a card its own', async () => {
    const id = await one(admin, words);
    const ofCard = rows(await admin.get(`/api/v4/leads/${leadId}/notes?limit=250`), 'notes');
    expect(ofCard.map((note) => note['id'])).toContain(id);
    expect(new Set(ofCard.map((note) => note['entity_id']))).toEqual(new Set([leadId]));
    const all = rows(await admin.get(`${path}?limit=250`), 'notes');
    expect(new Set(all.map((note) => note['entity_id'])).size).toBeGreaterThan(50);
    expect((await admin.get('/api/v4/contacts/notes')).status).toBe(200);
    expect((await admin.get('/api/v4/companies/notes')).status).toBe(204);
  });

  test('are sifted by type, card and id, and by what changed after a moment', async () => {
    const id = await one(admin, words);
    const ids = async (query: string) =>
      rows(await admin.get(`${path}?limit=250&${query}`), 'notes').map((note) => note['id']);
    const types = 'filter[note_type][]=call_in&filter[note_type][]=call_out';
    const calls = rows(await admin.get(`${path}?limit=250&${types}`), 'notes');
    expect(new Set(calls.map((note) => note['note_type']))).toEqual(
      new Set(['call_in', 'call_out']),
    );
    expect(await ids(`filter[id][]=${id}`)).toEqual([id]);
    expect(await ids(`filter[entity_id][]=${leadId}`)).toContain(id);
    const now = Math.floor(Date.now() / 1000);
    expect(await ids(`filter[updated_at]=${now - 60}`)).toEqual([id]);
    expect(await ids(`filter[updated_at]=${now + 60}`)).toEqual([]);
    expect(await ids(`filter[updated_at][from]=${now - 60}`)).toEqual([id]);
  });

  test('go by id or by time, either way', async () => {
    const times = async (query: string) =>
      rows(await admin.get(`${path}?limit=250&${query}`), 'notes').map((note) =>
        Number(note['updated_at']),
      );
    const down = await times('order[updated_at]=desc');
    expect(down).toEqual([...down].sort((a, b) => b - a));
  });

  test('show the notes of the cards a broker sees and no others', async () => {
    const id = await one(admin, words);
    const own = await callerIn(amo, oasis, oasis.seesOwn);
    expect((await own.get(`${path}/${id}`)).status).toBe(204);
    expect((await own.get(`/api/v4/leads/${leadId}/notes`)).status).toBe(204);
    expect((await own.post(`/api/v4/leads/${leadId}/notes`, [words])).status).toBe(404);
    const seen = rows(await own.get(`${path}?limit=250`), 'notes');
    expect(seen.length).toBeGreaterThan(10);
    const leads = rows(await own.get('/api/v4/leads?limit=250'), 'leads');
    const ids = new Set(leads.map((lead) => lead['id']));
    expect(seen.every((note) => ids.has(note['entity_id']))).toBe(true);
  });
});
