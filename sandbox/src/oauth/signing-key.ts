import { createPrivateKey, generateKeyPair } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

/** A new RSA key for access tokens. */
export async function createSigningKey(): Promise<KeyObject> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey;
}

/** The key as text (PKCS #8, PEM). It is a secret. */
export function printSigningKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** The key that `printSigningKey` printed; null when the text is no such key. */
export function readSigningKey(text: string): KeyObject | null {
  try {
    const key = createPrivateKey(text);
    const isLongEnough = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    return key.asymmetricKeyType === 'rsa' && isLongEnough ? key : null;
  } catch {
    // OpenSSL's own words say nothing to a person.
    return null;
  }
}
