import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { leadDetailsSchema } from './lead.ts';

/*
 * What the app writes. amoCRM is asked first, with the caller's own rights; what it refuses has changed
 * nothing here either.
 */

/**
 * `Idempotency-Key`, required where something is made: the same key with the same body makes it once
 * and is answered the same for a week, however often it is sent. Another body under it is a `conflict`.
 */
export const idempotencyHeadersSchema = z.looseObject({
  'idempotency-key': z
    .string({ error: 'Send an Idempotency-Key, new for each thing to make.' })
    .regex(/^[\x21-\x7e]{8,128}$/, 'An Idempotency-Key is 8 to 128 visible ASCII characters.'),
});

/** amoCRM counts seconds since 1970, in 32 bits. */
const instantSchema = z.iso
  .datetime()
  .refine((text) => text >= '1970' && text < '2038', 'Not a time of amoCRM’s.');

const line = (max: number) =>
  z
    .string()
    .transform((text) => text.toWellFormed().trim())
    .pipe(
      z
        .string()
        .max(max)
        .regex(/^\P{Cc}*$/u, 'No control characters here.'),
    );
/** More than one line; other control characters than breaks and tabs are nobody's text. */
const text = (max: number) =>
  z
    .string()
    .transform((given) => given.toWellFormed().trim())
    .pipe(
      z
        .string()
        .max(max)
        .regex(/^(?:[\n\r\t]|\P{Cc})*$/u, 'No control characters here.'),
    );
const filled = <T extends z.ZodType<string>>(schema: T) =>
  schema.refine((given) => given !== '', 'This must not be empty.');
const priceSchema = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const userIdSchema = amoIdSchema.min(1);

/** A stage is named together with its pipeline: won and lost have the same ids in each. */
const bothOrNeither = ({
  pipelineId,
  stageId,
}: {
  pipelineId?: number | undefined;
  stageId?: number | undefined;
}) => (pipelineId === undefined) === (stageId === undefined);
const stageWords = { message: 'A stage and its pipeline come together.', path: ['stageId'] };

/**
 * `POST /api/leads`: the first stage of the main pipeline, unless another is named. With a `contactId` the
 * lead is that contact's; else a new contact is made.
 */
export const newLeadSchema = z
  .strictObject({
    /** Of the person; the lead is called the same. Of the lead alone where there is a `contactId`. */
    name: line(255).optional(),
    /** One that the caller may see, e.g. from the duplicates' answer; without `phone` and `email`. */
    contactId: amoIdSchema.min(1).optional(),
    phone: line(64).optional(),
    email: line(255).optional(),
    price: priceSchema.optional(),
    pipelineId: amoIdSchema.optional(),
    stageId: amoIdSchema.optional(),
    /** Becomes the lead's first note. */
    comment: text(20_000).optional(),
  })
  .refine(({ name, phone, email, contactId }) => [name, phone, email, contactId].some(Boolean), {
    message: 'Give a name, a phone, an email or a contact.',
    path: ['name'],
  })
  .refine(({ phone, email, contactId }) => contactId === undefined || (!phone && !email), {
    message: 'A phone and an email are a new contact’s.',
    path: ['contactId'],
  })
  .refine(bothOrNeither, stageWords);
export type NewLead = z.infer<typeof newLeadSchema>;

/** The lead as it is now; null: it is done, and the lead is not the caller's to see any more. */
export const writtenLeadSchema = z.object({
  id: amoIdSchema,
  lead: leadDetailsSchema.nullable(),
});
export type WrittenLead = z.infer<typeof writtenLeadSchema>;

/**
 * What became of the comment: `not_saved`: amoCRM refused it; `unknown`: its answer was lost and no
 * such note is to be found. Null: there was none.
 */
export const createdLeadSchema = writtenLeadSchema.extend({
  comment: z.enum(['saved', 'not_saved', 'unknown']).nullable(),
});
export type CreatedLead = z.infer<typeof createdLeadSchema>;

/** A custom field to write: its values replace those that were there; none empty it. */
const fieldInputSchema = z.strictObject({
  id: amoIdSchema.min(1),
  values: z
    .array(
      z.union([
        z.strictObject({ value: z.union([text(20_000), z.number(), z.boolean()]) }),
        z.strictObject({ enumId: amoIdSchema }),
      ]),
    )
    .max(100),
});

/**
 * `PATCH /api/leads/:id`. With `updatedAt` as the caller knows it: a lead that has changed since is a
 * `conflict` that carries it as it is now, unless it already is as it should become.
 */
export const leadChangeSchema = z
  .strictObject({
    updatedAt: instantSchema,
    pipelineId: amoIdSchema.optional(),
    stageId: amoIdSchema.optional(),
    name: filled(line(255)).optional(),
    price: priceSchema.optional(),
    responsibleUserId: userIdSchema.optional(),
    /** Why it was lost; goes with a move to the stage 143. */
    lossReasonId: amoIdSchema.optional(),
    /** All the tags that it shall have, by name: others are taken off. Capitals make no difference. */
    tags: z
      .array(filled(line(255)))
      .max(40)
      .optional(),
    customFields: z.array(fieldInputSchema).min(1).max(40).optional(),
  })
  .refine(bothOrNeither, stageWords)
  .refine((change) => Object.values(change).filter((value) => value !== undefined).length > 1, {
    message: 'Say what to change.',
  });
export type LeadChange = z.infer<typeof leadChangeSchema>;

/** `POST /api/leads/:id/notes` */
export const newNoteSchema = z.strictObject({ text: filled(text(20_000)) });
export type NewNote = z.infer<typeof newNoteSchema>;

/** `POST /api/leads/:id/tasks`: the caller's own, unless somebody else is named. */
export const newTaskSchema = z.strictObject({
  text: filled(text(20_000)),
  dueAt: instantSchema,
  /** amoCRM's: 1 is a call, 2 a meeting; others are the account's own. */
  typeId: amoIdSchema.min(1).default(1),
  durationSeconds: z.int().min(0).max(86_400).default(0),
  responsibleUserId: userIdSchema.optional(),
});
export type NewTask = z.infer<typeof newTaskSchema>;

export const taskParamsSchema = z.object({ id: z.coerce.number().pipe(amoIdSchema) });

/** `POST /api/tasks/:id/complete`: doing it again is fine. */
export const taskCompletionSchema = z.strictObject({ result: text(20_000).default('') });
export type TaskCompletion = z.infer<typeof taskCompletionSchema>;
