import { z } from 'zod';

/** What a backend's process is told at its start. */
export const setupSchema = z.object({ databaseUrl: z.string(), origin: z.url() });
export type ImportSetup = z.infer<typeof setupSchema>;

/** How one import went. */
export const importedSchema = z.object({
  /** From a connection that nothing is known of to the last row. */
  seconds: z.number(),
  leads: z.int(),
  /** The pages of 250 that all it has read fills. */
  pages: z.int(),
  /** What was read, in words. */
  rows: z.string(),
  /** The most memory the process has had (RSS), in bytes. */
  peakRss: z.number(),
});
export type Imported = z.infer<typeof importedSchema>;

/** What a loop is told at its start. */
export const loopSetupSchema = z.object({
  subdomain: z.string(),
  accessToken: z.string(),
  pages: z.int(),
});
export type LoopSetup = z.infer<typeof loopSetupSchema>;

export const loopedSchema = z.object({
  leads: z.int(),
  seconds: z.number(),
  /** Why it gave up; null when it came to the end. */
  failure: z.string().nullable(),
});
export type Looped = z.infer<typeof loopedSchema>;

export const pageSize = 250;
