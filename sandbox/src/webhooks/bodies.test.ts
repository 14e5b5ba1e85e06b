import { expect, test } from 'vitest';
import { fixture, fixtureText } from '../testing/fixture.ts';
import { seedAccounts } from '../seed/accounts.ts';
import type { Account, FieldValue, Lead } from '../store/model.ts';
import { leadHooks } from './card-hooks.ts';
import { encodeForm, formTree } from './form.ts';
import { presentStyle } from './hook.ts';
import { oldFields } from './old-fields.ts';

/** The bytes of captured hooks, made again from the rows they must have come from. */
const captured = (name: string) => fixtureText(name).trim();

const [seeded] = seedAccounts(1_700_000_000);
if (seeded === undefined) throw new Error('no account');
const account: Account = { ...seeded, id: 12345678, subdomain: 'example' };
const words = { account, style: presentStyle, isKommo: false };
const accountBlock = {
  subdomain: 'example',
  id: 12345678,
  _links: { self: 'https://example.amocrm.ru' },
};

const plain: Lead = {
  id: 32966269,
  name: 'Test',
  price: 999,
  pipelineId: 9621010,
  statusId: 76789230,
  responsibleUserId: 10000698,
  lossReasonId: null,
  createdBy: 10000698,
  updatedBy: 10000698,
  createdAt: 1748268669,
  updatedAt: 1748268669,
  closedAt: null,
  isDeleted: false,
  fields: [],
  tags: [],
  contactIds: [],
  companyId: null,
  sourceId: null,
  score: null,
};

test('the capture of 2025: leads[add] with the account first, byte for byte', () => {
  const [hook] = leadHooks(words, null, plain, undefined);
  const body = encodeForm({ account: accountBlock, leads: { add: [hook?.item] } });
  expect(body).toBe(captured('webhook.leads.add.form.txt'));
});

const field = (
  id: number,
  name: string,
  type: string,
  values: FieldValue['values'],
): FieldValue => ({ field_id: id, field_name: name, field_code: null, field_type: type, values });

test('the capture of 2021: leads[status] with tags and fields and the account last, byte for byte', () => {
  const after: Lead = {
    ...plain,
    id: 30267969,
    name: 'Sample lead',
    price: 1,
    statusId: 16525558,
    pipelineId: 788512,
    responsibleUserId: 1764433,
    createdBy: 1764433,
    updatedBy: 1760815,
    createdAt: 1615894221,
    updatedAt: 1615985846,
    tags: [{ id: 482205, name: 'TAG', color: null }],
    fields: [
      field(491053, 'FIELD/SLASH', 'text', [{ value: '1' }]),
      field(481305, 'Date field?', 'date', [{ value: 1615845600 }]),
      field(496779, 'Select one', 'select', [{ value: 'Option A', enum_id: 959761 }]),
      field(481313, 'Select two', 'select', [{ value: 'Option B', enum_id: 932119 }]),
    ],
  };
  const [hook] = leadHooks(words, { ...after, statusId: 16525555 }, after, undefined);
  expect(hook?.action).toBe('status');
  const body = encodeForm({ leads: { status: [hook?.item] }, account: accountBlock });
  expect(body).toBe(captured('webhook.leads.status.form.txt'));
});

test('the sample of Kommo: leads[status] with its custom fields', () => {
  const printed = fixture('webhook.leads.status.kommo.decoded');
  if (typeof printed !== 'object' || printed === null) throw new Error('no sample');
  const after: Lead = {
    ...plain,
    id: 15318175,
    name: '',
    price: 1000,
    statusId: 67548619,
    pipelineId: 8572511,
    responsibleUserId: 12345678,
    createdBy: 11087123,
    updatedBy: 11087123,
    createdAt: 1726572752,
    updatedAt: 1726572758,
    fields: [
      field(1118164, 'Benefit', 'monetary', [{ value: '1000' }]),
      field(1246483, 'Text', 'text', [{ value: 'Text' }]),
      field(1246485, 'Numeric', 'numeric', [{ value: '123' }]),
      field(1246489, 'Select', 'select', [{ value: '2', enum_id: 908107 }]),
      field(1246491, 'Date', 'date', [{ value: 1725915600 }]),
    ],
  };
  const [hook] = leadHooks(words, { ...after, statusId: 67548607 }, after, undefined);
  expect(encodeForm({ leads: { status: [hook?.item] } })).toBe(encodeForm(formTree(printed)));
});

test('the sample on amoCRM’s page: leads[status] of 2014, with bare values', () => {
  const printed = fixture('webhook.leads.status.decoded');
  if (typeof printed !== 'object' || printed === null) throw new Error('no sample');
  const after: Lead = {
    ...plain,
    id: 25399013,
    name: 'Lead title',
    price: 0,
    statusId: 142,
    responsibleUserId: 123123,
    createdBy: 123123,
    updatedBy: 123123,
    createdAt: 1413554349,
    updatedAt: 1413554372,
    fields: [
      field(427183, 'Checkbox custom field', 'checkbox', [{ value: true }]),
      field(427271, 'Date custom field', 'date', [{ value: 1412380800 }]),
      field(1069602, 'Checkbox custom field', 'checkbox', [{ value: false }]),
      field(427661, 'Text custom field', 'text', [{ value: 'Валера' }]),
      field(1075272, 'Date custom field', 'date', [{ value: 1413331200 }]),
    ],
  };
  const old = {
    ...words,
    account: { ...account, id: 7039099 },
    style: bareStyle,
  };
  const [hook] = leadHooks(old, { ...after, statusId: 7039101 }, after, undefined);
  // Of 2014: there were no pipelines yet, nor the two times that came later.
  const younger = /^leads\[status\]\[0\]\[(pipeline_id|created_at|updated_at)\]=/;
  const ours = sortedPairs({ leads: { status: [hook?.item] } });
  expect(ours.filter((pair) => !younger.test(decodeURIComponent(pair)))).toEqual(
    sortedPairs(formTree(printed)),
  );
});

const bareStyle: typeof presentStyle = { ...presentStyle, fieldValues: 'bare' };
const sortedPairs = (tree: ReturnType<typeof formTree>) => encodeForm(tree).split('&').sort();

test.each([
  ['a space is a plus', 'a b', 'a+b'],
  ['brackets and marks are escaped', "[x](y)!*'~", '%5Bx%5D%28y%29%21%2A%27~'],
  ['letters are UTF-8', 'Ї', '%D0%87'],
  ['a plus is escaped', '+', '%2B'],
  ['half a character does not break it', '\ud83d', '%EF%BF%BD'],
])('%s', (_name, given, expected) => {
  expect(encodeForm({ k: given })).toBe(`k=${expected}`);
});

const bracketed = (type: string, values: FieldValue['values'], style = presentStyle) =>
  decodeURIComponent(
    encodeForm({ f: oldFields(account, [field(1, 'n', type, values)], style)?.[0]?.['values'] }),
  );

test.each([
  ['text', [{ value: 'x' }], 'f[0][value]=x'],
  ['numeric', [{ value: '123' }], 'f[0][value]=123'],
  ['checkbox', [{ value: true }], 'f[0][value]=1'],
  ['checkbox', [{ value: false }], 'f[0][value]=0'],
  ['select', [{ value: 'x', enum_id: 5 }], 'f[0][value]=x&f[0][enum]=5'],
  [
    'multitext',
    [
      { value: '1', enum_id: 5, enum_code: 'MOB' },
      { value: '2', enum_id: 6, enum_code: 'WORK' },
    ],
    'f[0][value]=1&f[0][enum]=5&f[1][value]=2&f[1][enum]=6',
  ],
  ['date', [{ value: 1729717200 }], 'f[0]=1729717200'],
  ['date_time', [{ value: 1642684740 }], 'f[0]=1642684740'],
  // Midnight in Dubai.
  ['birthday', [{ value: 1465934400 }], 'f[0][value]=15.06.2016'],
  ['radiobutton', [{ value: 'x', enum_id: 5 }], 'f[value]=x&f[enum]=5'],
  [
    'chained_list',
    [{ catalog_id: 3, catalog_element_id: 4 }],
    'f[0][catalog_id]=3&f[0][catalog_element_id]=4',
  ],
  ['legal_entity', [{ value: { name: 'y', kpp: null } }], 'f[0][value][name]=y&f[0][value][kpp]='],
] as const)('a field of type %s: %j is %s', (type, values, expected) => {
  expect(bracketed(type, values)).toBe(expected);
});

test('bodies of 2016 have bare values for everything', () => {
  const bare = bareStyle;
  expect(bracketed('text', [{ value: 'x' }], bare)).toBe('f[0]=x');
  expect(bracketed('checkbox', [{ value: true }], bare)).toBe('f[0]=1');
  expect(bracketed('select', [{ value: 'x', enum_id: 5 }], bare)).toBe('f[0]=x');
});
