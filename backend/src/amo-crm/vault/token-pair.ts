import type { TokenPair } from '@foryou-crm/amocrm';
import { Secret, type SealedPlace, type SealedValue, type Sealer } from './sealing.ts';

/** A pair as amoCRM gave it, with the instants until which its halves are good. */
export interface OpenPair {
  accessToken: Secret;
  refreshToken: Secret;
  /** When the request for it left. */
  askedAt: Date;
  expiresAt: Date;
  refreshExpiresAt: Date;
  /** Where to ask for the account's domain after a rename; in tokens since August 2024. */
  apiDomain: string | null;
}

/** A pair sealed for one row and version: as columns hold it, and as the spool keeps it. */
export interface SealedPair {
  accessToken: SealedValue;
  refreshToken: SealedValue;
  askedAt: Date;
  expiresAt: Date;
  refreshExpiresAt: Date;
  apiDomain: string | null;
}

type Row = Omit<SealedPlace, 'field'>;

/**
 * `now` is when the request left, so that our reckoning errs on the early side. A refresh token
 * lives three months: https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function openPair(pair: TokenPair, now: Date): OpenPair {
  const refreshExpiresAt = new Date(now);
  refreshExpiresAt.setUTCMonth(refreshExpiresAt.getUTCMonth() + 3);
  return {
    accessToken: new Secret(pair.accessToken),
    refreshToken: new Secret(pair.refreshToken),
    askedAt: now,
    expiresAt: new Date(now.getTime() + pair.expiresIn * 1000),
    refreshExpiresAt,
    apiDomain: pair.claims?.apiDomain ?? null,
  };
}

/**
 * When the background refresh of a pair is due: at about 60 % of the access token's life, spread a
 * little so that connections made together are not renewed together.
 */
export function refreshDueAt({
  askedAt,
  expiresAt,
}: Pick<OpenPair, 'askedAt' | 'expiresAt'>): Date {
  const life = expiresAt.getTime() - askedAt.getTime();
  return new Date(askedAt.getTime() + life * (0.55 + 0.1 * Math.random()));
}

/** The two columns of a row, sealed for that row and version alone. */
export function sealTokens(
  sealer: Sealer,
  row: Row,
  pair: Pick<OpenPair, 'accessToken' | 'refreshToken'>,
): { accessToken: SealedValue; refreshToken: SealedValue } {
  return {
    accessToken: sealer.seal({ ...row, field: 'access_token' }, pair.accessToken),
    refreshToken: sealer.seal({ ...row, field: 'refresh_token' }, pair.refreshToken),
  };
}

export const sealPair = (sealer: Sealer, row: Row, pair: OpenPair): SealedPair => ({
  ...pair,
  ...sealTokens(sealer, row, pair),
});

/** @throws {SealError} when the row was tampered with, or its key is not in the ring. */
export function openTokens(
  sealer: Sealer,
  row: Row,
  sealed: { accessToken: SealedValue; refreshToken: SealedValue },
): { accessToken: Secret; refreshToken: Secret } {
  return {
    accessToken: sealer.open({ ...row, field: 'access_token' }, sealed.accessToken),
    refreshToken: sealer.open({ ...row, field: 'refresh_token' }, sealed.refreshToken),
  };
}
