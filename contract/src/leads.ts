import { z } from 'zod';
import { amoIdSchema } from './ids.ts';

const instantSchema = z.iso.datetime();

/** A named amoCRM object. The name is null where the caller's rights do not let amoCRM tell it. */
export const namedSchema = z.object({ id: amoIdSchema, name: z.string().nullable() });

export const leadSchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  /** Whole units of the account's currency. */
  price: z.number().int(),
  pipelineId: amoIdSchema,
  stageId: amoIdSchema,
  /**
   * When it came to this stage, for "4 days in stage". Null where that is not known: it came there before the
   * account was read, longer ago than amoCRM's history was read.
   */
  stageSince: instantSchema.nullable(),
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

/** Opaque to the app, and good only for the question it came with, asked by the same person. */
export const cursorSchema = z.string().regex(/^[A-Za-z0-9_-]{1,256}$/);

const idParam = z.coerce.number().pipe(amoIdSchema).optional();
/** amoCRM's prices are whole and may be below zero. */
const priceParam = z.coerce
  .number()
  .pipe(z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER))
  .optional();

/** amoCRM counts seconds since 1970. */
const dayParam = instantSchema.refine((text) => text >= '1970', 'Before amoCRM’s time.').optional();

/** What a person types: a name, some digits of a phone in any format, an email. */
export const searchSchema = z
  .string()
  .max(100)
  .transform((text) => text.replaceAll(/\p{Cc}/gu, ' ').trim());

/** `overdue`: an open task is late; `today`: one is due today; `none`: there is no open task. */
export const taskStateSchema = z.enum(['overdue', 'today', 'none']);
export type TaskState = z.infer<typeof taskStateSchema>;

/** `GET /api/leads`: newest first. Conditions add up. */
export const leadsQuerySchema = z.strictObject({
  pipelineId: idParam,
  stageId: idParam,
  query: searchSchema.optional(),
  responsibleUserId: idParam,
  /** A tag's id. */
  tag: idParam,
  taskState: taskStateSchema.optional(),
  priceFrom: priceParam,
  priceTo: priceParam,
  /** Both ends belong to the range. */
  createdFrom: dayParam,
  createdTo: dayParam,
  cursor: cursorSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type LeadsQuery = z.infer<typeof leadsQuerySchema>;

/** What `total` counts up to. */
export const LARGEST_TOTAL = 3_000;

/**
 * `total` counts what the caller may see. It is null where nobody knows it: while the account's
 * leads are still read from amoCRM page by page, and above `LARGEST_TOTAL` where more than stage and responsible
 * user were asked for.
 */
export const leadsPageSchema = z.object({
  data: z.array(leadSchema),
  nextCursor: z.string().nullable(),
  total: z.number().int().nullable(),
});
export type LeadsPage = z.infer<typeof leadsPageSchema>;
