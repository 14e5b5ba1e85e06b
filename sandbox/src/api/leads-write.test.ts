import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { callerIn } from '../testing/caller.ts';
import type { Caller } from '../testing/caller.ts';
import { body, wrong } from '../testing/bodies.ts';
import { freshClient, json, oasis, rows } from '../testing/client.ts';
import { fixture } from '../testing/fixture.ts';
import { keys } from '../testing/shape.ts';

const amo = freshClient();
let admin: Caller;
beforeEach(async () => {
  admin = await callerIn(amo, oasis, oasis.admin);
});

const path = '/api/v4/leads';
const incoming = 68412310;
const newRequest = 68412314;
const qualified = 68412318;
const offPlan = 8412318;
const offPlanFirst = 68412404;

const idsSchema = z.object({
  _embedded: z.object({ leads: z.array(z.object({ id: z.int(), request_id: z.string() })) }),
});
async function created(by: Caller, ...items: object[]): Promise<number[]> {
  const reply = await by.post(path, items);
  expect([reply.status, reply.status === 200 ? '' : reply.text]).toEqual([200, '']);
  return idsSchema.parse(json(reply))._embedded.leads.map(({ id }) => id);
}

async function one(by: Caller, item: object = {}): Promise<number> {
  return (await created(by, item))[0] ?? 0;
}

async function read(id: number, query = ''): Promise<Record<string, unknown>> {
  return body(await admin.get(`${path}/${id}${query}`));
}

describe('new leads', () => {
  test('answer ids and links only, in amoCRM’s shape, and echo the request ids as texts', async () => {
    const reply = await admin.post(path, [{ name: 'A' }, { request_id: 17 }, {}]);
    expect(keys(json(reply))).toEqual(keys(fixture('leads.create.response')));
    const made = idsSchema.parse(json(reply))._embedded.leads;
    expect(made.map((lead) => lead.request_id)).toEqual(['0', '17', '2']);
  });

  test('an empty object makes a lead at the first stage of the main pipeline, the caller’s', async () => {
    const broker = await callerIn(amo, oasis, oasis.seesOwn);
    const id = await one(broker);
    expect(await read(id)).toMatchObject({
      name: `Сделка #${id}`,
      price: 0,
      pipeline_id: oasis.mainPipeline,
      status_id: newRequest,
      responsible_user_id: oasis.seesOwn,
      created_by: oasis.seesOwn,
      updated_by: oasis.seesOwn,
      closed_at: null,
      loss_reason_id: null,
      custom_fields_values: null,
      is_deleted: false,
    });
  });

  test('times, author and owner are kept as they were said', async () => {
    const said = {
      created_at: 1_600_000_000,
      updated_at: 1_600_000_100,
      closed_at: 1_600_000_050,
      created_by: 0,
      responsible_user_id: oasis.seesAll,
      status_id: 143,
      loss_reason_id: 15310104,
      price: 1_250_000,
    };
    expect(await read(await one(admin, said))).toMatchObject({ ...said, updated_by: 0 });
  });

  test('a pipeline alone means its first stage, a stage alone its pipeline', async () => {
    const [a, b, c] = await created(
      admin,
      { pipeline_id: offPlan },
      { status_id: offPlanFirst + 4 },
      { pipeline_id: offPlan, status_id: 142 },
    );
    const stage = { pipeline_id: offPlan };
    expect(await read(a ?? 0)).toMatchObject({ ...stage, status_id: offPlanFirst });
    expect(await read(b ?? 0)).toMatchObject({ ...stage, status_id: offPlanFirst + 4 });
    expect(await read(c ?? 0)).toMatchObject({ ...stage, status_id: 142 });
  });

  test('are linked to contacts, the main one first, and to one company', async () => {
    const [a, b] = rows(await admin.get('/api/v4/contacts?limit=2'), 'contacts').map(
      ({ id }) => id,
    );
    const [company] = rows(await admin.get('/api/v4/companies?limit=1'), 'companies');
    const id = await one(admin, {
      _embedded: {
        contacts: [{ id: a }, { id: b, is_main: true }],
        companies: [{ id: company?.['id'] }],
      },
    });
    expect(await read(id, '?with=contacts')).toMatchObject({
      _embedded: {
        contacts: [
          { id: b, is_main: true },
          { id: a, is_main: false },
        ],
        companies: [{ id: company?.['id'] }],
      },
    });
  });

  test('stand at the end of the list by id', async () => {
    const made = await created(admin, {}, {}, {});
    const last = rows(await admin.get(`${path}?order[id]=desc&limit=3`), 'leads');
    expect(last.map(({ id }) => id)).toEqual([...made].reverse());
    const page = rows(await admin.get(`${path}?limit=250&page=2`), 'leads');
    expect(page.slice(-3).map(({ id }) => id)).toEqual(made);
  });
});

describe('changed leads', () => {
  test('a batch answers id, time and link, in amoCRM’s shape', async () => {
    const [a, b] = await created(admin, {}, {});
    const reply = await admin.patch(path, [
      { id: a, price: 5 },
      { id: b, name: 'B' },
    ]);
    expect(keys(json(reply))).toEqual(keys(fixture('leads.patch.response')));
  });

  test('one lead answers bare, and only what was sent has changed', async () => {
    const id = await one(admin, { name: 'Before', price: 10, created_at: 1_600_000_000 });
    const before = await read(id);
    const broker = await callerIn(amo, oasis, oasis.seesAll);
    await admin.patch(`${path}/${id}`, { responsible_user_id: oasis.seesAll });
    await amo.order('clock/advance', { seconds: 60 });
    const reply = await broker.patch(`${path}/${id}`, { price: 20 });
    const after = await read(id);
    expect(keys(json(reply))).toEqual([
      '_links',
      '_links.self',
      '_links.self.href',
      'id',
      'updated_at',
    ]);
    expect(json(reply)).toMatchObject({ id, updated_at: after['updated_at'] });
    expect(Number(after['updated_at'])).toBeGreaterThan(Number(before['updated_at']));
    expect(after).toEqual({
      ...before,
      price: 20,
      responsible_user_id: oasis.seesAll,
      updated_by: oasis.seesAll,
      updated_at: after['updated_at'],
    });
  });

  test('winning sets the time of closing, staying keeps it, coming back clears it', async () => {
    const id = await one(admin);
    await admin.patch(`${path}/${id}`, { status_id: 142 });
    const { closed_at: closedAt } = await read(id);
    expect(closedAt).toEqual(expect.any(Number));
    await amo.order('clock/advance', { seconds: 60 });
    await admin.patch(`${path}/${id}`, { price: 7 });
    expect(await read(id)).toMatchObject({ closed_at: closedAt });
    await admin.patch(`${path}/${id}`, { status_id: 143, closed_at: 1_600_000_000 });
    expect(await read(id)).toMatchObject({ closed_at: 1_600_000_000 });
    await admin.patch(`${path}/${id}`, { status_id: qualified });
    expect(await read(id)).toMatchObject({ closed_at: null });
  });

  test('a loss reason belongs to lost leads: refused elsewhere in amoCRM’s words, gone on return', async () => {
    const id = await one(admin);
    const refused = await admin.patch(path, [{ id, loss_reason_id: 15310104 }]);
    expect([refused.status, json(refused)]).toEqual([
      400,
      {
        errors: { [id]: 'Loss reason can be specified only for lost lead' },
        title: 'Bad Request',
        type: 'https://httpstatus.es/400',
        status: 400,
        detail: 'Invalid request body',
      },
    ]);
    await admin.patch(`${path}/${id}`, { status_id: 143, loss_reason_id: 15310104 });
    expect(await read(id, '?with=loss_reason')).toMatchObject({
      loss_reason_id: 15310104,
      _embedded: { loss_reason: [{ id: 15310104 }] },
    });
    await admin.patch(`${path}/${id}`, { status_id: newRequest });
    expect(await read(id)).toMatchObject({ loss_reason_id: null });
  });

  test('a move to another pipeline names a stage of that pipeline; 142 and 143 are in all', async () => {
    const id = await one(admin);
    const move = (to: object) => admin.patch(`${path}/${id}`, to);
    expect(wrong(await move({ pipeline_id: offPlan }))).toEqual(['0 status_id FieldMissing']);
    const foreign = { pipeline_id: offPlan, status_id: qualified };
    expect(wrong(await move(foreign))).toEqual(['0 status_id NotSupportedChoice']);
    expect(wrong(await move({ status_id: offPlanFirst }))).toEqual([
      '0 status_id NotSupportedChoice',
    ]);
    for (const statusId of [offPlanFirst, 142]) {
      expect((await move({ pipeline_id: offPlan, status_id: statusId })).status).toBe(200);
      expect(await read(id)).toMatchObject({ pipeline_id: offPlan, status_id: statusId });
    }
  });

  test('an incoming lead leaves its stage with any change; nothing is put there by hand', async () => {
    const stage = `filter[statuses][0][pipeline_id]=${oasis.mainPipeline}&filter[statuses][0][status_id]=${incoming}`;
    const [lead] = rows(await admin.get(`${path}?${stage}`), 'leads');
    const id = Number(lead?.['id']);
    expect(wrong(await admin.patch(`${path}/${id}`, { status_id: incoming }))).toEqual([
      '0 status_id NotSupportedChoice',
    ]);
    await admin.patch(`${path}/${id}`, { price: 1 });
    expect(await read(id)).toMatchObject({ status_id: newRequest, price: 1 });
  });

  test('two changes of one lead in a batch both count', async () => {
    const id = await one(admin);
    await admin.patch(path, [
      { id, price: 5 },
      { id, name: 'Twice' },
    ]);
    expect(await read(id)).toMatchObject({ price: 5, name: 'Twice' });
  });

  test('a lead that is not there cannot be changed: 404 alone, a wrong choice in a batch', async () => {
    expect((await admin.patch(`${path}/1`, { price: 5 })).status).toBe(404);
    expect(wrong(await admin.patch(path, [{ id: 1 }, { price: 1 }, { id: '5' }]))).toEqual([
      '0 id NotSupportedChoice',
      '1 id FieldMissing',
      '2 id InvalidType',
    ]);
  });
});

describe('what is refused', () => {
  test('a wrong type names the path into the item that was sent', async () => {
    const reply = await admin.post(path, [
      {},
      {
        request_id: 'mine',
        price: '5',
        name: 5,
        status_id: 1.5,
        _embedded: { contacts: [{ id: 'x' }], tags: [{ id: '1' }] },
      },
    ]);
    expect(wrong(reply)).toEqual([
      'mine name InvalidType',
      'mine price InvalidType',
      'mine status_id InvalidType',
      'mine _embedded.tags.0.id InvalidType',
      'mine _embedded.contacts.0.id InvalidType',
    ]);
    expect(json(reply)).toMatchObject({
      title: 'Bad Request',
      type: 'https://httpstatus.es/400',
      status: 400,
      detail: 'Request validation failed',
    });
  });

  test('unknown users, closed seats, pipelines, stages, reasons, contacts, companies, tags, sources', async () => {
    const reply = await admin.post(path, [
      {
        responsible_user_id: 1,
        created_by: 2,
        updated_by: 10412030,
        pipeline_id: 3,
        loss_reason_id: 4,
        tags_to_add: [{ id: 5 }, {}],
        _embedded: {
          tags: [{ id: 6 }],
          contacts: [{ id: 7 }],
          companies: [{ id: 8 }],
          source: { external_id: 'nowhere', type: 'widget' },
        },
      },
    ]);
    expect(wrong(reply)).toEqual([
      '0 responsible_user_id NotSupportedChoice',
      '0 created_by NotSupportedChoice',
      '0 updated_by NotSupportedChoice',
      '0 _embedded.tags.0.id NotSupportedChoice',
      '0 tags_to_add.0.id NotSupportedChoice',
      '0 tags_to_add.1.name FieldMissing',
      '0 pipeline_id NotSupportedChoice',
      '0 _embedded.source.external_id NotSupportedChoice',
      '0 loss_reason_id NotSupportedChoice',
      '0 _embedded.contacts.0.id NotSupportedChoice',
      '0 _embedded.companies.0.id NotSupportedChoice',
    ]);
    expect(wrong(await admin.post(path, [{ responsible_user_id: 0 }]))).toHaveLength(1);
  });

  test('one bad item fails the whole batch and leaves nothing behind, no tag either', async () => {
    const before = rows(await admin.get(`${path}?order[id]=desc&limit=1`), 'leads');
    const reply = await admin.post(path, [
      { name: 'Good', tags_to_add: [{ name: 'Новий тег' }] },
      { status_id: 1 },
    ]);
    expect(wrong(reply)).toEqual(['1 status_id NotSupportedChoice']);
    expect(rows(await admin.get(`${path}?order[id]=desc&limit=1`), 'leads')).toEqual(before);
    expect((await admin.get(`${path}/tags?query=${encodeURIComponent('Новий')}`)).status).toBe(204);
  });

  test('an empty body is 400, more than 250 items 422', async () => {
    for (const body of [[], {}, undefined]) {
      for (const reply of [await admin.post(path, body), await admin.patch(path, body)]) {
        expect([reply.status, json(reply)]).toEqual([
          400,
          expect.objectContaining({ detail: 'Request data can not be empty' }),
        ]);
      }
    }
    const many = Array.from({ length: 251 }, () => ({}));
    const reply = await admin.post(path, many);
    expect([reply.status, json(reply)]).toEqual([
      422,
      expect.objectContaining({ detail: 'Limit 250 per page' }),
    ]);
    expect(await created(admin, ...many.slice(1))).toHaveLength(250);
  });
});

describe('tags', () => {
  const names = async (id: number) =>
    z
      .object({ _embedded: z.object({ tags: z.array(z.object({ name: z.string() })) }) })
      .parse(await read(id))
      ._embedded.tags.map(({ name }) => name);

  test('are added by id or name, an unknown name makes one, and taken away', async () => {
    const id = await one(admin, { tags_to_add: [{ id: 204101 }, { name: 'Перший' }] });
    expect(await names(id)).toEqual(['VIP', 'Перший']);
    await admin.patch(`${path}/${id}`, {
      tags_to_add: [{ name: 'Другий' }, { name: 'VIP' }],
      tags_to_delete: [{ name: 'Перший' }, { name: 'Nobody has it' }],
    });
    expect(await names(id)).toEqual(['VIP', 'Другий']);
    await admin.patch(`${path}/${id}`, { tags_to_delete: [{ id: 204101 }] });
    expect(await names(id)).toEqual(['Другий']);
  });

  test('_embedded.tags is the whole set, null clears, silence keeps', async () => {
    const id = await one(admin, { _embedded: { tags: [{ id: 204101 }, { name: 'Готівка' }] } });
    await admin.patch(`${path}/${id}`, { price: 3, _embedded: {} });
    expect(await names(id)).toEqual(['VIP', 'Готівка']);
    await admin.patch(`${path}/${id}`, { _embedded: { tags: [{ id: 204103 }] } });
    expect(await names(id)).toEqual(['Інвестор']);
    await admin.patch(`${path}/${id}`, { _embedded: { tags: null } });
    expect(await names(id)).toEqual([]);
  });
});

test('custom fields change one by one, each with all its values, and can be looked for', async () => {
  const [district, bedrooms] = [690131, 690141];
  const field = (id: number, value: string | null) => ({
    field_id: id,
    values: value === null ? null : [{ value }],
  });
  const shown = async (id: number) => (await read(id))['custom_fields_values'];
  const id = await one(admin, {
    custom_fields_values: [field(district, 'Ґданськ'), field(bedrooms, '3')],
  });
  await admin.patch(`${path}/${id}`, { custom_fields_values: [field(bedrooms, '4')] });
  expect(await shown(id)).toMatchObject([field(district, 'Ґданськ'), field(bedrooms, '4')]);
  const search = `filter[custom_fields_values][${district}][]=${encodeURIComponent('Ґданськ')}`;
  expect(rows(await admin.get(`${path}?${search}`), 'leads').map((lead) => lead['id'])).toEqual([
    id,
  ]);
  await admin.patch(`${path}/${id}`, { custom_fields_values: [field(district, null)] });
  expect(await shown(id)).toMatchObject([field(bedrooms, '4')]);
  await admin.patch(`${path}/${id}`, { custom_fields_values: null });
  expect(await shown(id)).toBeNull();
  const wrongField = { custom_fields_values: [field(1, 'x')] };
  expect(wrong(await admin.patch(`${path}/${id}`, wrongField))).toEqual([
    '0 custom_fields_values.0.field_id NotSupportedChoice',
  ]);
});

describe('rights', () => {
  const forbidden = 403;

  test('M changes own leads only; what he sees of others is 403, what he does not see is not there', async () => {
    const [own, foreign] = await created(
      admin,
      { responsible_user_id: oasis.seesAll },
      { responsible_user_id: oasis.admin },
    );
    // Sees all, edits own.
    const broker = await callerIn(amo, oasis, oasis.seesAll);
    expect((await broker.patch(`${path}/${own}`, { price: 1 })).status).toBe(200);
    const refused = await broker.patch(`${path}/${foreign}`, { price: 1 });
    expect([refused.status, refused.headers['content-type']]).toEqual([
      forbidden,
      expect.stringMatching(/^application\/problem\+json/),
    ]);
    const batch = await broker.patch(path, [
      { id: own, price: 9 },
      { id: foreign, price: 9 },
    ]);
    expect(batch.status).toBe(forbidden);
    expect(await read(own ?? 0)).toMatchObject({ price: 1 });
    const blind = await callerIn(amo, oasis, oasis.seesOwn);
    expect((await blind.patch(`${path}/${foreign}`, { price: 1 })).status).toBe(404);
  });

  test('G changes his group’s', async () => {
    const [mate, other] = await created(
      admin,
      { responsible_user_id: 10412021 },
      { responsible_user_id: oasis.admin },
    );
    const group = await callerIn(amo, oasis, oasis.seesGroup);
    expect((await group.patch(`${path}/${mate}`, { price: 1 })).status).toBe(200);
    expect((await group.patch(`${path}/${other}`, { price: 1 })).status).toBe(404);
  });

  test('a stage closed to a user takes nothing from him', async () => {
    const booking = 68412330;
    const daniel = await callerIn(amo, oasis, oasis.seesAllButBookings);
    const id = await one(daniel);
    expect((await daniel.patch(`${path}/${id}`, { status_id: booking })).status).toBe(forbidden);
    expect((await daniel.post(path, [{ status_id: booking }])).status).toBe(forbidden);
    expect((await daniel.patch(`${path}/${id}`, { status_id: qualified })).status).toBe(200);
  });
});
