import type { Company, Contact, CustomField } from '@foryou-crm/contract/lead';

/** One number or address of somebody, as amoCRM has it. */
export type Reach = {
  /** Whose it is. */
  name: string;
  shown: string;
  /** amoCRM's own word for it (`WORK`, `MOB`); null: it has none. */
  label: string | null;
};

/** Writes a phone in its groups, see `usePhoneGroups`. */
export type Grouped = (phone: string) => string;

/** All phones of the contacts, the main contact's first, each number once. */
export const phonesOf = (contacts: readonly Contact[], grouped: Grouped): Reach[] =>
  unique(
    contacts.flatMap((contact) => reachesOf(contact, 'PHONE', contact.phones)),
    ({ shown }) => digitsOf(shown),
  ).map((reach) => ({ ...reach, shown: grouped(reach.shown) }));

export const emailsOf = (contacts: readonly Contact[]): Reach[] =>
  unique(
    contacts.flatMap((contact) => reachesOf(contact, 'EMAIL', contact.emails)),
    ({ shown }) => shown.toLowerCase(),
  );

export const companyPhones = (company: Company, grouped: Grouped): Reach[] =>
  reachesOf(company, 'PHONE', []).map((reach) => ({ ...reach, shown: grouped(reach.shown) }));

export const companyEmails = (company: Company): Reach[] => reachesOf(company, 'EMAIL', []);

type Person = { name: string; customFields: CustomField[] };

/** What was typed is in the fields; `plain` is the same for comparing, and better than nothing. */
function reachesOf(person: Person, code: 'PHONE' | 'EMAIL', plain: readonly string[]): Reach[] {
  const typed = person.customFields
    .filter((field) => field.code === code)
    .flatMap(({ values }) => values)
    .flatMap(({ value, enumCode }) =>
      typeof value === 'string' || typeof value === 'number'
        ? [{ name: person.name, shown: String(value).trim(), label: enumCode }]
        : [],
    )
    .filter(({ shown }) => shown !== '');
  if (typed.length > 0) return typed;
  const before = code === 'PHONE' ? '+' : '';
  return plain.map((value) => ({ name: person.name, shown: before + value, label: null }));
}

function unique(reaches: readonly Reach[], keyOf: (reach: Reach) => string): Reach[] {
  const seen = new Map<string, Reach>();
  for (const reach of reaches) {
    const key = keyOf(reach);
    if (key !== '' && !seen.has(key)) seen.set(key, reach);
  }
  return [...seen.values()];
}

/** The digits of a number with its country; `00` at the front is a `+`. */
function digitsOf(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return phone.trim().startsWith('+') ? digits : digits.replace(/^00/, '');
}

/** For dialling: an extension and words around the number are left out, a `+` stays. */
function dialled(phone: string): string {
  const [number = ''] = phone.split(/[,;#]|\s(?:ext|дод|доб)/i);
  const plus = /^\s*(?:\+|00)/.test(number) ? '+' : '';
  return plus + digitsOf(number);
}

export type Way = 'call' | 'whatsapp' | 'telegram' | 'email';

/** The address that opens the dialler, the messenger or the mail. */
export function addressOf(way: Way, { shown }: Reach): string {
  switch (way) {
    case 'call':
      return `tel:${dialled(shown)}`;
    case 'whatsapp':
      return `https://wa.me/${digitsOf(dialled(shown))}`;
    case 'telegram':
      return `https://t.me/+${digitsOf(dialled(shown))}`;
    case 'email':
      return `mailto:${encodeURIComponent(shown).replace('%40', '@')}`;
  }
}
