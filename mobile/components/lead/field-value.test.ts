import { safeLink, shownValues, type ValueWords } from './field-value';

const words: ValueWords = {
  yes: 'так',
  no: 'ні',
  number: (value) => `#${String(value)}`,
  money: (value) => `${String(value)} AED`,
  date: (at) => at.toISOString().slice(0, 10),
  dateTime: (at) => at.toISOString().slice(0, 16),
};
const field = (type: string, ...values: unknown[]) => ({
  id: 1,
  name: 'x',
  code: null,
  type,
  values: values.map((value) => ({ value, enumId: null, enumCode: null })),
});
const texts = (type: string, ...values: unknown[]) =>
  shownValues(field(type, ...values), words).map(({ text }) => text);

test.each([
  ['text', [' Dubai Marina '], ['Dubai Marina']],
  ['multiselect', ['море', 'парк'], ['море', 'парк']],
  ['checkbox', [true], ['так']],
  ['checkbox', [false], ['ні']],
  ['date', [1_764_000_000], ['2025-11-24']],
  ['date', ['2025-11-24T00:00:00Z'], ['2025-11-24']],
  ['date_time', [1_764_000_000], ['2025-11-24T16:00']],
  ['numeric', ['4120'], ['#4120']],
  ['numeric', ['чотири'], ['чотири']],
  ['monetary', [12000], ['12000 AED']],
  ['legal_entity', [{ name: 'Kovalchuk FZE', vat_id: null, kpp: 7 }], ['Kovalchuk FZE, 7']],
  ['some_new_type', [{ a: { b: 'deep' } }], ['deep']],
  ['text', [null, '', undefined], []],
])('%s %p is shown as %p', (type, values, expected) => {
  expect(texts(type, ...values)).toEqual(expected);
});

test.each([
  ['https://example.com/a', 'https://example.com/a'],
  ['example.com', 'https://example.com'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['file:///etc/passwd', null],
  ['ht tp://x', null],
])('a link to %s opens %p', (address, opened) => {
  expect(safeLink(address)).toBe(opened);
});
