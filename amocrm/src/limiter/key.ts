/** What a request counts against; see `limiterKey`. */
export interface LimiterPlace {
  /** What is paused as a whole, and has the larger limit: an account, on Kommo an address. */
  pool: string;
  /** What has the smaller limit: an integration in an account, on Kommo the address. */
  lane: string;
  /** Who takes turns within a lane: accounts. */
  party: string;
}

const address = 'address/';

/**
 * The key under which amoCRM counts a request:
 *
 * - amoCRM: `{clientId}:{accountId}`. 7 requests a second for an integration in an account, and 50 for
 *   the account over all integrations.
 * - Kommo counts by the IP address the requests leave from, so `egress` (that address, or any name for
 *   it) is given and shared by every account: `address/{egress}:{accountId}`.
 *
 * The part after the last colon is the account; while its id is not known yet, its host stands in, and
 * counts apart. A key of any other shape is a limit of its own.
 * Throws a TypeError when a part is empty or has a line break, or an id has a colon.
 * Sources: https://www.amocrm.ru/developers/content/api/recommendations and, for Kommo,
 * https://developers.kommo.com/docs/http-codes
 */
export function limiterKey(parts: {
  clientId: string;
  account: number | string;
  egress?: string;
}): string {
  const account = String(parts.account);
  const name = parts.egress ?? parts.clientId;
  const first = parts.egress === undefined ? name : `${address}${name}`;
  if (!/^[^\s]+$/.test(name) || !/^[^\s:]+$/.test(account)) {
    throw new TypeError('A limiter key needs an integration or address, and an account');
  }
  return `${first}:${account}`;
}

/** Takes a key apart. */
export function placeOf(key: string): LimiterPlace {
  const colon = key.lastIndexOf(':');
  if (colon < 1 || colon === key.length - 1) return { pool: key, lane: key, party: '' };
  const first = key.slice(0, colon);
  const party = key.slice(colon + 1);
  if (first.startsWith(address)) return { pool: first, lane: first, party };
  return { pool: `account/${party}`, lane: first, party };
}
