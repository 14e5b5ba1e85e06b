import { z } from 'zod';
import { amoId, flag, optionalText } from '../common.ts';

/** The two system statuses that end a lead. They repeat in every pipeline. */
export const wonStatusId = 142;
export const lostStatusId = 143;

const descriptionSchema = z
  .object({
    id: amoId,
    level: z.string(),
    description: optionalText,
    created_at: optionalText,
    updated_at: optionalText,
  })
  .transform((raw) => ({
    id: raw.id,
    /** `newbie`, `candidate`, `master`: whom the text is for. */
    level: raw.level,
    description: raw.description ?? '',
    /** "2023-05-05 09:38:00", without a zone: amoCRM gives no instant here. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  }));

export type StatusDescription = z.output<typeof descriptionSchema>;

/**
 * A status (the product says stage). 142 and 143 repeat in every pipeline: the key is `pipelineId`
 * with `id`. Source: https://www.amocrm.ru/developers/content/crm_platform/leads-pipelines
 */
export const statusSchema = z
  .object({
    id: amoId,
    name: z.string(),
    sort: z.int(),
    is_editable: flag,
    pipeline_id: amoId,
    color: z.string(),
    type: z.int(),
    descriptions: z
      .array(descriptionSchema)
      .nullish()
      .transform((list) => list ?? null),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    sort: raw.sort,
    isEditable: raw.is_editable,
    pipelineId: raw.pipeline_id,
    color: raw.color,
    /** 1: incoming ("unsorted"), 0: any other. */
    type: raw.type,
    /** Null unless asked for: `with: ['descriptions']`. */
    descriptions: raw.descriptions,
  }));

export type Status = z.output<typeof statusSchema>;

export const pipelineSchema = z
  .object({
    id: amoId,
    name: z.string(),
    sort: z.int(),
    is_main: flag,
    is_unsorted_on: flag,
    is_archive: flag,
    _embedded: z.object({ statuses: z.array(statusSchema) }),
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    sort: raw.sort,
    isMain: raw.is_main,
    isUnsortedOn: raw.is_unsorted_on,
    isArchive: raw.is_archive,
    /** In amoCRM's order, the incoming, won and lost ones included. */
    statuses: raw._embedded.statuses,
  }));

export type Pipeline = z.output<typeof pipelineSchema>;
