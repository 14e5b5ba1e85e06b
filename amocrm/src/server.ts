import { isIP } from 'node:net';

/**
 * Which authorization server a deployment works with, and which hosts belong to it.
 *
 * `referer` of the OAuth redirect is chosen by whoever calls the redirect URI, so it decides nothing
 * by itself: only a host that `accountHost` returns may receive the client secret or a token.
 */
export interface AmoServer {
  readonly id: 'amocrm' | 'kommo' | 'sandbox';
  /**
   * The consent page's address. amoCRM takes the redirect URI from the integration's settings, so
   * none is sent; neither is a scope, a response_type or a PKCE challenge.
   * `mode` defaults to `post_message`: the redirect then happens in the window that was opened.
   * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
   */
  authorizeUrl(params: {
    clientId: string;
    state: string;
    mode?: 'popup' | 'post_message';
  }): string;
  /** The host when it is a customer account's host on this server, else null. Never normalises. */
  accountHost(referer: string): string | null;
  /** The host when it has the shape of the `api_domain` claim (`api-b.amocrm.ru`), else null. */
  apiDomain(value: string): string | null;
  /** Scheme and host (and, for the sandbox, port) for requests to an admitted host. */
  origin(host: string): string;
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/**
 * First labels that are the vendor's own machines, never a customer's account. `api-`, `drive-`,
 * `amojo` and `shard` are documented; the rest are names every host of this kind reserves.
 */
const reserved =
  /^(?:www\d*|api(?:-.*|\d*)|drive(?:-.*)?|amojo.*|shard.*|oauth\d?|auth|id|sso|static|assets|cdn|img|images|files|upload|mail|smtp|imap|pop3?|mx\d*|ns\d*|dns|ftp|vpn|gw|gateway|proxy|ws|push|hooks?|widgets?|internal|localhost|developers?|xn--.*)$/;

function hostRules(suffixes: readonly string[]) {
  const tail = suffixes.map((suffix) => suffix.replaceAll('.', '\\.')).join('|');
  const account = new RegExp(`^(${label})\\.(?:${tail})$`);
  const api = new RegExp(`^api-[a-z0-9]{1,20}\\.(?:${tail})$`);
  return {
    accountHost(referer: string): string | null {
      const first = account.exec(referer)?.[1];
      // `$` without the m flag matches the very end only, so a trailing newline does not pass.
      return first === undefined || reserved.test(first) ? null : referer;
    },
    apiDomain: (value: string): string | null => (api.test(value) ? value : null),
  };
}

function authorizeAddress(page: string): AmoServer['authorizeUrl'] {
  return ({ clientId, state, mode = 'post_message' }) => {
    const query = new URLSearchParams({ client_id: clientId, state, mode });
    return `${page}?${query.toString()}`;
  };
}

function vendor(id: 'amocrm' | 'kommo', page: string, suffixes: readonly string[]): AmoServer {
  return {
    id,
    authorizeUrl: authorizeAddress(page),
    ...hostRules(suffixes),
    origin: (host) => `https://${host}`,
  };
}

/** amoCRM: accounts live at `{subdomain}.amocrm.ru`. */
export function amocrmServer(): AmoServer {
  return vendor('amocrm', 'https://www.amocrm.ru/oauth', ['amocrm.ru']);
}

/** Kommo: accounts live at `{subdomain}.kommo.com`, old ones still answer at `.amocrm.com`. */
export function kommoServer(): AmoServer {
  return vendor('kommo', 'https://www.kommo.com/oauth', ['kommo.com', 'amocrm.com']);
}

/**
 * An amoCRM that runs on the developer's machine. Never configure it in production.
 *
 * `origin` is the common host with scheme and port, for example `http://amocrm.localhost:3001`:
 * accounts are then `{subdomain}.amocrm.localhost`. `authorizeOrigin` replaces it in the consent
 * page's address only, for a phone that reaches the machine by another name.
 * Throws a TypeError when `origin` is not a bare http(s) origin with a host name.
 */
export function sandboxServer(options: { origin: string; authorizeOrigin?: string }): AmoServer {
  const { protocol, hostname, port } = bareOrigin(options.origin);
  if (isIP(hostname.replaceAll(/[[\]]/g, '')) !== 0) {
    throw new TypeError('The sandbox origin needs a host name: accounts are its subdomains');
  }
  const page = `${bareOrigin(options.authorizeOrigin ?? options.origin).origin}/oauth`;
  return {
    id: 'sandbox',
    authorizeUrl: authorizeAddress(page),
    ...hostRules([hostname]),
    origin: (host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}`,
  };
}

function bareOrigin(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url === null || !web || (url.origin !== value && url.href !== value) || url.search !== '') {
    throw new TypeError('The sandbox origin must look like http://amocrm.localhost:3001');
  }
  if (url.pathname !== '/' || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new TypeError('The sandbox origin has no path, user or fragment');
  }
  return url;
}
