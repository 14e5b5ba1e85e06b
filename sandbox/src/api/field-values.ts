import { z } from 'zod';
import type { Account, CardKind, CustomField, FieldItem, FieldValue } from '../store/model.ts';
import { readItem } from './fields/read-item.ts';
import { fieldErrors } from './validate.ts';
import type { FieldError } from './validate.ts';

/** Custom fields as a caller sent them, read by the account's definitions. */
export type FieldValuesRead =
  { ok: true; values: FieldValue[]; cleared: number[] } | { ok: false; errors: FieldError[] };

/** What was read of one field: its values, that it is to be emptied, or what is wrong. */
type OneRead =
  | { readonly kind: 'values'; readonly field: CustomField; readonly items: readonly FieldItem[] }
  | { readonly kind: 'cleared'; readonly field: CustomField }
  | { readonly kind: 'wrong'; readonly errors: readonly FieldError[] };

const objectSchema = z.record(z.string(), z.unknown());

/**
 * Reads `custom_fields_values` of a write. A field is named by `field_id` or `field_code`; `values`
 * of null, or with nothing in them, empty it, and null instead of the list empties them all.
 * https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 * @param path - where the list stands in the item that was sent.
 */
export function readFieldValues(
  account: Account,
  kind: CardKind,
  given: unknown,
  path: string,
): FieldValuesRead {
  const fields = [...account.customFields.values()].filter((field) => field.kind === kind);
  if (given === null) return { ok: true, values: [], cleared: fields.map(({ id }) => id) };
  if (!Array.isArray(given)) return { ok: false, errors: [fieldErrors.type(path, 'array')] };
  const read = given.map((one: unknown, place) =>
    readOne(account, fields, one, `${path}.${place}`),
  );
  const errors = read.flatMap((one) => (one.kind === 'wrong' ? one.errors : []));
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    values: read.flatMap((one) => (one.kind === 'values' ? [filled(one.field, one.items)] : [])),
    cleared: read.flatMap((one) => (one.kind === 'cleared' ? [one.field.id] : [])),
  };
}

/** A field that is sent gets all its values anew; the others keep theirs. */
export function mergeFieldValues(
  before: readonly FieldValue[],
  read: { readonly values: readonly FieldValue[]; readonly cleared: readonly number[] },
): FieldValue[] {
  const after = new Map(before.map((field) => [field.field_id, field]));
  for (const id of read.cleared) after.delete(id);
  for (const field of read.values) after.set(field.field_id, field);
  return [...after.values()];
}

/** A field with its values, as amoCRM prints it on a card. */
export function filled(field: CustomField, values: readonly FieldItem[]): FieldValue {
  return {
    field_id: field.id,
    field_name: field.name,
    field_code: field.code,
    field_type: field.type,
    values,
  };
}

function readOne(
  account: Account,
  fields: readonly CustomField[],
  given: unknown,
  at: string,
): OneRead {
  const sent = objectSchema.safeParse(given);
  if (!sent.success) return wrong(fieldErrors.type(at, 'array'));
  const named = fieldNamed(fields, sent.data, at);
  if (!named.ok) return wrong(named.error);
  const { field } = named;
  const { values } = sent.data;
  if (values === null) return { kind: 'cleared', field };
  if (values === undefined) return wrong(fieldErrors.missing(`${at}.values`));
  if (!Array.isArray(values)) return wrong(fieldErrors.type(`${at}.values`, 'array'));
  return readItems(account, field, values, `${at}.values`);
}

function readItems(
  account: Account,
  field: CustomField,
  values: readonly unknown[],
  at: string,
): OneRead {
  const items: FieldItem[] = [];
  const errors: FieldError[] = [];
  for (const [place, value] of values.entries()) {
    const sent = objectSchema.safeParse(value);
    if (!sent.success) {
      errors.push(fieldErrors.type(`${at}.${place}`, 'array'));
      continue;
    }
    const read = readItem(account, field, sent.data, `${at}.${place}`);
    if (!read.ok) errors.push(...read.errors);
    else if (read.item !== null) items.push(read.item);
  }
  if (errors.length > 0) return wrong(...errors);
  const most = mostValues(field);
  if (items.length > most) return wrong(fieldErrors.tooMany(at, most));
  return items.length === 0 ? { kind: 'cleared', field } : { kind: 'values', field, items };
}

/** How many values a field holds; most types hold one. */
function mostValues({ type, enums }: CustomField): number {
  switch (type) {
    case 'multiselect':
    case 'smart_address':
      return enums?.length ?? 0;
    case 'chained_list':
      return 5;
    case 'multitext':
    case 'legal_entity':
    case 'items':
    case 'linked_entity':
      return Infinity;
    default:
      return 1;
  }
}

type Named =
  | { readonly ok: true; readonly field: CustomField }
  | { readonly ok: false; readonly error: FieldError };

/** The id counts when a code is given beside it. */
function fieldNamed(
  fields: readonly CustomField[],
  { field_id: id, field_code: code }: Readonly<Record<string, unknown>>,
  at: string,
): Named {
  if (id !== undefined && id !== null) {
    const path = `${at}.field_id`;
    if (!Number.isInteger(id)) return { ok: false, error: fieldErrors.type(path, 'int') };
    return namedField(
      fields.find((field) => field.id === id),
      path,
    );
  }
  if (code !== undefined && code !== null) {
    const path = `${at}.field_code`;
    if (typeof code !== 'string') return { ok: false, error: fieldErrors.type(path, 'string') };
    return namedField(
      fields.find((field) => field.code === code),
      path,
    );
  }
  return { ok: false, error: fieldErrors.missing(`${at}.field_id`) };
}

function namedField(field: CustomField | undefined, path: string): Named {
  return field === undefined ? { ok: false, error: fieldErrors.choice(path) } : { ok: true, field };
}

function wrong(...errors: FieldError[]): OneRead {
  return { kind: 'wrong', errors };
}
