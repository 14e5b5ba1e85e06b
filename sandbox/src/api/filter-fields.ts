import type { CustomField, FieldItem, FieldType, FieldValue } from '../store/model.ts';
import type { ApiQuery, FilterNode } from './query.ts';
import { listed, ranged } from './query.ts';

type Definitions = ReadonlyMap<number, CustomField>;
type Test = (fields: readonly FieldValue[]) => boolean;

/**
 * Does a card pass `filter[custom_fields_values][{field_id}]…`? For one card; a list asks
 * `fieldSieve` once and holds every card against what it answers.
 * @param definitions - `account.customFields`.
 */
export function matchesFieldFilters(
  query: ApiQuery,
  fields: readonly FieldValue[],
  definitions: Definitions,
): boolean {
  return fieldSieve(query, definitions)(fields);
}

/**
 * The filters of `filter[custom_fields_values]` as one test: text-like fields by their value, choices
 * by the id of the choice, a checkbox by 1 or 0, dates and numbers also by `from` and `to`, both ends
 * in. Only where the account has filters: see `is_api_filter_enabled`.
 * https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export function fieldSieve(query: ApiQuery, definitions: Definitions): Test {
  const node = query.filter.children.get('custom_fields_values');
  if (node === undefined || typeof node === 'string') return () => true;
  const tests = [...node.children].flatMap(([id, wanted]) => {
    const field = definitions.get(Number(id));
    // A filter by a field that is not there is no filter.
    return field === undefined ? [] : [fieldTest(field, wanted)];
  });
  return (fields) => tests.every((test) => test(fields));
}

const spans: readonly FieldType[] = [
  'date',
  'birthday',
  'date_time',
  'numeric',
  'price',
  'monetary',
];

function fieldTest(field: CustomField, wanted: FilterNode): Test {
  const only = { children: new Map([['field', wanted]]) };
  const range = ranged(only, 'field');
  const isSpan =
    typeof wanted !== 'string' && (wanted.children.has('from') || wanted.children.has('to'));
  if (isSpan && range?.kind === 'span' && spans.includes(field.type)) {
    return (fields) =>
      itemsOf(fields, field).some(({ value }) => {
        const number = Number(value);
        return number >= range.from && number <= range.to;
      });
  }
  const values = new Set(listed(only, 'field'));
  if (field.type === 'checkbox') {
    // One that was never touched is not ticked.
    return (fields) => {
      const isTicked = itemsOf(fields, field).some(({ value }) => value === true);
      return values.has(isTicked ? '1' : '0');
    };
  }
  return (fields) => itemsOf(fields, field).some((item) => values.has(printed(field, item)));
}

const choices: readonly FieldType[] = ['select', 'multiselect', 'radiobutton', 'category'];

function printed({ type }: CustomField, { value, enum_id: id }: FieldItem): string {
  const shown = choices.includes(type) ? id : value;
  return typeof shown === 'object' ? JSON.stringify(shown) : String(shown);
}

function itemsOf(fields: readonly FieldValue[], { id }: CustomField): readonly FieldItem[] {
  return fields.find((field) => field.field_id === id)?.values ?? [];
}
