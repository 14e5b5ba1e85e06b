import { z } from 'zod';
import { pipelineSchema, stageSchema } from './amo-crm.ts';
import { amoIdSchema } from './ids.ts';
import { leadSchema } from './leads.ts';

/** How far the account has been read: until `ready`, sums and lists are what is known so far. */
export const syncSchema = z.object({
  state: z.enum(['importing', 'ready']),
  /** Rows of all kinds read so far by the import that runs or ran last. */
  importedRows: z.number().int(),
  lastSyncAt: z.iso.datetime().nullable(),
});
export type Sync = z.infer<typeof syncSchema>;

/** `GET /api/leads/board`: the main pipeline, unless another is named. */
export const boardQuerySchema = z.strictObject({
  pipelineId: z.coerce.number().pipe(amoIdSchema).optional(),
  /** Leads of each stage. */
  limit: z.coerce.number().int().min(1).max(50).default(10),
});
export type BoardQuery = z.infer<typeof boardQuerySchema>;

export const boardStageSchema = stageSchema.extend({
  /** All leads of the stage that the caller may see, and what they are worth together. */
  count: z.number().int(),
  sum: z.number().int(),
  /** The newest of them. */
  leads: z.array(leadSchema),
  /** Goes on in `GET /api/leads` with this `pipelineId`, `stageId` and `limit`; null: that was all. */
  nextCursor: z.string().nullable(),
});
export type BoardStage = z.infer<typeof boardStageSchema>;

/** Every stage of a pipeline, in amoCRM's order. */
export const boardSchema = z.object({
  pipeline: pipelineSchema.omit({ stages: true }),
  stages: z.array(boardStageSchema),
  sync: syncSchema,
});
export type Board = z.infer<typeof boardSchema>;
