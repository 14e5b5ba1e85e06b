import { z } from 'zod';
import { checkItem, fieldErrors } from '../validate.ts';
import type { FieldError } from '../validate.ts';
import type { Account, CustomField, FieldEnum, FieldItem } from '../../store/model.ts';
import { objectValues } from './object-values.ts';
import { readCheckbox, readDay, readMoment, readNumber, readText } from './plain-values.ts';
import type { PlainRead } from './plain-values.ts';
import { notExpected } from './value-errors.ts';

/** One of a field's values as a caller sent it. Null: there is nothing in it. */
export type ItemRead =
  | { readonly ok: true; readonly item: FieldItem | null }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

type Sent = Readonly<Record<string, unknown>>;

const one = (item: FieldItem | null): ItemRead => ({ ok: true, item });
const bad = (...errors: FieldError[]): ItemRead => ({ ok: false, errors });

/** Reads one value by the type of its field. */
export function readItem(account: Account, field: CustomField, sent: Sent, at: string): ItemRead {
  switch (field.type) {
    case 'select':
    case 'radiobutton':
    case 'multiselect':
    case 'category':
      return chosen(field, sent, at);
    case 'multitext':
    case 'smart_address':
      return labelled(field, sent, at);
    case 'chained_list':
      return chainLink(sent, at);
    case 'legal_entity':
    case 'items':
    case 'linked_entity':
    case 'file':
    case 'payer':
    case 'supplier':
      return valueObject(field, sent, at);
    case 'text':
    case 'textarea':
    case 'streetaddress':
    case 'url':
    case 'tracking_data':
      return plain(readText(sent['value']), sent, at);
    case 'numeric':
    case 'price':
    case 'monetary':
      return plain(readNumber(sent['value']), sent, at);
    case 'checkbox':
      return plain(readCheckbox(sent['value']), sent, at);
    case 'date_time':
      return plain(readMoment(sent['value']), sent, at);
    case 'date':
    case 'birthday':
      return plain(readDay(sent['value'], account), sent, at);
  }
}

function plain(read: PlainRead, sent: Sent, at: string): ItemRead {
  for (const key of ['enum_id', 'enum_code']) {
    if (isGiven(sent[key])) return bad(notExpected(`${at}.${key}`));
  }
  switch (read.kind) {
    case 'value':
      return one({ value: read.value });
    case 'empty':
      return one(null);
    case 'wrong':
      return bad(fieldErrors.type(`${at}.value`, read.type));
  }
}

/** One of the field's choices, by id, code or its words; the id counts when several are given. */
function chosen(field: CustomField, sent: Sent, at: string): ItemRead {
  const found = enumOf(field, sent, at);
  if (found.ok && found.choice !== null) return one(choiceItem(found.choice));
  if (!found.ok) return bad(found.error);
  const { value } = sent;
  if (!isGiven(value) || value === '') return one(null);
  if (typeof value !== 'string' && typeof value !== 'number') {
    return bad(fieldErrors.type(`${at}.value`, 'string'));
  }
  const choice = field.enums?.find((known) => known.value === String(value));
  return choice === undefined ? bad(fieldErrors.choice(`${at}.value`)) : one(choiceItem(choice));
}

function choiceItem({ id, value, code }: FieldEnum): FieldItem {
  return { value, enum_id: id, enum_code: code };
}

/** A text with a label: a phone and where it rings, a line of an address and which one it is. */
function labelled(field: CustomField, sent: Sent, at: string): ItemRead {
  const found = enumOf(field, sent, at);
  const read = readText(sent['value']);
  if (!found.ok) return bad(found.error);
  if (read.kind === 'wrong') return bad(fieldErrors.type(`${at}.value`, read.type));
  if (read.kind === 'empty') return one(null);
  // A phone without a label is a work phone; a line of an address must say which one it is.
  const choice = found.choice ?? (field.type === 'multitext' ? field.enums?.[0] : undefined);
  if (choice === undefined) return bad(fieldErrors.missing(`${at}.enum_id`));
  return one({ value: read.value, enum_id: choice.id, enum_code: choice.code });
}

type EnumRead =
  | { readonly ok: true; readonly choice: FieldEnum | null }
  | { readonly ok: false; readonly error: FieldError };

function enumOf(field: CustomField, sent: Sent, at: string): EnumRead {
  const { enum_id: id, enum_code: code } = sent;
  if (isGiven(id)) {
    const path = `${at}.enum_id`;
    if (!Number.isInteger(id)) return { ok: false, error: fieldErrors.type(path, 'int') };
    return enumRead(
      field.enums?.find((known) => known.id === id),
      path,
    );
  }
  if (isGiven(code)) {
    const path = `${at}.enum_code`;
    if (typeof code !== 'string') return { ok: false, error: fieldErrors.type(path, 'string') };
    return enumRead(
      field.enums?.find((known) => known.code === code),
      path,
    );
  }
  return { ok: true, choice: null };
}

function enumRead(choice: FieldEnum | undefined, path: string): EnumRead {
  return choice === undefined
    ? { ok: false, error: fieldErrors.choice(path) }
    : { ok: true, choice };
}

const chainSchema = z.object({ catalog_id: z.int(), catalog_element_id: z.int() });

/** The one type whose items have no `value`. */
function chainLink(sent: Sent, at: string): ItemRead {
  if ('value' in sent) return bad(notExpected(`${at}.value`));
  return objectRead(chainSchema, sent, at, (item) => item);
}

function valueObject(field: CustomField, { value }: Sent, at: string): ItemRead {
  if (!isGiven(value)) return one(null);
  const schema = objectValues[field.type];
  const given = z.record(z.string(), z.unknown()).safeParse(value);
  if (schema === undefined || !given.success) {
    return bad(fieldErrors.type(`${at}.value`, 'array'));
  }
  return objectRead(schema, given.data, `${at}.value`, (read) => ({ value: read }));
}

function objectRead<T>(
  schema: z.ZodType<T>,
  value: Sent,
  at: string,
  item: (read: T) => FieldItem,
): ItemRead {
  const read = checkItem(schema, { requestId: '0', value });
  if (read.ok) return one(item(read.value));
  return bad(...read.errors.map((error) => ({ ...error, path: `${at}.${error.path}` })));
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
