import { sandboxServer } from '@foryou-crm/amocrm';
import { demoIntegration } from 'amocrm-sandbox';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { testConfig } from '../../testing/config.ts';

export const backendSetupSchema = z.object({
  databaseUrl: z.string(),
  sandboxOrigin: z.string(),
  /** Where webhooks come in and who signs tokens: the same for all of a deployment. */
  publicUrl: z.string(),
  port: z.int(),
});
export type BackendSetup = z.infer<typeof backendSetupSchema>;

export const usageSchema = z.object({
  rss: z.number(),
  /** What is really held, after a collection: buffers included, the kernel's share of sockets not. */
  held: z.number(),
  /** Processor time so far. */
  cpuMs: z.number(),
  /** How late its timers were since it was asked last, at worst. */
  lateMs: z.number(),
});

/** What all backends of such a deployment are configured with. */
export const configOf = ({ sandboxOrigin, publicUrl }: Omit<BackendSetup, 'databaseUrl'>): Config =>
  testConfig({
    publicUrl: new URL(publicUrl),
    amoCrm: {
      ...demoIntegration,
      vendor: 'amocrm',
      server: sandboxServer({ origin: sandboxOrigin }),
    },
  });
