import fc from 'fast-check';
import type { FieldItemInput } from '../entities/cards/card-input.ts';
import type { CustomFieldItem } from '../entities/common.ts';
import type { CustomField } from '../entities/custom-fields/custom-field.ts';
import { moment, phone, words } from './arbitrary.ts';

/** Values of a field as they are written, and what has to be read back of them at least. */
export interface FieldCase {
  write: FieldItemInput[];
  read: { value: unknown; enumId?: number; enumCode?: string | null }[];
}
type Values = (field: CustomField) => fc.Arbitrary<FieldCase>;

const one = (item: FieldItemInput, ...read: FieldCase['read']): FieldCase => ({
  write: [item],
  read,
});
const plain =
  <T extends string | number | boolean>(value: fc.Arbitrary<T>): Values =>
  () =>
    value.map((said) => one({ value: said }, { value: said }));
const number = fc.integer().map(String);

/** Midnights of Asia/Dubai: what amoCRM keeps of a date without a time. */
const day = fc.integer({ min: 0, max: 40_000 }).map((days) => days * 86_400 - 4 * 3_600);

type Choice = CustomField['enums'][number];
const chosen = ({ id, value, code }: Choice) => ({ value, enumId: id, enumCode: code });
const choiceOf = (field: CustomField) => fc.constantFrom(...field.enums);
/** A choice can be named by its id, its code or its words. */
const named = (choice: Choice) =>
  fc.constantFrom<FieldItemInput>(
    { enumId: choice.id },
    { value: choice.value },
    ...(choice.code === null ? [] : [{ enumCode: choice.code }]),
  );
const oneChoice: Values = (field) =>
  choiceOf(field).chain((choice) => named(choice).map((item) => one(item, chosen(choice))));

/** A text with a label. */
const labelled =
  (text: fc.Arbitrary<string>): Values =>
  (field) =>
    fc.uniqueArray(choiceOf(field), { minLength: 1, maxLength: 3 }).chain((labels) =>
      fc.tuple(...labels.map(() => text)).map((texts) => ({
        write: labels.map(({ code }, at) => ({ value: texts[at] ?? '', enumCode: code ?? '' })),
        read: labels.map(({ id, code }, at) => ({ value: texts[at], enumId: id, enumCode: code })),
      })),
    );
const object =
  (value: fc.Arbitrary<Record<string, string | number>>): Values =>
  () =>
    value.map((said) => one({ value: said }, { value: said }));

/** Every type that a card's field can have: https://www.amocrm.ru/developers/content/crm_platform/custom-fields */
export const valuesOf: Readonly<Record<string, Values>> = {
  text: plain(words),
  textarea: plain(words),
  streetaddress: plain(words),
  numeric: plain(number),
  monetary: plain(number),
  url: plain(fc.webUrl()),
  checkbox: plain(fc.boolean()),
  tracking_data: plain(words),
  date: plain(day),
  birthday: plain(day),
  date_time: plain(moment),
  select: oneChoice,
  radiobutton: oneChoice,
  multiselect: (field) =>
    fc.uniqueArray(choiceOf(field), { minLength: 1 }).map((choices) => ({
      write: choices.map(({ id }) => ({ enumId: id })),
      read: choices.map(chosen),
    })),
  multitext: labelled(phone),
  smart_address: labelled(words),
  legal_entity: object(
    fc.record({ name: words, entity_type: fc.constantFrom(1, 2), vat_id: number, address: words }),
  ),
  linked_entity: object(
    fc.record({ name: words, entity_id: fc.nat(), entity_type: fc.constant('contacts') }),
  ),
  file: object(fc.record({ file_uuid: fc.uuid(), version_uuid: fc.uuid(), file_name: words })),
  chained_list: () =>
    fc.record({ catalogId: fc.nat(), catalogElementId: fc.nat() }).map((link) => ({
      write: [link],
      read: [
        {
          value: { catalog_id: link.catalogId, catalog_element_id: link.catalogElementId },
        },
      ],
    })),
};

/** What was read, without the nulls that were never written: to be compared with a case's `read`. */
export function essence(items: readonly CustomFieldItem[], of: FieldCase['read']): unknown[] {
  return items.map((item, at) => {
    const wanted = of[at];
    const value = isRecord(item.value) && isRecord(wanted?.value) ? item.value : null;
    return {
      value: value === null ? item.value : picked(value, Object.keys(wanted?.value ?? {})),
      ...(wanted && 'enumId' in wanted && { enumId: item.enumId }),
      ...(wanted && 'enumCode' in wanted && { enumCode: item.enumCode }),
    };
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const picked = (value: Record<string, unknown>, keys: string[]) =>
  Object.fromEntries(keys.map((key) => [key, value[key]]));
