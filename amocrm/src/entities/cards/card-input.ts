import { wireFields } from '../../names.ts';

/** A tag by its id, or by its name: one that does not exist yet is made. */
export type TagRef = { id: number } | { name: string };

/** JSON as amoCRM takes it inside a value: its own names, not ours. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * One value of a custom field to write. Lists take one of value, `enumId`, `enumCode`; a phone or
 * e-mail takes a value and one of the other two; a chained list its two ids.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export type FieldItemInput =
  | { value: JsonValue; enumId?: number; enumCode?: string }
  | { enumId: number }
  | { enumCode: string }
  | { catalogId: number; catalogElementId: number };

/** A custom field to write; its values replace what was there, null clears it. */
export type CustomFieldInput = ({ fieldId: number } | { fieldCode: string }) & {
  values: readonly FieldItemInput[] | null;
};

/** What leads, contacts and companies have in common when written. Unix seconds for all times. */
export interface CardFields {
  name?: string;
  responsibleUserId?: number;
  /** 0 is a robot. */
  createdBy?: number;
  updatedBy?: number;
  createdAt?: number;
  updatedAt?: number;
  /** Fields that are not named stay as they are; null clears all of them. */
  customFields?: readonly CustomFieldInput[] | null;
  tagsToAdd?: readonly TagRef[];
}

/** `custom_fields_values` as amoCRM takes it. */
export function customFieldsBody(fields: readonly CustomFieldInput[] | null): object[] | null {
  return fields === null
    ? null
    : fields.map(({ values, ...which }) => ({
        ...wireFields(which),
        values: values === null ? null : values.map((item) => wireFields(item)),
      }));
}

/** A card under amoCRM's names: plain fields, custom fields, and what stands in `_embedded`. */
export function cardBody(
  input: { customFields?: readonly CustomFieldInput[] | null } & object,
  embedded: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { customFields, ...plain } = input;
  const inside = wireFields(embedded);
  return {
    ...wireFields(plain),
    ...(customFields === undefined ? {} : { custom_fields_values: customFieldsBody(customFields) }),
    ...(Object.keys(inside).length === 0 ? {} : { _embedded: inside }),
  };
}
