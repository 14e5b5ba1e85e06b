import { setTimeout as sleep } from 'node:timers/promises';
import { AmoError } from './errors.ts';
import type { Limiter, SharedLimiter } from './limiter.ts';
import { createRefresh } from './token-refresh.ts';
import type { Integration, TokenPair } from './oauth.ts';
import type { AccessToken, TokenSource } from './token-source.ts';
import { TokenStoreError, type KeptTokens, type TokenStore } from './token-store.ts';
import type { Transport } from './transport.ts';

export interface TokenKeeperOptions {
  /** Where the pair is kept; see `memoryTokenStore`, `fileTokenStore`. */
  store: TokenStore;
  integration: Integration;
  /** The share of an access token's life after which it is renewed, 0 to 1: 0.6. */
  renewAt?: number;
  /** Waits before trying the same refresh token again after an unknown outcome: 1 s, 3 s. */
  retryMs?: readonly number[];
  /** Token calls count against the same limit as API calls. */
  limiter?: Limiter | SharedLimiter;
  transport?: Transport;
  /** Unix milliseconds. */
  now?: () => number;
  /** Waits. */
  wait?: (ms: number) => Promise<unknown>;
  /** Called just before a request leaves and when its answer is here, for tests that end the process. */
  at?: (step: 'call.sending' | 'call.answered') => void | Promise<void>;
}

/**
 * - `connected`: there is a pair.
 * - `revoked`: amoCRM refuses its refresh token. `get` gives the access token until it ends or is
 *   rejected; then the user has to consent again.
 * - `empty`: there is none.
 */
export type KeeperState = 'connected' | 'revoked' | 'empty';

/** Keeps one account's tokens alive. */
export interface TokenKeeper extends TokenSource {
  /** As `TokenSource` says; the account's host is always known here. */
  get(): Promise<AccessToken & { host: string }>;
  /** `accessToken` of `createAmoApi`: the value of `get`. */
  accessToken: () => Promise<string>;
  /** The account's host now, after renames too. Rejects with TokenStoreError `empty`. */
  host(): Promise<string>;
  /** Keeps a pair that `exchangeCode` has given, over whatever was kept. */
  connect(host: string, pair: TokenPair): Promise<void>;
  state(): Promise<KeeperState>;
}

/** A failed renewal is not tried again sooner, while the access token is still good. */
const restMs = 60_000;
/** A token this close to its end is not handed out when it cannot be renewed. */
const marginSeconds = 30;
/** A pair this young that is rejected was not worn out: the account has moved, or access is gone. */
const youngSeconds = 60;

/**
 * Gives an access token that is good now, and renews it early: one refresh for however many callers,
 * in this process and in all that share the store.
 *
 * - A refresh token is sent by one at a time, and a second time only when nothing is known of the first
 *   (amoCRM documents that as spent, Kommo as good until the new one is used).
 * - The new pair is in the store before anyone uses it; until then the old one is.
 * - "Revoked" is believed after the store was read again. Nothing kept is ever thrown away.
 * - A host that answers 401 or 404 is looked up once: renamed accounts are found (`host`).
 * - While an access token is good, no failure of a renewal reaches the caller.
 *
 * `get` rejects with AmoError (`token_revoked`: the user has to consent again; else as
 * `refreshTokens`) or TokenStoreError. Call it now and then for idle accounts: a refresh token ends
 * three months after it was given.
 * Source: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function createTokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { store, renewAt = 0.6, now = Date.now } = options;
  const refresh = createRefresh({ wait: sleep, retryMs: [1_000, 3_000], ...options, now });
  let known: KeptTokens | null = null;
  let flight: Promise<KeptTokens> | null = null;
  let restUntil = 0;

  const seconds = () => now() / 1000;
  const isDue = ({ issuedAt, expiresAt }: KeptTokens) =>
    seconds() >= issuedAt + (expiresAt - issuedAt) * renewAt || seconds() < issuedAt - 3600;
  const isGood = ({ expiresAt }: KeptTokens) => seconds() < expiresAt - marginSeconds;

  async function kept(): Promise<KeptTokens> {
    known ??= await store.read();
    if (known === null) throw new TokenStoreError('empty');
    return known;
  }

  /** One renewal at a time, however many ask; `rejected` is a token that must not come back. */
  function renew(rejected: string | null): Promise<KeptTokens> {
    flight ??= renewAlone(rejected).finally(() => (flight = null));
    return flight;
  }

  async function renewAlone(rejected: string | null): Promise<KeptTokens> {
    known = await store.alone(async (held) => {
      const current = await store.read();
      if (current === null) throw new TokenStoreError('empty');
      const isDone = current.accessToken !== rejected && !isDue(current);
      if (isDone) return current;
      if (current.revokedAt !== null) throw new AmoError('token_revoked');
      const isYoung = seconds() - current.issuedAt < youngSeconds;
      const moved = rejected !== null && isYoung;
      return moved ? refresh.moved(current) : refresh.pair(current, held);
    });
    return known;
  }

  async function current(): Promise<KeptTokens> {
    const tokens = await kept();
    if (!isDue(tokens) || (now() < restUntil && isGood(tokens))) return tokens;
    try {
      return await renew(null);
    } catch (error) {
      if (!isGood(tokens)) throw error;
      restUntil = now() + restMs;
      return tokens;
    }
  }

  async function get(): Promise<AccessToken & { host: string }> {
    const { accessToken, expiresAt, host, accountId } = await current();
    return { value: accessToken, expiresAt, host, accountId };
  }

  async function rejected(token: string): Promise<void> {
    const tokens = await kept();
    if (tokens.accessToken !== token) return;
    const before = flight;
    // A flight that began without knowing of this may end with the same token.
    const renewed = await (before ?? renew(token));
    const isSame = renewed.accessToken === token && renewed.host === tokens.host;
    if (before !== null && isSame) await renew(token);
  }

  async function connect(host: string, pair: TokenPair): Promise<void> {
    known = await store.alone(async () => {
      const before = await store.read();
      const tokens = refresh.kept(pair, host, (before?.version ?? 0) + 1, now());
      const isSaved = await store.write(tokens, before?.version ?? 0);
      if (!isSaved) throw new TokenStoreError('lost');
      return tokens;
    });
    restUntil = 0;
  }

  async function state(): Promise<KeeperState> {
    const tokens = await store.read();
    if (tokens === null) return 'empty';
    return tokens.revokedAt === null ? 'connected' : 'revoked';
  }

  return {
    get,
    rejected,
    connect,
    state,
    accessToken: async () => (await get()).value,
    host: async () => (await current()).host,
  };
}
