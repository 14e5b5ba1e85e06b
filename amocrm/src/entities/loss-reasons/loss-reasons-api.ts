import { z } from 'zod';
import type { Named } from '../../batch.ts';
import type { Client } from '../../client.ts';
import { wireFields } from '../../names.ts';
import type { PageQuery } from '../../query.ts';
import { amoId, optionalTime } from '../common.ts';
import { reads, type Reads } from '../reads.ts';
import { wholeWrites, type WholeWrites } from '../whole-writes.ts';

/** Why leads are lost. Source: https://developers.kommo.com/reference (loss reasons) */
export const lossReasonSchema = z
  .object({
    id: amoId,
    name: z.string(),
    sort: z.int().nullish(),
    created_at: optionalTime,
    updated_at: optionalTime,
  })
  .transform((raw) => ({
    id: raw.id,
    name: raw.name,
    sort: raw.sort ?? 0,
    /** Unix seconds. */
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  }));

export type LossReasonItem = z.output<typeof lossReasonSchema>;

export interface NewLossReason extends Named {
  name: string;
  sort?: number;
}

export interface LossReasonChanges {
  name?: string;
  sort?: number;
}

/**
 * The writes are those of the vendor's PHP client; neither amoCRM nor Kommo prints them. A lead that
 * was lost for a reason keeps its id when the reason is deleted.
 */
export interface LossReasonsApi
  extends
    Reads<LossReasonItem, PageQuery>,
    WholeWrites<LossReasonItem, NewLossReason, LossReasonChanges> {}

const place = {
  path: '/api/v4/leads/loss_reasons',
  collection: 'loss_reasons',
  item: lossReasonSchema,
};

/** amoCRM's own pages do not list this; Kommo's reference and the vendor's PHP client do. */
export function lossReasonsApi(client: Client): LossReasonsApi {
  return {
    ...reads<LossReasonItem, PageQuery>(client, place),
    ...wholeWrites<LossReasonItem, NewLossReason, LossReasonChanges>(client, {
      place,
      newBody: wireFields,
      changesBody: wireFields,
    }),
  };
}
