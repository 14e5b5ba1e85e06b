import { z } from 'zod';
import { syncSchema } from './board.ts';
import { amoIdSchema } from './ids.ts';
import { taskSchema } from './lead.ts';
import { leadSchema } from './leads.ts';

/** An open task with whom and what it is about; null: there is none, or none that the caller may see. */
export const dayTaskSchema = taskSchema.extend({
  lead: leadSchema.nullable(),
  /** The main contact of the lead, or the contact that the task itself hangs on. */
  contact: z
    .object({
      id: amoIdSchema,
      name: z.string(),
      /** The first one, as it was typed into amoCRM. */
      phone: z.string().nullable(),
    })
    .nullable(),
});
export type DayTask = z.infer<typeof dayTaskSchema>;

/** The caller's open tasks that are due on one day: those that are late already, and the others. */
export const weekDaySchema = z.object({
  date: z.iso.date(),
  overdue: z.number().int(),
  open: z.number().int(),
});
export type WeekDay = z.infer<typeof weekDaySchema>;

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
  /**
   * Leads of the caller that are neither won, lost nor incoming and have no open task; those whose last
   * change (`updatedAt`) is the longest ago first.
   */
  withoutTask: z.array(leadSchema),
  /** The seven days of the week that `date` is in, Monday first. */
  week: z.array(weekDaySchema),
  counts: z.object({
    overdue: z.number().int(),
    today: z.number().int(),
    newLeads: z.number().int(),
    withoutTask: z.number().int(),
    /** Tasks that the caller had to do and that were completed today, whenever they were due. */
    completedToday: z.number().int(),
  }),
  sync: syncSchema,
});
export type MyDay = z.infer<typeof myDaySchema>;
