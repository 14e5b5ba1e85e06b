import { z } from 'zod';

/**
 * What stands behind a Host header. amoCRM serves consent on the common host, the token endpoint
 * and the API on the account's own host, and the subdomain look-up on the `api_domain` host.
 */
export type Place = { kind: 'common' } | { kind: 'api' } | { kind: 'account'; subdomain: string };

/** The label of the only API host here; access tokens name it in `api_domain`. */
export const apiLabel = 'api-b';

/** The label an account is reached under. */
export const subdomainSchema = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

/** The vendors' own names. Accounts at amocrm.com were led to kommo.com, and are the same here. */
export const vendorHosts = ['amocrm.ru', 'amocrm.com', 'kommo.com'] as const;

/**
 * Reads a Host header. Names under `baseHost` and under the vendors' own are amoCRM's; anything else
 * (localhost, an IP address, another name that leads here) is the common host.
 */
export function placeOf(hostHeader: string | undefined, baseHost: string): Place {
  const name = hostName(hostHeader);
  for (const base of [baseHost, ...vendorHosts]) {
    if (name === base) return { kind: 'common' };
    if (!name.endsWith(`.${base}`)) continue;
    const label = name.slice(0, -base.length - 1);
    if (label === 'www') return { kind: 'common' };
    if (label === apiLabel) return { kind: 'api' };
    return { kind: 'account', subdomain: label };
  }
  return { kind: 'common' };
}

function hostName(header: string | undefined): string {
  return (header ?? '').toLowerCase().replace(/:\d*$/, '');
}
