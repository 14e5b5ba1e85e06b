import * as Crypto from 'expo-crypto';

/** base64url of 32 bytes from the system's own generator: a verifier nobody can guess. */
export const newVerifier = (): string => toBase64Url(Crypto.getRandomBytes(32));

/** S256 of RFC 7636: base64url(SHA-256(verifier)). The backend keeps it and never the verifier. */
export async function challengeOf(verifier: string): Promise<string> {
  const bytes = new TextEncoder().encode(verifier);
  return toBase64Url(
    new Uint8Array(await Crypto.digest(Crypto.CryptoDigestAlgorithm.SHA256, bytes)),
  );
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
