import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { cursorSchema, leadSchema } from './leads.ts';

const instantSchema = z.iso.datetime();

/** An incoming lead: one that nobody has accepted yet. */
export const incomingSchema = z.object({
  uid: z.string(),
  /** amoCRM's word for how it came: `forms`, `sip`, `mail`, `chats`; more may come. */
  category: z.string(),
  pipelineId: amoIdSchema,
  sourceName: z.string().nullable(),
  createdAt: instantSchema,
  /** Who wrote or called, as far as amoCRM tells. */
  sender: z.object({
    name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
  }),
  /** The form's name, the mail's subject. */
  title: z.string().nullable(),
  text: z.string().nullable(),
  lead: leadSchema.nullable(),
});
export type Incoming = z.infer<typeof incomingSchema>;

/** `GET /api/incoming`: newest first, what the caller may see. */
export const incomingQuerySchema = z.strictObject({
  pipelineId: z.coerce.number().pipe(amoIdSchema).optional(),
  cursor: cursorSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type IncomingQuery = z.infer<typeof incomingQuerySchema>;

export const incomingPageSchema = z.object({
  data: z.array(incomingSchema),
  nextCursor: z.string().nullable(),
});
export type IncomingPage = z.infer<typeof incomingPageSchema>;

export const incomingParamsSchema = z.object({ uid: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/) });

/**
 * `POST /api/incoming/:uid/accept`: the first stage of its pipeline and the caller, unless others are
 * named.
 */
export const acceptanceSchema = z.strictObject({
  stageId: amoIdSchema.min(1).optional(),
  responsibleUserId: amoIdSchema.min(1).optional(),
});
export type Acceptance = z.infer<typeof acceptanceSchema>;

/** `POST /api/incoming/:uid/decline`: it is in amoCRM's trash. */
export const declinedSchema = z.object({ uid: z.string() });
