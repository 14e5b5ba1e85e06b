import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { wrong } from '../testing/bodies.ts';
import { freshClient, json, links, oasis, rows } from '../testing/client.ts';

const amo = freshClient();
let admin: Ask;
beforeEach(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const leads = '/api/v4/leads/custom_fields';
const fieldSchema = z.object({
  id: z.number(),
  name: z.string(),
  type: z.string(),
  sort: z.number(),
  code: z.string().nullable(),
  enums: z
    .array(
      z.strictObject({
        id: z.number(),
        value: z.string(),
        sort: z.number(),
        code: z.string().nullable(),
      }),
    )
    .nullable(),
});
const cardSchema = z.object({
  updated_at: z.number(),
  custom_fields_values: z
    .array(z.object({ field_id: z.number(), field_name: z.string(), values: z.unknown() }))
    .nullable(),
});

async function created(given: object, path = leads) {
  const reply = await admin('POST', path, [given]);
  expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
  return fieldSchema.parse(rows(reply, 'custom_fields')[0]);
}

async function card(id: number) {
  return cardSchema.parse(json(await admin('GET', `/api/v4/leads/${id}`)));
}

async function leadWith(values: object[]): Promise<number> {
  const reply = await admin('POST', '/api/v4/leads', [{ custom_fields_values: values }]);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return Number(rows(reply, 'leads')[0]?.['id']);
}

describe('the list of definitions', () => {
  test('has totals, a link to the last page, and ends where `next` ends', async () => {
    const first = await admin('GET', `${leads}?limit=20`);
    const secondPage: unknown = expect.stringContaining('page=2');
    expect(json(first)).toMatchObject({ _total_items: 32, _page: 1, _page_count: 2 });
    expect(links(first)).toMatchObject({
      next: secondPage,
      last: secondPage,
    });
    const last = await admin('GET', `${leads}?limit=20&page=2`);
    expect(links(last)).not.toHaveProperty('next');
    expect(links(last)).toHaveProperty('prev');
    expect(rows(last, 'custom_fields')).toHaveLength(12);
  });

  test('is filtered by type and ordered by sort or id', async () => {
    const selects = rows(await admin('GET', `${leads}?filter[type][0]=select`), 'custom_fields');
    expect(selects.map((field) => field['type'])).toEqual(['select']);
    const tracked = await admin('GET', `${leads}?limit=250&filter[type][]=tracking_data`);
    expect(rows(tracked, 'custom_fields').map((field) => field['code'])).toContain('UTM_SOURCE');
    for (const column of ['sort', 'id']) {
      const found = rows(
        await admin('GET', `${leads}?limit=250&order[${column}]=desc`),
        'custom_fields',
      );
      const values = found.map((field) => Number(field[column]));
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
  });

  test('has the same fields for everybody, and each kind of card its own', async () => {
    const broker = await askAs(amo, oasis, oasis.seesOwn);
    for (const kind of ['leads', 'contacts', 'companies']) {
      const path = `/api/v4/${kind}/custom_fields?limit=250`;
      const [mine, theirs] = [await admin('GET', path), await broker('GET', path)];
      expect(json(theirs)).toEqual(json(mine));
      const found = rows(mine, 'custom_fields');
      expect(new Set(found.map((field) => field['entity_type']))).toEqual(new Set([kind]));
      const codes = found.map((field) => field['code']);
      if (kind !== 'leads') expect(codes).toEqual(expect.arrayContaining(['PHONE', 'EMAIL']));
    }
  });

  test('shows the keys of a kind: callbacks and chained lists are for leads', async () => {
    const common =
      'id name type account_id code sort settings is_api_only enums group_id required_statuses hidden_statuses is_computed is_deletable is_predefined entity_type remind triggers currency _links';
    const [contact = {}] = rows(
      await admin('GET', '/api/v4/contacts/custom_fields?limit=1'),
      'custom_fields',
    );
    expect(Object.keys(contact).sort()).toEqual(common.split(' ').sort());
    const [tracked = {}] = rows(
      await admin('GET', `${leads}?limit=1&filter[type][]=tracking_data`),
      'custom_fields',
    );
    expect(Object.keys(tracked).sort()).toEqual(
      `${common} chained_lists tracking_callback`.split(' ').sort(),
    );
    expect(tracked).toMatchObject({
      is_predefined: true,
      is_deletable: false,
      group_id: 'statistic',
    });
  });

  test('one by its id; 204 for one that is not there or is another kind’s', async () => {
    const [field] = rows(await admin('GET', `${leads}?limit=1`), 'custom_fields');
    const id = String(field?.['id']);
    expect(json(await admin('GET', `${leads}/${id}`))).toEqual(field);
    for (const path of [`${leads}/1`, `/api/v4/contacts/custom_fields/${id}`]) {
      expect((await admin('GET', path)).status).toBe(204);
    }
  });
});

describe('writing definitions', () => {
  test('is an administrator’s', async () => {
    const broker = await askAs(amo, oasis, oasis.seesAll);
    const [field] = rows(await admin('GET', `${leads}?limit=1`), 'custom_fields');
    const one = `${leads}/${String(field?.['id'])}`;
    const tries = [
      await broker('POST', leads, [{ name: 'x', type: 'text' }]),
      await broker('PATCH', leads, [{ id: field?.['id'], name: 'x' }]),
      await broker('PATCH', one, { name: 'x' }),
      await broker('DELETE', one),
      await broker('POST', `${leads}/groups`, [{ name: 'x' }]),
      await broker('DELETE', `${leads}/groups/leads_10010117128`),
    ];
    expect(tries.map(({ status }) => status)).toEqual(tries.map(() => 403));
  });

  test('answers 201 with what came to be, and ids for the choices', async () => {
    const field = await created({
      name: 'Тип угоди',
      type: 'multiselect',
      code: 'DEAL_KIND',
      request_id: 'mine',
      enums: [
        { value: 'Продаж', sort: 1, code: 'SALE' },
        { value: 'Оренда', sort: 2 },
      ],
    });
    expect(field.enums?.map(({ value, code }) => [value, code])).toEqual([
      ['Продаж', 'SALE'],
      ['Оренда', null],
    ]);
    expect(new Set(field.enums?.map(({ id }) => id)).size).toBe(2);
    expect(json(await admin('GET', `${leads}/${field.id}`))).toMatchObject({
      name: 'Тип угоди',
      is_deletable: true,
      is_predefined: false,
    });
  });

  test('a choice that comes back without its id is another one, and the cards lose the old', async () => {
    const field = await created({
      name: 'Рівень',
      type: 'select',
      enums: [{ value: 'A' }, { value: 'B' }],
    });
    const [a, b] = field.enums ?? [];
    const [withA, withB] = [
      await leadWith([{ field_id: field.id, values: [{ value: 'A' }] }]),
      await leadWith([{ field_id: field.id, values: [{ enum_id: b?.id }] }]),
    ];
    const before = await card(withB);
    const reply = await admin('PATCH', `${leads}/${field.id}`, {
      enums: [{ value: 'A' }, { id: b?.id, value: 'B+' }],
    });
    expect(reply.status).toBe(201);
    const after = fieldSchema.parse(json(reply)).enums ?? [];
    expect(after[0]?.id).not.toBe(a?.id);
    expect(after[1]).toMatchObject({ id: b?.id, value: 'B+' });
    expect((await card(withA)).custom_fields_values).toBeNull();
    expect(await card(withB)).toMatchObject({
      updated_at: before.updated_at,
      custom_fields_values: [{ values: [{ value: 'B+', enum_id: b?.id }] }],
    });
  });

  test('a new name is on the cards at once; a field that goes takes its values along', async () => {
    const field = await created({ name: 'Було', type: 'text' });
    const lead = await leadWith([{ field_id: field.id, values: [{ value: 'x' }] }]);
    const renamed = await admin('PATCH', leads, [{ id: field.id, name: 'Стало' }]);
    expect(renamed.status).toBe(201);
    expect((await card(lead)).custom_fields_values?.[0]?.field_name).toBe('Стало');
    expect((await admin('DELETE', `${leads}/${field.id}`)).status).toBe(204);
    expect((await card(lead)).custom_fields_values).toBeNull();
    expect((await admin('GET', `${leads}/${field.id}`)).status).toBe(204);
  });

  test('a deleted field’s id is never given again', async () => {
    const first = await created({ name: 'a', type: 'text' });
    await admin('DELETE', `${leads}/${first.id}`);
    expect((await created({ name: 'b', type: 'text' })).id).toBeGreaterThan(first.id);
  });

  test.each([
    ['a type nobody has', { name: 'x', type: 'colour' }, '0 type NotSupportedChoice'],
    ['a type of lists', { name: 'x', type: 'category' }, '0 type NotSupportedChoice'],
    ['a phone on a lead', { name: 'x', type: 'multitext' }, '0 type NotSupportedChoice'],
    ['no name', { type: 'text' }, '0 name FieldMissing'],
    [
      'a code that is taken',
      { name: 'x', type: 'text', code: 'UTM_SOURCE' },
      '0 code NotSupportedChoice',
    ],
    [
      'an unknown group',
      { name: 'x', type: 'text', group_id: 'nowhere' },
      '0 group_id NotSupportedChoice',
    ],
    [
      'an unknown stage',
      {
        name: 'x',
        type: 'text',
        required_statuses: [{ pipeline_id: oasis.mainPipeline, status_id: 1 }],
      },
      '0 required_statuses.0.status_id NotSupportedChoice',
    ],
  ])('%s is refused, and the whole batch with it', async (_, given, expected) => {
    const all = json(await admin('GET', leads));
    expect(wrong(await admin('POST', leads, [given, { name: 'good', type: 'text' }]))).toEqual([
      expected,
    ]);
    expect(json(await admin('GET', leads))).toEqual(all);
  });

  test('amoCRM’s own fields cannot be deleted, others’ cannot be reached', async () => {
    const [phone] = rows(
      await admin('GET', '/api/v4/contacts/custom_fields?filter[type][]=multitext'),
      'custom_fields',
    );
    const id = String(phone?.['id']);
    expect((await admin('DELETE', `/api/v4/contacts/custom_fields/${id}`)).status).toBe(400);
    expect((await admin('DELETE', `${leads}/${id}`)).status).toBe(404);
    expect((await admin('PATCH', `${leads}/1`, { name: 'x' })).status).toBe(404);
  });
});

describe('groups', () => {
  const groups = `${leads}/groups`;

  test('are listed, made, renamed and deleted; their fields go to the main one', async () => {
    expect(rows(await admin('GET', groups), 'custom_field_groups').map(({ id }) => id)).toEqual([
      'default',
      'statistic',
      'leads_10010117128',
    ]);
    const made = await admin('POST', groups, [{ name: 'Фінанси', request_id: 7 }]);
    expect(made.status).toBe(201);
    const [group = {}] = rows(made, 'custom_field_groups');
    const someId: unknown = expect.stringMatching(/^leads_\d{15}$/);
    expect(group).toMatchObject({
      id: someId,
      is_predefined: false,
      type: 'custom_field_group',
      entity_type: 'leads',
      sort: 3,
      request_id: '7',
    });
    const path = `${groups}/${String(group['id'])}`;
    const field = await created({ name: 'x', type: 'text', group_id: group['id'] });
    expect(json(await admin('PATCH', path, { name: 'Гроші' }))).toMatchObject({ name: 'Гроші' });
    expect((await admin('DELETE', path)).status).toBe(204);
    expect((await admin('GET', path)).status).toBe(404);
    expect(json(await admin('GET', `${leads}/${field.id}`))).toMatchObject({ group_id: null });
  });

  test('amoCRM’s own stay; unknown ones are 404', async () => {
    expect((await admin('DELETE', `${groups}/statistic`)).status).toBe(400);
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { name: 'x' }],
      ['DELETE', undefined],
    ] as const) {
      expect((await admin(method, `${groups}/nowhere`, body)).status).toBe(404);
    }
    // Companies have a main group, and no statistics.
    expect((await admin('GET', '/api/v4/companies/custom_fields/groups/statistic')).status).toBe(
      404,
    );
  });
});
