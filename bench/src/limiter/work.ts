import { z } from 'zod';

/** What one process is to ask of the limiter. */
export const workSchema = z.object({
  key: z.string(),
  priority: z.enum(['interactive', 'background']),
  /** So many ask all the time. */
  callers: z.int(),
  /** A person who asks now and then beside them. */
  hasPerson: z.boolean(),
  forMs: z.number(),
});
export type Work = z.infer<typeof workSchema>;

export const doneSchema = z.object({
  /** When each request would have left: microseconds of the machine's steady clock. */
  left: z.array(z.number()),
  /** What the person waited each time, in milliseconds. */
  waits: z.array(z.number()),
  statements: z.int(),
});
export type Done = z.infer<typeof doneSchema>;
