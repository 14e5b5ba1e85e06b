import { z } from 'zod';
import { amoId, flag, optionalId, optionalText } from '../common.ts';

const enumSchema = z
  .object({ id: amoId, value: z.string(), sort: z.int().nullish(), code: optionalText })
  .transform((raw) => ({ id: raw.id, value: raw.value, sort: raw.sort ?? 0, code: raw.code }));

const nestedSchema = z
  .object({ id: amoId, parent_id: optionalId, value: z.string(), sort: z.int().nullish() })
  .transform((raw) => ({
    id: raw.id,
    parentId: raw.parent_id,
    value: raw.value,
    sort: raw.sort ?? 0,
  }));

const stageSchema = z
  .object({ status_id: amoId, pipeline_id: amoId })
  .transform((raw) => ({ statusId: raw.status_id, pipelineId: raw.pipeline_id }));

/** Keys that only some entities' fields have are null or empty elsewhere. */
const listOf = <T>(item: z.ZodType<T>) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);

/**
 * A custom field of the account: one for all users. `type` decides the shape of its values: see
 * `CustomFieldItem`. Source: https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const customFieldSchema = z
  .object({
    id: amoId,
    name: z.string(),
    code: optionalText,
    sort: z.int().nullish(),
    type: z.string(),
    entity_type: optionalText,
    is_computed: flag,
    is_predefined: flag,
    is_deletable: flag,
    is_visible: flag,
    is_required: flag,
    is_api_only: flag,
    remind: optionalText,
    currency: optionalText,
    enums: listOf(enumSchema),
    nested: listOf(nestedSchema),
    group_id: z
      .union([z.string(), z.number().transform(String)])
      .nullish()
      .transform((group) => group ?? null),
    required_statuses: listOf(stageSchema),
    hidden_statuses: listOf(stageSchema),
    chained_lists: listOf(
      z
        .object({ title: optionalText, catalog_id: amoId, parent_catalog_id: optionalId })
        .transform((raw) => ({
          title: raw.title,
          catalogId: raw.catalog_id,
          parentCatalogId: raw.parent_catalog_id,
        })),
    ),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    /** `PHONE`, `EMAIL`, `POSITION` and others the vendor predefines; null for the account's own. */
    code: raw.code,
    sort: raw.sort ?? 0,
    /** `text`, `numeric`, `select`, `multitext` and some twenty more. */
    type: raw.type,
    entityType: raw.entity_type,
    isComputed: raw.is_computed,
    isPredefined: raw.is_predefined,
    isDeletable: raw.is_deletable,
    isVisible: raw.is_visible,
    isRequired: raw.is_required,
    isApiOnly: raw.is_api_only,
    /** `never`, `day`, `week`, `month`. */
    remind: raw.remind,
    currency: raw.currency,
    /** What can be chosen. */
    enums: raw.enums,
    /** What can be chosen, as a tree (`category`). */
    nested: raw.nested,
    groupId: raw.group_id,
    /** Stages in which amoCRM's own screens ask for the field; the API is not known to. */
    requiredStatuses: raw.required_statuses,
    hiddenStatuses: raw.hidden_statuses,
    chainedLists: raw.chained_lists,
  }));

export type CustomField = z.output<typeof customFieldSchema>;

/** A tab of the card. */
export const customFieldGroupSchema = z
  .object({
    id: z.union([z.string(), z.number().transform(String)]),
    name: z.string(),
    is_predefined: flag,
    type: optionalText,
    entity_type: optionalText,
    sort: z.int().nullish(),
  })
  .transform((raw) => ({
    /** `default`, `statistic`, `leads_…`: a text, not a number. */
    id: raw.id,
    name: raw.name,
    isPredefined: raw.is_predefined,
    /** `custom_field_group`, `linked_group`. */
    type: raw.type,
    entityType: raw.entity_type,
    sort: raw.sort ?? 0,
  }));

export type CustomFieldGroup = z.output<typeof customFieldGroupSchema>;
