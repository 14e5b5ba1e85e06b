import type { FieldType, FieldValue } from '../store/model.ts';

/**
 * What stands in `value_before` and `value_after`: lists of objects with one key each.
 * https://www.amocrm.ru/developers/content/crm_platform/events-and-notes; the names of the keys for
 * name and sale are those that public readers of the feed use.
 */
export type EventValue = Readonly<Record<string, object>>;

export const note = (id: number): EventValue => ({ note: { id } });
export const leadStatus = (id: number, pipelineId: number): EventValue => ({
  lead_status: { id, pipeline_id: pipelineId },
});
export const responsible = (id: number): EventValue => ({ responsible_user: { id } });
export const tag = (name: string): EventValue => ({ tag: { name } });
export const name = (text: string): EventValue => ({ name_field_value: { name: text } });
export const sale = (amount: number): EventValue => ({ sale_field_value: { sale: amount } });
export const taskText = (text: string): EventValue => ({ task: { text } });
export const taskType = (id: number): EventValue => ({ task_type: { id } });
export const deadline = (timestamp: number): EventValue => ({ task_deadline: { timestamp } });

export interface LinkedCard {
  readonly type: 'lead' | 'contact' | 'company';
  readonly id: number;
}
export const link = ({ type, id }: LinkedCard): EventValue => ({ link: { entity: { type, id } } });
export const unlink = ({ type, id }: LinkedCard): EventValue => ({
  unlink: { entity: { type, id } },
});

/** Every value of a field; none for a field that is not filled. */
export function fieldValues(field: FieldValue | undefined): EventValue[] {
  if (field === undefined) return [];
  return field.values.map((item) => ({
    custom_field_value: {
      field_id: field.field_id,
      field_type: typeNumbers.get(field.field_type) ?? 0,
      enum_id: item.enum_id ?? null,
      text: item.value === undefined ? '' : printed(item.value),
    },
  }));
}

function printed(value: string | number | boolean | object | null): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * The feed still prints the number a type had in the older API. 0 here: a newer type, whose number
 * was not found.
 */
const numbers: readonly (readonly [FieldType, number])[] = [
  ['text', 1],
  ['numeric', 2],
  ['checkbox', 3],
  ['select', 4],
  ['multiselect', 5],
  ['date', 6],
  ['url', 7],
  ['multitext', 8],
  ['textarea', 9],
  ['radiobutton', 10],
  ['streetaddress', 11],
  ['smart_address', 13],
  ['birthday', 14],
  ['legal_entity', 15],
  ['items', 16],
  ['category', 18],
  ['date_time', 19],
  ['price', 20],
  ['tracking_data', 21],
];
const typeNumbers: ReadonlyMap<string, number> = new Map(numbers);
