import { z } from 'zod';

/** What the keeper's process is told at its start, as JSON in AHEAD_SETUP. */
export const setupSchema = z.object({
  databaseUrl: z.string(),
  origin: z.string(),
  due: z.number(),
});
export type AheadSetup = z.infer<typeof setupSchema>;

/** Bytes; the heap after a collection. */
const memorySchema = z.object({ heap: z.number(), rss: z.number() });
export type Memory = z.infer<typeof memorySchema>;

export const resultSchema = z.object({
  renewed: z.number(),
  wallSeconds: z.number(),
  cpuSeconds: z.number(),
  /** At the start, and after each quarter of the saves. */
  memory: z.array(memorySchema),
});
export type AheadResult = z.infer<typeof resultSchema>;
