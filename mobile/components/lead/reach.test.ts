import type { Contact } from '@foryou-crm/contract/lead';
import * as phoneNumbers from 'libphonenumber-js/min';
import { groupsBy } from './phone-groups';
import { addressOf, emailsOf, phonesOf } from './reach';

const field = (code: string, ...values: string[]) => ({
  id: 1,
  name: code,
  code,
  type: 'multitext',
  values: values.map((value) => ({ value, enumId: 1, enumCode: 'WORK' })),
});
const contact = (more: Partial<Contact>): Contact => ({
  id: 70,
  name: 'Rashid Al Suwaidi',
  isMain: true,
  phones: [],
  emails: [],
  customFields: [],
  ...more,
});
const grouped = groupsBy(phoneNumbers);
const reach = (shown: string) => ({ name: '', shown, label: null });

const plain = (text: string | undefined) => text?.replaceAll('\u00A0', ' ');

test('a phone is shown in its groups, and the same number once', () => {
  const contacts = [
    contact({ customFields: [field('PHONE', '+971-50-5550142', '+971505550142')] }),
    contact({ customFields: [field('PHONE', '00971505550142', '+380671112233', '050 111-22-33')] }),
  ];
  expect(phonesOf(contacts, grouped).map(({ shown }) => plain(shown))).toEqual([
    '+971 50 555 0142',
    '+380 67 111 2233',
    '050 111-22-33',
  ]);
});

test('where nothing typed is left, what is kept for comparing serves', () => {
  expect(plain(phonesOf([contact({ phones: ['971505550142'] })], grouped)[0]?.shown)).toBe(
    '+971 50 555 0142',
  );
  expect(emailsOf([contact({ emails: ['r@example.com'] })])[0]?.shown).toBe('r@example.com');
});

test('a value that is no text is nobody’s phone', () => {
  const values = [{ value: { a: 1 }, enumId: null, enumCode: null }];
  const odd = contact({ customFields: [{ ...field('PHONE'), values }] });
  expect(phonesOf([odd], grouped)).toEqual([]);
});

test.each([
  ['call', '+971 50 555 0142', 'tel:+971505550142'],
  ['call', '050 555 01 42 дод. 7', 'tel:0505550142'],
  ['whatsapp', '+971 (50) 555-0142', 'https://wa.me/971505550142'],
  ['whatsapp', '00971505550142', 'https://wa.me/971505550142'],
  ['telegram', '+971 50 555 0142', 'https://t.me/+971505550142'],
  ['email', 'a&b?cc=x@example.com', 'mailto:a%26b%3Fcc%3Dx@example.com'],
] as const)('%s %s opens %s', (way, shown, address) => {
  expect(addressOf(way, reach(shown))).toBe(address);
});
