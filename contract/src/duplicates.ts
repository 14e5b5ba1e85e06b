import { z } from 'zod';
import { leadSchema, namedSchema } from './leads.ts';

/** `POST /api/leads/duplicates` */
export const duplicatesRequestSchema = z
  .strictObject({
    phone: z.string().trim().max(64).optional(),
    email: z
      .string()
      .trim()
      .max(320)
      .regex(/^\P{Cc}*$/u)
      .optional(),
  })
  .refine(({ phone, email }) => Boolean(phone) || Boolean(email), {
    message: 'Give a phone or an email.',
  });
export type DuplicatesRequest = z.infer<typeof duplicatesRequestSchema>;

export const duplicatesSchema = z.object({
  contacts: z.array(namedSchema.extend({ name: z.string() })),
  leads: z.array(leadSchema),
  /** Somebody is there whom the caller may not see: no more is told. */
  isHiddenThere: z.boolean(),
});
export type Duplicates = z.infer<typeof duplicatesSchema>;
