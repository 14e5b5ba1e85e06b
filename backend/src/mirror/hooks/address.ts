import { createHash, randomBytes } from 'node:crypto';

/*
 * Where an account's webhooks come in. amoCRM signs none of them: the address is the secret, and only
 * its hash is kept.
 */

export const hooksPath = '/api/amo-crm/webhooks';

/** 256 bits that nobody guesses. */
export const newHookSecret = (): string => randomBytes(32).toString('base64url');

export const hookSecretPattern = /^[A-Za-z0-9_-]{43}$/;

/** What is kept of a secret. Found by an index: no comparison tells by its time how near a guess was. */
export const hookHashOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url');

export const hookAddress = (publicUrl: URL, secret: string): string =>
  new URL(`${hooksPath}/${secret}`, publicUrl).href;

/** The secret in an address of ours; null for any other address. */
export function secretIn(publicUrl: URL, address: string): string | null {
  const ours = hookAddress(publicUrl, '');
  if (!address.startsWith(ours)) return null;
  const secret = address.slice(ours.length);
  return hookSecretPattern.test(secret) ? secret : null;
}
