import { z } from 'zod';
import {
  amoId,
  author,
  customFieldsValues,
  flag,
  linkedElements,
  linkedIds,
  optionalFlag,
  optionalId,
  optionalText,
  optionalTime,
  tags,
  time,
} from '../common.ts';

/** `only_deleted` is `leads.trashed`: its leads are reduced to an id and are no leads. */
export type LeadWith =
  | 'contacts'
  | 'loss_reason'
  | 'catalog_elements'
  | 'source_id'
  | 'source'
  | 'is_price_modified_by_robot';

export interface LinkedContact {
  id: number;
  isMain: boolean;
}

export interface LossReason {
  id: number;
  name: string;
}

const lossReason = z.object({ id: amoId, name: z.string() });

const embedded = z.object({
  tags,
  companies: linkedIds,
  contacts: z
    .array(z.object({ id: amoId, is_main: flag }))
    .nullish()
    .transform((list): LinkedContact[] | null => {
      return list?.map(({ id, is_main }) => ({ id, isMain: is_main })) ?? null;
    }),
  // The vendor's table says object, its sample shows an array of one.
  loss_reason: z
    .union([z.array(lossReason), lossReason])
    .nullish()
    .transform((one): LossReason | null => (Array.isArray(one) ? one[0] : one) ?? null),
  catalog_elements: linkedElements,
  source: z
    .object({ external_id: optionalText, type: optionalText })
    .nullish()
    .transform((one) => (one ? { externalId: one.external_id, type: one.type } : null))
    // PHP's empty object.
    .catch(null),
});

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api */
export const leadSchema = z
  .object({
    id: amoId,
    name: z.string().nullish(),
    price: z.number().min(-Number.MAX_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).nullish(),
    responsible_user_id: amoId,
    group_id: optionalId,
    status_id: amoId,
    pipeline_id: amoId,
    loss_reason_id: optionalId,
    source_id: optionalId,
    created_by: author,
    updated_by: author,
    created_at: time,
    updated_at: time,
    closed_at: optionalTime,
    closest_task_at: optionalTime,
    is_deleted: flag,
    custom_fields_values: customFieldsValues,
    score: z.number().nullish(),
    labor_cost: z.number().nullish(),
    is_price_modified_by_robot: optionalFlag,
    account_id: optionalId,
    _embedded: embedded.nullish(),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name ?? '',
    /** Whole units of the account's currency; 0 when none was given. */
    price: Math.round(raw.price ?? 0),
    responsibleUserId: raw.responsible_user_id,
    groupId: raw.group_id,
    statusId: raw.status_id,
    pipelineId: raw.pipeline_id,
    lossReasonId: raw.loss_reason_id,
    sourceId: raw.source_id,
    /** 0 is a robot. */
    createdBy: raw.created_by,
    updatedBy: raw.updated_by,
    /** Unix seconds, like all times here. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
    closedAt: raw.closed_at,
    closestTaskAt: raw.closest_task_at,
    isDeleted: raw.is_deleted,
    customFields: raw.custom_fields_values,
    accountId: raw.account_id,
    tags: raw._embedded?.tags ?? [],
    /** At most one. */
    companyIds: raw._embedded?.companies ?? [],
    /** Null unless asked for: `with: ['contacts']`. */
    contacts: raw._embedded?.contacts ?? null,
    lossReason: raw._embedded?.loss_reason ?? null,
    /** Null unless asked for: `with: ['catalog_elements']`. */
    catalogElements: raw._embedded?.catalog_elements ?? null,
    /** Null unless asked for: `with: ['source']`. */
    source: raw._embedded?.source ?? null,
    /** Null unless asked for: `with: ['is_price_modified_by_robot']`. */
    isPriceModifiedByRobot: raw.is_price_modified_by_robot,
    score: raw.score ?? null,
    /** Seconds spent on the lead; null where amoCRM does not say. */
    laborCost: raw.labor_cost ?? null,
  }));

export type Lead = z.output<typeof leadSchema>;

/** A lead asked for with its contacts: the list is always there. */
export type LeadWithContacts = Lead & { contacts: LinkedContact[] };

/** The fields that a name in `with` fills for certain. */
export interface LeadFieldOf {
  contacts: 'contacts';
  catalog_elements: 'catalogElements';
  is_price_modified_by_robot: 'isPriceModifiedByRobot';
}

/** The schema of a lead for which `asked` was asked: what it fills is not null. */
export function leadSchemaFor(asked: readonly string[]): z.ZodType<Lead> {
  if (asked.length === 0) return leadSchema;
  const has = (name: LeadWith) => asked.includes(name);
  return leadSchema.transform((lead): Lead => ({
    ...lead,
    contacts: lead.contacts ?? (has('contacts') ? [] : null),
    catalogElements: lead.catalogElements ?? (has('catalog_elements') ? [] : null),
    isPriceModifiedByRobot:
      lead.isPriceModifiedByRobot ?? (has('is_price_modified_by_robot') ? false : null),
  }));
}

/** A lead in the trash: amoCRM tells no more of it. */
export interface TrashedLead {
  id: number;
  updatedBy: number | null;
  /** Unix seconds. */
  updatedAt: number | null;
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/leads-api, `only_deleted` */
export const trashedLeadSchema = z
  .object({ id: amoId, updated_by: author, updated_at: optionalTime })
  .transform((raw): TrashedLead => ({
    id: raw.id,
    updatedBy: raw.updated_by,
    updatedAt: raw.updated_at,
  }));
