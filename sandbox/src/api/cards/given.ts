import { z } from 'zod';

/*
 * What a caller may send for a card. Nothing is required: `[{}]` makes a lead. A null counts as a
 * field that was not sent, except where a row can hold one. Unknown keys are ignored, as amoCRM does.
 */

const whole = z
  .int()
  .nullish()
  .transform((value) => value ?? undefined);
const text = z
  .string()
  .max(65_535)
  .nullish()
  .transform((value) => value ?? undefined);

const tagRef = z.object({ id: z.int().nullish(), name: z.string().max(255).nullish() });
const tagList = z
  .array(tagRef)
  .nullish()
  .transform((value) => value ?? []);
/** Null clears, which is something else than not being sent. */
const tagSet = z
  .array(tagRef)
  .nullable()
  .optional()
  .transform((value) => (value === null ? [] : value));

const common = {
  name: text,
  responsible_user_id: whole,
  created_by: whole,
  updated_by: whole,
  created_at: whole,
  updated_at: whole,
  /** Read by the account's own field definitions. */
  custom_fields_values: z.unknown().optional(),
  tags_to_add: tagList,
  tags_to_delete: tagList,
};

const idOf = z.object({ id: z.int() });
const link = idOf.extend({ is_main: z.boolean().nullish() });
const source = z.object({ external_id: z.string(), type: z.string().nullish() });

const lead = {
  ...common,
  /** Newer clients write `price_with_minor_units` into `price`; it is kept in whole units. */
  price: z
    .number()
    .nullish()
    .transform((value) => (typeof value === 'number' ? Math.round(value) : undefined)),
  status_id: whole,
  pipeline_id: whole,
  loss_reason_id: z.int().nullish(),
  closed_at: z.int().nullish(),
};

export const leadSchema = z.object({
  ...lead,
  _embedded: z
    .object({
      tags: tagSet,
      contacts: z.array(link).nullish(),
      companies: z.array(idOf).nullish(),
      source: source.nullish(),
    })
    .nullish(),
});

const person = { ...common, first_name: text, last_name: text };

export const contactSchema = z.object({
  ...person,
  _embedded: z.object({ tags: tagSet, companies: z.array(idOf).nullish() }).nullish(),
});

export const companySchema = z.object({
  ...common,
  _embedded: z.object({ tags: tagSet }).nullish(),
});

/** In a complex lead a contact and a company are described in place, or named by their id. */
const inlineId = { id: z.int().nullish() };

export const complexSchema = z.object({
  ...lead,
  _embedded: z
    .object({
      tags: tagSet,
      contacts: z.array(contactSchema.extend(inlineId)).nullish(),
      companies: z.array(companySchema.extend(inlineId)).nullish(),
      source: source.nullish(),
      metadata: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
});

export type GivenLead = z.output<typeof leadSchema>;
export type GivenContact = z.output<typeof contactSchema>;
export type GivenCompany = z.output<typeof companySchema>;
export type GivenComplex = z.output<typeof complexSchema>;
/** What every kind of card may be sent with. */
export type GivenCard = GivenCompany;
