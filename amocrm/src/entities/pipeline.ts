import { z } from 'zod';
import { amoId, flag } from './common.ts';

/** The two system statuses that end a lead. They repeat in every pipeline. */
export const wonStatusId = 142;
export const lostStatusId = 143;

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
