import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { askAs } from '../testing/ask.ts';
import type { Ask } from '../testing/ask.ts';
import { wrong } from '../testing/bodies.ts';
import { json, oasis, rows, sharedClient } from '../testing/client.ts';
import { seedAccounts } from '../seed/accounts.ts';
import type { CustomField, FieldType } from '../store/model.ts';
import { readFieldValues } from './field-values.ts';

const amo = sharedClient();
let admin: Ask;
beforeAll(async () => {
  admin = await askAs(amo, oasis, oasis.admin);
});

const cardSchema = z.object({
  custom_fields_values: z
    .array(
      z.object({
        field_id: z.number(),
        field_code: z.string().nullable(),
        field_type: z.string(),
        values: z.array(z.record(z.string(), z.unknown())),
      }),
    )
    .nullable(),
});
const someNumber: unknown = expect.any(Number);
/** What was not given is printed as null. */
const blueDune: unknown = expect.objectContaining({
  name: 'Blue Dune',
  entity_type: 2,
  vat_id: '100',
  kpp: null,
});
type Kind = 'leads' | 'contacts' | 'companies';

async function fieldOf(kind: Kind, type: string): Promise<Record<string, unknown>> {
  const path = `/api/v4/${kind}/custom_fields?limit=250&filter[type][0]=${type}`;
  const [known] = rows(await admin('GET', path), 'custom_fields');
  if (known !== undefined) return known;
  const enums = /select|radio/.test(type)
    ? [{ value: 'Так', code: 'YES' }, { value: 'Ні' }]
    : undefined;
  const made = await admin('POST', path, [{ name: `New ${type}`, type, enums }]);
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  return rows(made, 'custom_fields')[0] ?? {};
}

async function write(kind: Kind, values: unknown) {
  return admin('POST', `/api/v4/${kind}`, [{ custom_fields_values: values }]);
}

/** What a card says of one field after it was written, or the status of the refusal. */
async function readBack(kind: Kind, field: object, values: unknown) {
  const reply = await write(kind, [{ ...field, values }]);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  const id = String(rows(reply, kind)[0]?.['id']);
  const card = cardSchema.parse(json(await admin('GET', `/api/v4/${kind}/${id}`)));
  return card.custom_fields_values?.map(({ values: read }) => read)[0] ?? null;
}

describe('a value written is read back as amoCRM prints it', () => {
  const same = <T>(value: T): [T, T] => [value, value];
  // 2026-03-04 10:00 in Dubai, and the midnight before.
  const morning = 1_772_604_000;
  const midnight = morning - 10 * 3600;
  test.each<[Kind, string, unknown, unknown]>([
    ['leads', 'text', ...same([{ value: 'Marina' }])],
    ['leads', 'text', [{ value: 7 }], [{ value: '7' }]],
    ['leads', 'textarea', ...same([{ value: 'a\nb' }])],
    ['leads', 'streetaddress', ...same([{ value: 'Marina Walk 3' }])],
    ['leads', 'tracking_data', ...same([{ value: 'cpc' }])],
    ['leads', 'url', ...same([{ value: 'https://homes.example/1' }])],
    ['leads', 'numeric', [{ value: 3.5 }], [{ value: '3.5' }]],
    ['leads', 'numeric', [{ value: '42' }], [{ value: '42' }]],
    ['leads', 'monetary', [{ value: 1500 }], [{ value: '1500' }]],
    ['leads', 'checkbox', ...same([{ value: false }])],
    ['leads', 'date_time', [{ value: morning }], [{ value: morning }]],
    ['leads', 'date_time', [{ value: '2026-03-04T10:00:00+04:00' }], [{ value: morning }]],
    ['leads', 'date', [{ value: morning }], [{ value: midnight }]],
    ['leads', 'date', [{ value: '2026-03-04T00:00:00+04:00' }], [{ value: midnight }]],
    ['contacts', 'birthday', [{ value: midnight }], [{ value: midnight }]],
    [
      'leads',
      'file',
      [{ value: { file_uuid: 'f', version_uuid: 'v', file_name: 'a.pdf', file_size: 3 } }],
      [{ value: { file_uuid: 'f', version_uuid: 'v', file_name: 'a.pdf', file_size: 3 } }],
    ],
    [
      'leads',
      'linked_entity',
      [{ value: { name: 'N', entity_id: 5, entity_type: 'contacts', catalog_id: null } }],
      [{ value: { name: 'N', entity_id: 5, entity_type: 'contacts', catalog_id: null } }],
    ],
    // The one type without `value`.
    ['leads', 'chained_list', ...same([{ catalog_id: 1, catalog_element_id: 2 }])],
    [
      'companies',
      'legal_entity',
      [{ value: { name: 'Blue Dune', entity_type: 2, vat_id: 100 } }],
      [
        {
          value: blueDune,
        },
      ],
    ],
    [
      'contacts',
      'smart_address',
      [
        { value: 'Dubai', enum_code: 'city' },
        { value: 'AE', enum_id: 6 },
      ],
      [
        { value: 'Dubai', enum_id: 3, enum_code: 'city' },
        { value: 'AE', enum_id: 6, enum_code: 'country' },
      ],
    ],
    [
      'contacts',
      'multitext',
      [{ value: '+971 50 555 0101', enum_code: 'HOME' }, { value: '+971 50 555 0102' }],
      [
        { value: '+971 50 555 0101', enum_id: someNumber, enum_code: 'HOME', enum: 'HOME' },
        { value: '+971 50 555 0102', enum_id: someNumber, enum_code: 'WORK', enum: 'WORK' },
      ],
    ],
  ])('%s: %s %j', async (kind, type, given, expected) => {
    const { id } = await fieldOf(kind, type);
    expect(await readBack(kind, { field_id: id }, given)).toEqual(expected);
  });

  test.each<[Kind, string]>([
    ['leads', 'select'],
    ['leads', 'multiselect'],
    ['leads', 'radiobutton'],
    ['contacts', 'select'],
  ])('%s: a choice of a %s is named by its words or by its id', async (kind, type) => {
    const { id, enums } = await fieldOf(kind, type);
    const [, choice] = z
      .array(z.object({ id: z.number(), value: z.string(), code: z.string().nullable() }))
      .parse(enums);
    const read = [{ value: choice?.value, enum_id: choice?.id, enum_code: choice?.code }];
    for (const given of [{ value: choice?.value }, { enum_id: choice?.id }, read[0]]) {
      expect(await readBack(kind, { field_id: id }, [given])).toEqual(read);
    }
  });

  test('a choice is named by its code, a field by its own', async () => {
    const made = await admin('POST', '/api/v4/leads/custom_fields', [
      { name: 'Q', type: 'radiobutton', code: 'ANSWER', enums: [{ value: 'Так', code: 'YES' }] },
    ]);
    expect(made.status).toBe(201);
    expect(await readBack('leads', { field_code: 'ANSWER' }, [{ enum_code: 'YES' }])).toEqual([
      { value: 'Так', enum_id: someNumber, enum_code: 'YES' },
    ]);
  });
});

describe('what amoCRM would not take is refused with its place', () => {
  test.each<[Kind, string, unknown, string]>([
    ['leads', 'text', [{ value: true }], 'values.0.value InvalidType'],
    ['leads', 'text', [{ value: 'a' }, { value: 'b' }], 'values TooManyElements'],
    ['leads', 'text', [{ value: 'a', enum_id: 1 }], 'values.0.enum_id FieldNotExpected'],
    ['leads', 'text', 'a', 'values InvalidType'],
    ['leads', 'text', ['a'], 'values.0 InvalidType'],
    ['leads', 'text', undefined, 'values FieldMissing'],
    ['leads', 'numeric', [{ value: 'many' }], 'values.0.value InvalidType'],
    ['leads', 'checkbox', [{ value: 1 }], 'values.0.value InvalidType'],
    ['leads', 'date', [{ value: '2026-03-04' }], 'values.0.value InvalidType'],
    ['leads', 'date_time', [{ value: 1.5 }], 'values.0.value InvalidType'],
    ['leads', 'select', [{ value: 'nobody’s' }], 'values.0.value NotSupportedChoice'],
    ['leads', 'select', [{ enum_id: 1 }], 'values.0.enum_id NotSupportedChoice'],
    ['leads', 'select', [{ enum_id: '1' }], 'values.0.enum_id InvalidType'],
    ['leads', 'select', [{ enum_code: 'NO' }], 'values.0.enum_code NotSupportedChoice'],
    ['leads', 'file', [{ value: 'a.pdf' }], 'values.0.value InvalidType'],
    ['leads', 'file', [{ value: {} }], 'values.0.value.file_uuid FieldMissing'],
    ['leads', 'chained_list', [{ value: 1 }], 'values.0.value FieldNotExpected'],
    [
      'contacts',
      'multitext',
      [{ value: 'x', enum_code: 'CAR' }],
      'values.0.enum_code NotSupportedChoice',
    ],
    ['contacts', 'smart_address', [{ value: 'Dubai' }], 'values.0.enum_id FieldMissing'],
    ['companies', 'legal_entity', [{ value: { vat_id: '1' } }], 'values.0.value.name FieldMissing'],
  ])('%s: %s %j', async (kind, type, values, expected) => {
    const { id } = await fieldOf(kind, type);
    const reply = await write(kind, [{ field_id: id, values }]);
    expect(wrong(reply)).toEqual([`0 custom_fields_values.0.${expected}`]);
  });

  test('an unknown field, another kind’s field, and a field without a name', async () => {
    const { id: phone } = await fieldOf('contacts', 'multitext');
    const values = [{ value: 'x' }];
    const reply = await write('leads', [
      { field_id: 1, values },
      { field_id: phone, values },
      { field_code: 'PHONE', values },
      { values },
      { field_id: '5', values },
      'x',
    ]);
    expect(wrong(reply)).toEqual([
      '0 custom_fields_values.0.field_id NotSupportedChoice',
      '0 custom_fields_values.1.field_id NotSupportedChoice',
      '0 custom_fields_values.2.field_code NotSupportedChoice',
      '0 custom_fields_values.3.field_id FieldMissing',
      '0 custom_fields_values.4.field_id InvalidType',
      '0 custom_fields_values.5 InvalidType',
    ]);
  });
});

describe('clearing', () => {
  test('null empties one field, null for the list all of them; what is not sent stays', async () => {
    const [{ id: text }, { id: number }] = [
      await fieldOf('leads', 'text'),
      await fieldOf('leads', 'numeric'),
    ];
    const reply = await write('leads', [
      { field_id: text, values: [{ value: 'a' }] },
      { field_id: number, values: [{ value: 1 }] },
    ]);
    const path = `/api/v4/leads/${String(rows(reply, 'leads')[0]?.['id'])}`;
    const left = async () =>
      cardSchema
        .parse(json(await admin('GET', path)))
        .custom_fields_values?.map(({ field_id: id }) => id) ?? null;
    await admin('PATCH', path, { custom_fields_values: [{ field_id: text, values: null }] });
    expect(await left()).toEqual([number]);
    await admin('PATCH', path, {
      custom_fields_values: [{ field_id: text, values: [{ value: 'b' }] }],
    });
    expect(await left()).toEqual([number, text]);
    await admin('PATCH', path, {
      custom_fields_values: [{ field_id: text, values: [{ value: '' }] }],
    });
    expect(await left()).toEqual([number]);
    await admin('PATCH', path, { custom_fields_values: null });
    expect(await left()).toBeNull();
  });
});

/** Lists are not here, so that no call reaches their types: these are read as the page has them. */
describe('types of lists', () => {
  const [account] = seedAccounts(1_790_000_000);
  const read = (type: FieldType, values: unknown, enums: CustomField['enums'] = null) => {
    if (account === undefined) throw new Error('no account');
    const [any] = account.customFields.values();
    if (any === undefined) throw new Error('no field');
    account.customFields.set(1, { ...any, id: 1, type, enums, kind: 'leads' });
    return readFieldValues(account, 'leads', [{ field_id: 1, values }], 'f');
  };
  const items = (given: ReturnType<typeof read>) =>
    given.ok ? given.values[0]?.values : given.errors.map(({ path, code }) => `${path} ${code}`);

  test('price, category, supplier, payer and items', () => {
    expect(items(read('price', [{ value: 10 }]))).toEqual([{ value: '10' }]);
    const category = [{ id: 9, value: 'Villas', sort: 1, code: null }];
    expect(items(read('category', [{ enum_id: 9 }], category))).toEqual([
      { value: 'Villas', enum_id: 9, enum_code: null },
    ]);
    expect(items(read('supplier', [{ value: { entity_id: 4 } }]))).toEqual([
      { value: { entity_id: 4 } },
    ]);
    expect(items(read('supplier', [{ value: {} }]))).toEqual([
      'f.0.values.0.value.entity_id FieldMissing',
    ]);
    expect(items(read('payer', [{ value: { name: 'N', address: 'A' } }]))).toMatchObject([
      { value: { name: 'N', address: 'A', entity_id: null } },
    ]);
    const line = {
      description: 'Fee',
      unit_price: 100,
      quantity: 2,
      discount: { type: 'percentage', value: 10 },
    };
    expect(items(read('items', [{ value: line }]))).toMatchObject([
      { value: { ...line, sku: null, total_sum: 180, is_total_sum_recalculated: false } },
    ]);
  });
});
