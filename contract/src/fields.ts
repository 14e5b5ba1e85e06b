import { z } from 'zod';
import { amoIdSchema } from './ids.ts';

/*
 * `GET /api/leads/fields`: which custom fields the account's cards have. Definitions are the account's, the
 * same for everybody and for every lead, so they are asked for once and kept: a lead's `customFields` say
 * only what is filled, by the field's `id`. A card shows the groups in their order, each field with the
 * values that the lead has under its id, or empty. The event `settings` says when to ask again.
 */

const stageKeySchema = z.object({ pipelineId: amoIdSchema, stageId: amoIdSchema });

/** What can be chosen in a field; a phone's or an email's kinds, too. */
export const fieldOptionSchema = z.object({
  id: amoIdSchema,
  value: z.string(),
  /** `WORK`, `MOB` and others that amoCRM predefines. */
  code: z.string().nullable(),
});
export type FieldOption = z.infer<typeof fieldOptionSchema>;

export const fieldSchema = z.object({
  id: amoIdSchema,
  name: z.string(),
  /** `PHONE`, `EMAIL` and others that amoCRM predefines; null for the account's own. */
  code: z.string().nullable(),
  /** amoCRM's type: `text`, `numeric`, `select`, `multiselect`, `checkbox`, `date` and some twenty more. */
  type: z.string(),
  /**
   * Whether `PATCH /api/leads/:id` can write it. False for what amoCRM computes, what only integrations fill,
   * types whose values are no text, number, flag or choice, and for the fields of contacts and companies.
   */
  isEditable: z.boolean(),
  /** In amoCRM's order; empty where nothing is chosen from a list. */
  options: z.array(fieldOptionSchema),
  /** ISO 4217, of a `monetary` field. */
  currency: z.string().nullable(),
  /** Stages in which amoCRM's own screens ask for it, and do not show it. */
  requiredIn: z.array(stageKeySchema),
  hiddenIn: z.array(stageKeySchema),
});
export type Field = z.infer<typeof fieldSchema>;

/** A tab of amoCRM's card. Groups without fields are left out. */
export const fieldGroupSchema = z.object({
  /** amoCRM's: `default`, `statistic`, `leads_…`. */
  id: z.string(),
  name: z.string(),
  /** In amoCRM's order. */
  fields: z.array(fieldSchema),
});
export type FieldGroup = z.infer<typeof fieldGroupSchema>;

export const fieldsSchema = z.object({
  leads: z.array(fieldGroupSchema),
  contacts: z.array(fieldGroupSchema),
  companies: z.array(fieldGroupSchema),
});
export type Fields = z.infer<typeof fieldsSchema>;
