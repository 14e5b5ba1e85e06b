import type { TokenPair } from '@foryou-crm/amocrm';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { Secret, type SealedPlace, type SealedValue, type Sealer } from './sealing.ts';

/** A pair as amoCRM gave it, with the instants until which its halves are good. */
export interface OpenPair {
  accessToken: Secret;
  refreshToken: Secret;
  expiresAt: Date;
  refreshExpiresAt: Date;
  /** Where to ask for the account's domain after a rename; in tokens since August 2024. */
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
    expiresAt: new Date(now.getTime() + pair.expiresIn * 1000),
    refreshExpiresAt,
    apiDomain: pair.claims?.apiDomain ?? null,
  };
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

const savePausesMs = [100, 400, 1_500, 4_000];

/** Saves whatever the caller does meanwhile: amoCRM will not give this pair a second time. */
export async function persistPair<T>(save: () => Promise<T>, log: Log): Promise<T> {
  for (const ms of savePausesMs) {
    try {
      return await save();
    } catch (error) {
      const failure = error instanceof Error ? error.name : 'unknown';
      log.error({ failure }, 'A new token pair could not be saved; trying again');
      await pause(ms);
    }
  }
  return save();
}
