import { AmoError } from './errors.ts';
import type { Limiter, SharedLimiter } from './limiter.ts';
import { limiterKey } from './limiter/key.ts';
import { currentDomain, refreshTokens, type Integration, type TokenPair } from './oauth.ts';
import { TokenStoreError, type KeptTokens, type TokenStore } from './token-store.ts';
import type { Transport } from './transport.ts';
import { tokenTimeoutMs } from './wire.ts';

export interface RefreshParts {
  store: TokenStore;
  integration: Integration;
  retryMs: readonly number[];
  limiter?: Limiter | SharedLimiter;
  transport?: Transport;
  now: () => number;
  wait: (ms: number) => Promise<unknown>;
  at?: (step: 'call.sending' | 'call.answered') => void | Promise<void>;
}

/** The calls of a keeper. Only for who is alone with the store. */
export function createRefresh(parts: RefreshParts) {
  const { store, integration, retryMs, limiter, transport, now, wait } = parts;
  const at = parts.at ?? (() => undefined);
  const options = transport ? { transport } : {};
  /** A pair that amoCRM has given and the store could not take: the next renewal saves it first. */
  let unsaved: KeptTokens | null = null;

  function kept(pair: TokenPair, host: string, version: number, asked: number): KeptTokens {
    const issuedAt = Math.floor(asked / 1000);
    const { accessToken, refreshToken, expiresIn, claims } = pair;
    return {
      version,
      host,
      accessToken,
      refreshToken,
      issuedAt,
      expiresAt: issuedAt + expiresIn,
      accountId: claims?.accountId ?? null,
      apiDomain: claims?.apiDomain ?? null,
      revokedAt: null,
    };
  }

  async function call(tokens: KeptTokens, held: () => boolean): Promise<KeptTokens> {
    const { host, refreshToken, version, accountId } = tokens;
    const account = accountId ?? host;
    const key = limiterKey({ clientId: integration.clientId, account });
    await limiter?.take(key, { deadlineMs: tokenTimeoutMs });
    if (!held()) throw new TokenStoreError('lost');
    await at('call.sending');
    const asked = now();
    try {
      const pair = await refreshTokens(integration, { host, refreshToken }, options);
      await at('call.answered');
      return kept(pair, host, version + 1, asked);
    } catch (error) {
      if (limiter && 'penalize' in limiter && error instanceof AmoError) {
        await limiter.penalize(key, error).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Tries the same token again while nothing is known of it, then gives up for now. */
  async function patiently(tokens: KeptTokens, held: () => boolean): Promise<KeptTokens> {
    for (const ms of retryMs) {
      try {
        return await call(tokens, held);
      } catch (error) {
        if (!(error instanceof AmoError) || !error.outcomeUnknown) throw error;
        await wait(ms);
      }
    }
    return call(tokens, held);
  }

  /** The same pair at the account's new host; null when it has not moved. */
  async function lookUp(tokens: KeptTokens): Promise<KeptTokens | null> {
    const { apiDomain, refreshToken } = tokens;
    if (apiDomain === null) return null;
    const found = await currentDomain(
      integration.server,
      { apiDomain, refreshToken },
      options,
    ).catch(() => null);
    const sameAccount = tokens.accountId === null || found?.accountId === tokens.accountId;
    if (found === null || !sameAccount || found.domain === tokens.host) return null;
    const moved = { ...tokens, host: found.domain };
    await store.write(moved, tokens.version);
    return moved;
  }

  async function save(next: KeptTokens): Promise<KeptTokens> {
    unsaved = next;
    const isSaved = await store.write(next, next.version - 1);
    unsaved = null;
    const stored = isSaved ? next : await store.read();
    if (stored === null) throw new TokenStoreError('empty');
    return stored;
  }

  /** "Revoked" is another's success when the store has moved on, and else the end. */
  async function revoked(tokens: KeptTokens, error: AmoError): Promise<KeptTokens> {
    const stored = await store.read();
    if (stored !== null && stored.version !== tokens.version) return stored;
    await store.write({ ...tokens, revokedAt: Math.floor(now() / 1000) }, tokens.version);
    throw error;
  }

  async function exchanged(tokens: KeptTokens, held: () => boolean): Promise<KeptTokens> {
    try {
      return await patiently(tokens, held);
    } catch (error) {
      if (!saysElsewhere(error)) throw error;
      const moved = await lookUp(tokens);
      if (moved === null) throw error;
      return patiently(moved, held);
    }
  }

  return {
    /** A new pair as it is kept. `asked`: Unix milliseconds of the request. */
    kept,

    /** The next pair, in the store when this resolves. */
    async pair(tokens: KeptTokens, held: () => boolean): Promise<KeptTokens> {
      if (unsaved?.version === tokens.version + 1) return save(unsaved);
      let next: KeptTokens;
      try {
        next = await exchanged(tokens, held);
      } catch (error) {
        if (error instanceof AmoError && error.code === 'token_revoked') {
          return revoked(tokens, error);
        }
        throw error;
      }
      return save(next);
    },

    /** For a pair that is new and refused: the account under its new name, else `unauthorized`. */
    async moved(tokens: KeptTokens): Promise<KeptTokens> {
      const found = await lookUp(tokens);
      if (found === null) throw new AmoError('unauthorized');
      return found;
    },
  };
}

/** What the old host of a renamed account answers: a bare 401, a 404, or another account's "no". */
function saysElsewhere(error: unknown): boolean {
  if (!(error instanceof AmoError)) return false;
  if (error.code === 'unauthorized' || error.code === 'not_found') return true;
  return error.code === 'invalid_request' && /invalid account/i.test(error.hint ?? '');
}
