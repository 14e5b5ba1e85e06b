import { z } from 'zod';
import type { AmoServer } from './server.ts';

/** What came to the redirect URI. */
export type OAuthRedirect =
  /** The user agreed: exchange the code at `host`, once, within 20 minutes. */
  | {
      kind: 'granted';
      code: string;
      /** An account's host, admitted by the server's allow-list. */
      host: string;
      /** What `authorizeUrl` was given; null when amoCRM sent none. Compare it before anything else. */
      state: string | null;
      /** 1 amocrm.ru, 2 kommo.com; null when not said. */
      platform: number | null;
      clientId: string | null;
      /** The code was traded for an old API key. */
      isFromExchange: boolean;
    }
  /**
   * Not a browser: amoCRM's own call when somebody installs the widget of a public integration. It has
   * no state, is answered within 3 s, and never comes again.
   */
  | { kind: 'installed'; code: string; host: string; clientId: string | null }
  /** The user said no. `access_denied` is the one error that is documented. */
  | { kind: 'denied'; error: string; state: string | null; clientId: string | null }
  /** Nothing amoCRM sends; no request may follow from it. */
  | { kind: 'refused'; why: 'host' | 'code' | 'nothing' };

/** One value of a parameter that came once; a parameter that came twice was tampered with. */
function once(query: URLSearchParams, name: string, allowed: RegExp): string | null {
  const [value, ...more] = query.getAll(name);
  return value !== undefined && more.length === 0 && allowed.test(value) ? value : null;
}

/** Printable ASCII: a code goes into a body, a state back into a comparison. */
const printable = /^[\x21-\x7e]{1,4096}$/;
const uuid = /^[\w-]{1,64}$/;

/**
 * Reads the query of a call to the redirect URI. Everything in it can be chosen by whoever makes the
 * call: `host` is on the server's allow-list, and the state has still to be compared with yours.
 * Never throws.
 * Sources: https://www.amocrm.ru/developers/content/oauth/step-by-step and, for the install call,
 * https://www.amocrm.ru/developers/content/oauth/auth-public-integrations
 */
export function readRedirect(server: AmoServer, query: URLSearchParams): OAuthRedirect {
  const state = once(query, 'state', printable);
  const clientId = once(query, 'client_id', uuid);
  const error = once(query, 'error', /^\w{1,64}$/);
  if (error !== null) return { kind: 'denied', error, state, clientId };
  if (!query.has('code')) return { kind: 'refused', why: 'nothing' };
  const host = server.accountHost(once(query, 'referer', printable) ?? '');
  if (host === null) return { kind: 'refused', why: 'host' };
  const code = once(query, 'code', printable);
  if (code === null) return { kind: 'refused', why: 'code' };
  if (query.get('from_widget') === '1' && !query.has('state')) {
    return { kind: 'installed', code, host, clientId };
  }
  const platform = once(query, 'platform', /^\d$/);
  return {
    kind: 'granted',
    code,
    host,
    state,
    platform: platform === null ? null : Number(platform),
    clientId,
    isFromExchange: query.get('from_exchange') === '1',
  };
}

/** What amoCRM posts to `secrets_uri` of an external integration's button. */
export interface ExternalSecrets {
  clientId: string;
  clientSecret: string;
  state: string | null;
}

const secretsSchema = z
  .object({
    client_id: z.string().regex(uuid),
    client_secret: z.string().regex(/^[\x21-\x7e]{1,255}$/),
    state: z.string().max(4096).nullish(),
  })
  .transform((raw): ExternalSecrets => ({
    clientId: raw.client_id,
    clientSecret: raw.client_secret,
    state: raw.state ?? null,
  }));

/**
 * Reads that body (parsed JSON): every authorization by the button makes an integration of its own.
 * It comes before the user's redirect with the code, and is unsigned: believe it for a state that is
 * yours only. Null when it is something else. Never throws.
 * Source: https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations
 */
export function readExternalSecrets(body: unknown): ExternalSecrets | null {
  const parsed = secretsSchema.safeParse(body);
  return parsed.success ? parsed.data : null;
}
