import { startOfDay } from '../../clock.ts';
import type { Account } from '../../store/model.ts';

/** What a value came to be: what to keep, nothing at all, or of which type it should have been. */
export type PlainRead =
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'empty' }
  | { readonly kind: 'wrong'; readonly type: string };

const empty: PlainRead = { kind: 'empty' };
const wrong = (type: string): PlainRead => ({ kind: 'wrong', type });
const kept = (value: string | number | boolean): PlainRead => ({ kind: 'value', value });

/** Texts; a number is taken as its text. */
export function readText(value: unknown): PlainRead {
  if (value === undefined || value === null || value === '') return empty;
  if (typeof value === 'number') return kept(String(value));
  return typeof value === 'string' ? kept(value) : wrong('string');
}

/** Numbers travel as strings, in both directions; a bare number is taken too. */
export function readNumber(value: unknown): PlainRead {
  if (value === undefined || value === null || value === '') return empty;
  if (typeof value === 'number') return kept(String(value));
  const isNumber = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim());
  return isNumber ? kept(value.trim()) : wrong('numeric');
}

export function readCheckbox(value: unknown): PlainRead {
  if (value === undefined || value === null) return empty;
  return typeof value === 'boolean' ? kept(value) : wrong('bool');
}

/** Unix seconds, or a time as RFC 3339 writes it; a bare date is refused (amocrm-api-php#27). */
export function readMoment(value: unknown): PlainRead {
  if (value === undefined || value === null || value === '') return empty;
  if (typeof value === 'number') return Number.isInteger(value) ? kept(value) : wrong('int');
  if (typeof value !== 'string' || !rfc3339.test(value)) return wrong('int');
  const at = Date.parse(value);
  return Number.isNaN(at) ? wrong('int') : kept(Math.floor(at / 1000));
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A day without a time is kept as its midnight in the account's zone. */
export function readDay(value: unknown, account: Account): PlainRead {
  const read = readMoment(value);
  if (read.kind !== 'value' || typeof read.value !== 'number') return read;
  return kept(startOfDay(read.value, offsetOf(account)));
}

/** `+04:00` in seconds. */
function offsetOf({ timezoneOffset }: Account): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(timezoneOffset) ?? [];
  const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
