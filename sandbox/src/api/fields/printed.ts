import type { FieldItem, FieldValue } from '../../store/model.ts';

/**
 * `custom_fields_values` of a card that is read: null when it has none. The code of a phone's or an
 * address's label stands there twice, since amoCRM's pages print it as `enum` and its clients read
 * `enum_code`. https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export function printedFields(fields: readonly FieldValue[]): readonly object[] | null {
  return fields.length === 0 ? null : fields.map(printed);
}

function printed(field: FieldValue): object {
  return field.field_type === 'multitext'
    ? { ...field, values: field.values.map(labelled) }
    : field;
}

function labelled(item: FieldItem): object {
  return { ...item, enum: item.enum_code ?? null };
}
