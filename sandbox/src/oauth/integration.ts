import { z } from 'zod';
import type { Settings } from '../options.ts';

/** The one integration registered with this amoCRM. */
export interface Integration {
  readonly clientId: string;
  readonly name: string;
  secret: string;
  redirectUri: string;
}

/** The integration as the options registered it; also what a reset goes back to. */
export function registeredIntegration(settings: Settings): Integration {
  return {
    clientId: settings.clientId,
    name: settings.integrationName,
    secret: settings.clientSecret,
    redirectUri: settings.redirectUri,
  };
}

/** What was changed since the options registered it: a restart with other options keeps only this. */
export const integrationChangesSchema = z.strictObject({
  secret: z.string().min(1).max(255).optional(),
  redirectUri: z.url({ protocol: /^https?$/ }).optional(),
});

export type IntegrationChanges = z.output<typeof integrationChangesSchema>;

export function integrationChanges(
  { secret, redirectUri }: Integration,
  settings: Settings,
): IntegrationChanges {
  return {
    ...(secret !== settings.clientSecret && { secret }),
    ...(redirectUri !== settings.redirectUri && { redirectUri }),
  };
}
