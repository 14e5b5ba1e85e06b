import { expect, test } from 'vitest';
import { seedAccounts } from '../seed/accounts.ts';
import { matchesFieldFilters } from './filter-fields.ts';
import { readQuery } from './query.ts';

/** Not over HTTP: whose lists ask it, tests them there. */
const [account] = seedAccounts(1_790_000_000);
if (account === undefined) throw new Error('no account');
const { leads, customFields } = account;
const all = [...leads.values()];

function fieldId(type: string): number {
  const field = [...customFields.values()].find((one) => one.kind === 'leads' && one.type === type);
  if (field === undefined) throw new Error(`no ${type}`);
  return field.id;
}

function found(query: string) {
  const read = readQuery(`/?${query.replaceAll('[f]', '[custom_fields_values]')}`);
  return all.filter((lead) => matchesFieldFilters(read, lead.fields, customFields));
}

function valuesOf(type: string, lead: (typeof all)[number]) {
  return lead.fields.find((field) => field.field_id === fieldId(type))?.values ?? [];
}

test('a text is asked for by its words, one or several', () => {
  const id = fieldId('text');
  const one = found(`filter[f][${id}][]=JVC`);
  const two = found(`filter[f][${id}][]=JVC&filter[f][${id}][]=JLT`);
  expect(one.length).toBeGreaterThan(0);
  expect(two.length).toBeGreaterThan(one.length);
  for (const lead of one) expect(valuesOf('text', lead)).toEqual([{ value: 'JVC' }]);
});

test('a choice is asked for by its id, not by its words', () => {
  const id = fieldId('multiselect');
  const [choice] = customFields.get(id)?.enums ?? [];
  const some = found(`filter[f][${id}][]=${choice?.id ?? 0}`);
  expect(some.length).toBeGreaterThan(0);
  for (const lead of some) {
    expect(valuesOf('multiselect', lead).map((item) => item.enum_id)).toContain(choice?.id);
  }
  expect(found(`filter[f][${id}][]=${choice?.value ?? ''}`)).toEqual([]);
});

test('a checkbox is 1 or 0, and whoever has none has 0', () => {
  const id = fieldId('checkbox');
  const [ticked, not] = [found(`filter[f][${id}][]=1`), found(`filter[f][${id}][]=0`)];
  expect(ticked.length).toBeGreaterThan(0);
  expect(ticked.length + not.length).toBe(all.length);
});

test.each(['numeric', 'date', 'date_time', 'monetary'])(
  'a %s has a from and a to, both in',
  (type) => {
    const id = fieldId(type);
    const values = all.flatMap((lead) => valuesOf(type, lead).map(({ value }) => Number(value)));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    expect(values.length).toBeGreaterThan(0);
    expect(found(`filter[f][${id}][from]=${low}&filter[f][${id}][to]=${high}`)).toHaveLength(
      values.length,
    );
    expect(found(`filter[f][${id}][from]=${high + 1}`)).toEqual([]);
    expect(found(`filter[f][${id}][from]=${high}`)).toHaveLength(
      values.filter((value) => value === high).length,
    );
  },
);

test('several fields must all agree; a field nobody has filters nothing', () => {
  const [text, number] = [fieldId('text'), fieldId('numeric')];
  const both = found(`filter[f][${text}][]=JVC&filter[f][${number}][from]=2`);
  expect(both.length).toBeLessThan(found(`filter[f][${text}][]=JVC`).length);
  expect(found('filter[f][1][]=x')).toHaveLength(all.length);
  expect(found('filter[f]=x')).toHaveLength(all.length);
  expect(found('')).toHaveLength(all.length);
});
