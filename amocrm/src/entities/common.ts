import { z } from 'zod';

/**
 * Shared pieces of amoCRM's v4 entities. Unknown keys are dropped; keys the product relies on must
 * be there; keys that only some accounts, clients or `with` values show become null.
 */

/*
 * Missing becomes null by a default: a transform of each value would cost half of the parsing. Where
 * values are many and mapped anyway (custom fields, tags), the mapping does it.
 */

/** amoCRM ids fit a JSON number: at most 2^53. */
export const amoId = z.int().positive();
export const optionalId = z.int().nullable().default(null);
export const optionalText = z.string().nullable().default(null);
export const optionalFlag = z.boolean().nullable().default(null);
export const flag = z.boolean().nullish().transform(Boolean);
/** Unix seconds. */
export const optionalTime = z.int().nullable().default(null);
export const time = z.int();
/** 0 is a robot. */
export const author = z.int().nullable().default(null);

/*
 * Inside notes and incoming leads, answers and the vendor's samples type numbers as texts and texts as
 * numbers. What is neither becomes null.
 */
export const looseText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);
export const looseNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d{1,15}(?:\.\d{1,9})?$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const maybeText = z.string().nullish();
const fieldValue = z.looseObject({
  enum_id: z.int().nullish(),
  enum_code: maybeText,
  enum: maybeText,
});

/** One value of a custom field; `value` by the field's type, see the vendor's custom-fields page. */
export interface CustomFieldItem {
  value: unknown;
  enumId: number | null;
  enumCode: string | null;
}

export interface CustomFieldValue {
  fieldId: number;
  fieldName: string | null;
  /** `PHONE`, `EMAIL`, `POSITION` and others the vendor predefines; null for the account's own. */
  fieldCode: string | null;
  fieldType: string | null;
  values: CustomFieldItem[];
}

/**
 * `custom_fields_values` is null when nothing is filled. The vendor's contact sample says `enum`
 * where live answers say `enum_code`. A chained list has no `value`: its two ids are the value.
 * Source: https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const customFieldsValues = z
  .array(
    z.object({
      field_id: amoId,
      field_name: maybeText,
      field_code: maybeText,
      field_type: maybeText,
      values: z.array(fieldValue),
    }),
  )
  .nullish()
  .transform((fields): CustomFieldValue[] =>
    (fields ?? []).map((field) => ({
      fieldId: field.field_id,
      fieldName: field.field_name ?? null,
      fieldCode: field.field_code ?? null,
      fieldType: field.field_type ?? null,
      values: field.values.map((item) => ({
        value: 'value' in item ? item['value'] : besidesEnum(item),
        enumId: item.enum_id ?? null,
        enumCode: item.enum_code ?? item.enum ?? null,
      })),
    })),
  );

const enumKeys = Object.keys(fieldValue.shape);

function besidesEnum(item: object): object {
  return Object.fromEntries(Object.entries(item).filter(([key]) => !enumKeys.includes(key)));
}

export interface Tag {
  id: number;
  name: string;
  color: string | null;
}

export const tags = z
  .array(z.object({ id: amoId, name: z.string(), color: maybeText }))
  .nullish()
  .transform((list): Tag[] =>
    (list ?? []).map(({ id, name, color }) => ({ id, name, color: color ?? null })),
  );

/** Linked entities by id; null when the answer does not list them (`with` did not ask). */
export const linkedIds = z
  .array(z.object({ id: amoId }))
  .nullish()
  .transform((list) => list?.map(({ id }) => id) ?? null);

/** An element of a list (product, invoice) linked to a card; null when `with` did not ask. */
export interface LinkedElement {
  id: number;
  quantity: number | null;
  catalogId: number | null;
  priceId: number | null;
}

export const linkedElements = z
  .array(
    z.object({
      id: amoId,
      metadata: z
        .object({ quantity: z.number().nullish(), catalog_id: optionalId, price_id: optionalId })
        .nullish(),
    }),
  )
  .nullish()
  .transform((list): LinkedElement[] | null => {
    const elements = list?.map(({ id, metadata }) => ({
      id,
      quantity: metadata?.quantity ?? null,
      catalogId: metadata?.catalog_id ?? null,
      priceId: metadata?.price_id ?? null,
    }));
    return elements ?? null;
  });
