import { readAccessToken } from './access-token.ts';
import { AmoError } from './errors.ts';

/** A token to call with. */
export interface AccessToken {
  value: string;
  /** Unix seconds by our clock; null when it is not known. */
  expiresAt: number | null;
  /** The host of its account; null when it is not known. */
  host: string | null;
  /** What the token says of its account: a hint. */
  accountId: number | null;
}

/** Whatever gives tokens: a keeper with a store, a long-lived token, a vault of your own. */
export interface TokenSource {
  /** A token that is good now, as far as is known. Rejects when there is none. */
  get(): Promise<AccessToken>;
  /**
   * To be told that amoCRM answered 401 to this very token. Resolves when `get` has another one, or
   * the account's new host, to try with; rejects when there is nothing to try.
   */
  rejected(token: string): Promise<void>;
}

/**
 * A long-lived token, made by hand in the integration's settings (a day to five years, no refresh
 * token, can be withdrawn there).
 *
 * `get` rejects with AmoError `unauthorized` when the token's own `exp` is over, and always after it
 * was `rejected`. Throws a TypeError for what is no token. `now`: Unix milliseconds.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step (long-lived tokens)
 */
export function staticTokenSource(
  value: string,
  options: { host?: string; now?: () => number } = {},
): TokenSource {
  if (!/^[\x21-\x7e]{1,16384}$/.test(value)) throw new TypeError('That is not an access token');
  const now = options.now ?? Date.now;
  const claims = readAccessToken(value);
  const expiresAt = claims?.expiresAt ?? null;
  const host = options.host ?? null;
  let refused = false;
  return {
    get() {
      const over = expiresAt !== null && expiresAt * 1000 <= now();
      if (refused || over) return Promise.reject(new AmoError('unauthorized'));
      return Promise.resolve({ value, expiresAt, host, accountId: claims?.accountId ?? null });
    },
    rejected(token) {
      if (token !== value) return Promise.resolve();
      refused = true;
      return Promise.reject(new AmoError('unauthorized'));
    },
  };
}
