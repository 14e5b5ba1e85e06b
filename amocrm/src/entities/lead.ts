import { z } from 'zod';
import {
  amoId,
  author,
  customFieldsValues,
  flag,
  linkedIds,
  optionalId,
  optionalTime,
  tags,
  time,
} from './common.ts';

/** `only_deleted` is left out: its leads are reduced to an id and are no leads. */
export type LeadWith =
  'contacts' | 'loss_reason' | 'catalog_elements' | 'source_id' | 'is_price_modified_by_robot';

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
  }));

export type Lead = z.output<typeof leadSchema>;

/** A lead asked for with its contacts: the list is always there. */
export type LeadWithContacts = Lead & { contacts: LinkedContact[] };

export const leadWithContactsSchema = leadSchema.transform((lead): LeadWithContacts => ({
  ...lead,
  contacts: lead.contacts ?? [],
}));
