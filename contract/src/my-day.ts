import { z } from 'zod';
import { syncSchema } from './board.ts';
import { taskSchema } from './lead.ts';
import { leadSchema } from './leads.ts';

/** An open task with its lead; null: it has none, or none that the caller may see. */
export const dayTaskSchema = taskSchema.extend({ lead: leadSchema.nullable() });
export type DayTask = z.infer<typeof dayTaskSchema>;

/** How many of each `GET /api/my-day` shows at most; the counts are whole. */
export const MY_DAY_LIMIT = 100;

/** `GET /api/my-day`: the caller's own, in the account's time zone. */
export const myDaySchema = z.object({
  /** The day as the account counts it, e.g. `2026-11-24`. */
  date: z.iso.date(),
  timeZone: z.string(),
  overdue: z.array(dayTaskSchema),
  today: z.array(dayTaskSchema),
  /** Leads of the caller that came today, the newest first. */
  newLeads: z.array(leadSchema),
  counts: z.object({
    overdue: z.number().int(),
    today: z.number().int(),
    newLeads: z.number().int(),
  }),
  sync: syncSchema,
});
export type MyDay = z.infer<typeof myDaySchema>;
