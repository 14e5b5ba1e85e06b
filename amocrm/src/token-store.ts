import { z } from 'zod';

/** A pair as it is kept. */
export interface KeptTokens {
  /** 1 for the first pair of a store, one more with every new pair; the same while a pair stays. */
  version: number;
  /** The account's host. */
  host: string;
  accessToken: string;
  refreshToken: string;
  /** Unix seconds by our clock: when the pair came, when the access token ends. */
  issuedAt: number;
  expiresAt: number;
  /** From the access token: for finding a renamed account. */
  accountId: number | null;
  apiDomain: string | null;
  /** Unix seconds since when amoCRM refuses the refresh token; null: it does not. */
  revokedAt: number | null;
}

/** Checks what a store gives back: what is on a disk may be anything. */
export const keptTokensSchema: z.ZodType<KeptTokens> = z.object({
  version: z.int().positive(),
  host: z.string().min(1),
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1),
  issuedAt: z.int(),
  expiresAt: z.int(),
  accountId: z.int().nullable(),
  apiDomain: z.string().nullable(),
  revokedAt: z.int().nullable(),
});

/**
 * Where one account's pair is kept. Whatever keeps these promises serves: a file, a row, a vault.
 */
export interface TokenStore {
  /** What is kept, or null when nothing is. */
  read(): Promise<KeptTokens | null>;
  /**
   * Keeps `tokens` if the version in the store is still `expected` (0: nothing is kept) and says
   * whether it did. When it resolves, no crash loses them; until then, the pair before is there.
   */
  write(tokens: KeptTokens, expected: number): Promise<boolean>;
  /**
   * Runs `work` while nobody else who has the same store, in any process, runs theirs. `held` says
   * whether that is still so: it can be lost by standing still too long. Rejects with TokenStoreError
   * `busy` when others do not come to an end.
   */
  alone<T>(work: (held: () => boolean) => Promise<T>): Promise<T>;
}

/**
 * - `empty`: no account is connected: `connect` first.
 * - `busy`: others have held the store too long.
 * - `lost`: we stood still so long that others may have gone on; nothing was sent.
 * - `damaged`: what is kept cannot be read.
 * - `failed`: reading or writing failed; see `cause`.
 */
export type TokenStoreErrorCode = 'empty' | 'busy' | 'lost' | 'damaged' | 'failed';

const messages: Record<TokenStoreErrorCode, string> = {
  empty: 'No tokens are kept: the account has to be connected',
  busy: 'The token store is held by another process',
  lost: 'The token store was taken over while this process stood still',
  damaged: 'The kept tokens cannot be read',
  failed: 'The token store failed',
};

/** What a token store can fail with. Safe to log: no token is in it. */
export class TokenStoreError extends Error {
  override readonly name = 'TokenStoreError';
  readonly code: TokenStoreErrorCode;

  constructor(code: TokenStoreErrorCode, cause?: Error) {
    super(messages[code], cause ? { cause } : {});
    this.code = code;
  }
}

/** Keeps a pair for as long as the process lives: for scripts and tests. */
export function memoryTokenStore(initial: KeptTokens | null = null): TokenStore {
  let kept = initial;
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: () => Promise.resolve(kept),
    write(tokens, expected) {
      const isExpected = (kept?.version ?? 0) === expected;
      if (isExpected) kept = tokens;
      return Promise.resolve(isExpected);
    },
    alone(work) {
      const turn = last.then(() => work(() => true));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
