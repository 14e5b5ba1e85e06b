import type { CustomField } from '@foryou-crm/contract/lead';

/** What is needed to word a value: the formats of the app in its language, and the account's zone. */
export type ValueWords = {
  yes: string;
  no: string;
  number: (value: number) => string;
  money: (value: number) => string;
  date: (at: Date) => string;
  dateTime: (at: Date) => string;
};

export type ShownValue = { text: string; link: string | null };

type Value = CustomField['values'][number]['value'];

/**
 * A custom field's values as words, by amoCRM's type. Dates come as seconds since 1970, flags as
 * booleans; composite values (an address in parts, a legal entity) as the texts in them.
 */
export function shownValues({ type, values }: CustomField, words: ValueWords): ShownValue[] {
  return values.flatMap(({ value }) => shown(type, value, words) ?? []);
}

function shown(type: string | null, value: Value, words: ValueWords): ShownValue | null {
  switch (type) {
    case 'checkbox':
      return text(value === true || value === 1 || value === '1' ? words.yes : words.no);
    case 'date':
    case 'birthday':
      return dated(value, words.date);
    case 'date_time':
      return dated(value, words.dateTime);
    case 'numeric':
      return numeric(value, words.number);
    case 'monetary':
    case 'price':
      return numeric(value, words.money);
    case 'url':
      return typeof value === 'string' ? { text: value, link: safeLink(value) } : null;
    default:
      return text(plain(value));
  }
}

const text = (words: string): ShownValue | null =>
  words === '' ? null : { text: words, link: null };

function dated(value: Value, word: (at: Date) => string): ShownValue | null {
  const time =
    typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? text(plain(value)) : text(word(new Date(time)));
}

function numeric(value: Value, word: (value: number) => string): ShownValue | null {
  const given = plain(value);
  const number = Number(given);
  return text(given !== '' && Number.isFinite(number) ? word(number) : given);
}

function plain(value: Value): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value)
    .map(plain)
    .filter((part) => part !== '')
    .join(', ');
}

/** Only what a browser opens: a field may hold anything. */
export function safeLink(address: string): string | null {
  const given = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  return URL.canParse(given) && /^https?:$/.test(new URL(given).protocol) ? given : null;
}
