import { z } from 'zod';
import { amoIdSchema } from './amo-crm.ts';

const instantSchema = z.iso.datetime();

/** A named amoCRM object. The name is null where the caller's rights do not let amoCRM tell it. */
const namedSchema = z.object({ id: amoIdSchema, name: z.string().nullable() });

export const leadSchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  /** Whole units of the account's currency. */
  price: z.number().int(),
  pipelineId: amoIdSchema,
  stageId: amoIdSchema,
  responsibleUser: namedSchema,
  contact: namedSchema.nullable(),
  tags: z.array(z.object({ id: amoIdSchema, name: z.string() })),
  /** The earliest open task; `text` is null where only its time is known. */
  nextTask: z.object({ at: instantSchema, text: z.string().nullable() }).nullable(),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  closedAt: instantSchema.nullable(),
});
export type Lead = z.infer<typeof leadSchema>;

/** `GET /api/leads`: newest first. A cursor is opaque and belongs to the query it came with. */
export const leadsQuerySchema = z.strictObject({
  pipelineId: z.coerce.number().pipe(amoIdSchema).optional(),
  stageId: z.coerce.number().pipe(amoIdSchema).optional(),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type LeadsQuery = z.infer<typeof leadsQuerySchema>;

/** `total` is null where amoCRM does not tell it: its lead lists carry no total. */
export const leadsPageSchema = z.object({
  data: z.array(leadSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int().nullable(),
});
export type LeadsPage = z.infer<typeof leadsPageSchema>;
