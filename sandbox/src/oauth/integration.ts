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
