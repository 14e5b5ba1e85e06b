import { z } from 'zod';
import { amoIdSchema } from './ids.ts';
import { cursorSchema, leadSchema, namedSchema } from './leads.ts';

const instantSchema = z.iso.datetime();

export const customFieldSchema = z.object({
  id: amoIdSchema,
  name: z.string().nullable(),
  /** `PHONE`, `EMAIL` and others that amoCRM predefines; null for the account's own. */
  code: z.string().nullable(),
  /** amoCRM's type: `text`, `select`, `date` and some twenty more. */
  type: z.string().nullable(),
  /** `value` as amoCRM gives it for the type: mostly a text, a number or a flag. */
  values: z.array(
    z.object({
      value: z.unknown(),
      enumId: amoIdSchema.nullable(),
      enumCode: z.string().nullable(),
    }),
  ),
});
export type CustomField = z.infer<typeof customFieldSchema>;

/** Digits and small letters are for comparing; what was typed is in the custom fields. */
export const contactSchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  isMain: z.boolean(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  customFields: z.array(customFieldSchema),
});
export type Contact = z.infer<typeof contactSchema>;

export const companySchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  customFields: z.array(customFieldSchema),
});
export type Company = z.infer<typeof companySchema>;

export const taskSchema = z.object({
  id: amoIdSchema,
  typeId: amoIdSchema,
  text: z.string(),
  dueAt: instantSchema,
  durationSeconds: z.number().int(),
  isCompleted: z.boolean(),
  result: z.string().nullable(),
  responsibleUser: namedSchema,
});
export type Task = z.infer<typeof taskSchema>;

/** `GET /api/leads/:id` */
export const leadDetailsSchema = leadSchema.extend({
  /** The contacts that the caller may see, the main one first. */
  contacts: z.array(contactSchema),
  /** Linked contacts that the caller may not see. */
  hiddenContacts: z.number().int(),
  company: companySchema.nullable(),
  /** Those that are filled. `GET /api/leads/fields` has all that there are, in their groups. */
  customFields: z.array(customFieldSchema),
  /** Open tasks, the most urgent first. */
  tasks: z.array(taskSchema),
  lossReasonId: amoIdSchema.nullable(),
});
export type LeadDetails = z.infer<typeof leadDetailsSchema>;

export const leadParamsSchema = z.object({ id: z.coerce.number().pipe(amoIdSchema) });

/** `GET /api/leads/:id/timeline`: notes and events in one list, newest first. */
export const timelineQuerySchema = z.strictObject({
  cursor: cursorSchema.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

/** A note of any type, with what in it can be shown. */
export const noteSchema = z.object({
  kind: z.literal('note'),
  id: amoIdSchema,
  at: instantSchema,
  /** amoCRM's type: `common`, `call_in`, `attachment` and so on; `other` where it documents none. */
  type: z.string(),
  text: z.string().nullable(),
  phone: z.string().nullable(),
  durationSeconds: z.number().nullable(),
  /** The address of a call's recording. */
  link: z.string().nullable(),
  fileName: z.string().nullable(),
  /** Null: a robot. */
  author: namedSchema.nullable(),
});
export type Note = z.infer<typeof noteSchema>;

/** A stage as people know it; the name is null where the account has no such stage any more. */
export const stageNameSchema = z.object({
  pipelineId: amoIdSchema,
  stageId: amoIdSchema,
  name: z.string().nullable(),
});
export type StageName = z.infer<typeof stageNameSchema>;

/** What happened to the lead, as amoCRM's history tells it. */
const happened = {
  /** amoCRM's id of the event: a text, unlike a note's. */
  id: z.string(),
  at: instantSchema,
  /** Who did it; null: a robot. */
  author: namedSchema.nullable(),
};
/** The text is null where the task has been deleted since. */
const taskNameSchema = z.object({ id: amoIdSchema, text: z.string().nullable() });

/** More kinds may come: leave out what is not known. */
export const timelineItemSchema = z.discriminatedUnion('kind', [
  noteSchema,
  z.object({ kind: z.literal('lead_created'), ...happened }),
  z.object({
    kind: z.literal('stage_changed'),
    ...happened,
    from: stageNameSchema.nullable(),
    to: stageNameSchema,
  }),
  z.object({
    kind: z.literal('responsible_changed'),
    ...happened,
    from: namedSchema.nullable(),
    to: namedSchema,
  }),
  z.object({
    kind: z.literal('price_changed'),
    ...happened,
    from: z.number().int().nullable(),
    to: z.number().int(),
  }),
  z.object({ kind: z.literal('task_added'), ...happened, task: taskNameSchema }),
  z.object({ kind: z.literal('task_completed'), ...happened, task: taskNameSchema }),
]);
export type TimelineItem = z.infer<typeof timelineItemSchema>;

export const timelinePageSchema = z.object({
  data: z.array(timelineItemSchema),
  nextCursor: z.string().nullable(),
});
export type TimelinePage = z.infer<typeof timelinePageSchema>;
