import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { z } from 'zod';

declare const sealedBrand: unique symbol;

/** `v1.keyId.nonce.ciphertext`, what a column may hold of a secret. Only this module makes one. */
export type SealedValue = string & { readonly [sealedBrand]: true };

/** An opened secret. It prints, logs and serialises as `[secret]`; `reveal` is the one way in. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  reveal(): string {
    return this.#value;
  }
  toString = () => '[secret]';
  toJSON = this.toString;
  [inspect.custom] = this.toString;
}

/** Where a value lies. It is authenticated with the value, so a value moved elsewhere cannot open. */
export interface SealedPlace {
  table: 'amo_crm_tokens' | 'amo_crm_connect_attempts';
  rowId: string;
  field: 'access_token' | 'refresh_token';
  /** The token version of the row, so that an old pair cannot be put back. */
  version: number;
}

/** The key is 32 bytes. */
export type SealingKey = { id: string; key: Buffer };

/** `malformed`: not our format; `unknown_key`: not in the ring; `not_authentic`: tampered with. */
export class SealError extends Error {
  override readonly name = 'SealError';
  readonly code: 'malformed' | 'unknown_key' | 'not_authentic' | 'bad_key_ring';
  constructor(code: SealError['code'], options?: ErrorOptions) {
    super(`A sealed value cannot be used: ${code}.`, options);
    this.code = code;
  }
}

export interface Sealer {
  /** The key that seals; the ring opens with all. */
  readonly writer: string;
  /** Every key of the ring. */
  readonly keyIds: readonly string[];
  seal(place: SealedPlace, secret: Secret): SealedValue;
  open(place: SealedPlace, value: SealedValue): Secret;
}

const shape = /^v1\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{22,})$/;
const isSealed = (text: string): text is SealedValue => shape.test(text);

/** For sealed values that come back from somewhere else than a column: a spool file, a backup. */
export const sealedValueSchema = z.string().refine(isSealed);

/** Which key sealed it; an empty text for a value of another shape. */
export const keyIdOf = (value: SealedValue): string => shape.exec(value)?.[1] ?? '';

const boundTo = (keyId: string, { table, rowId, field, version }: SealedPlace) =>
  Buffer.from(JSON.stringify(['v1', keyId, table, rowId, field, version]));

/** AES-256-GCM over a key ring: the first key writes, all read. */
export function createSealer(keys: readonly SealingKey[]): Sealer {
  const wellMade = keys.every(({ id, key }) => /^[\w-]{1,32}$/.test(id) && key.length === 32);
  if (!wellMade) throw new SealError('bad_key_ring');
  // Key objects are made once: node makes one of a plain buffer at every call, which costs more than
  // the sealing itself.
  const ring = new Map(keys.map(({ id, key }) => [id, createSecretKey(key)]));
  const [writer] = [...ring].map(([id, key]) => ({ id, key }));
  if (!writer || ring.size !== keys.length) throw new SealError('bad_key_ring');

  return {
    writer: writer.id,
    keyIds: keys.map(({ id }) => id),
    seal(place, secret) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', writer.key, nonce);
      cipher.setAAD(boundTo(writer.id, place));
      const body = [cipher.update(secret.reveal(), 'utf8'), cipher.final(), cipher.getAuthTag()];
      const text = ['v1', writer.id, nonce.toString('base64url')]
        .concat(Buffer.concat(body).toString('base64url'))
        .join('.');
      if (!isSealed(text)) throw new SealError('malformed');
      return text;
    },
    open(place, value) {
      const [, keyId = '', nonceText = '', bodyText = ''] = shape.exec(value) ?? [];
      const [nonce, body] = [
        Buffer.from(nonceText, 'base64url'),
        Buffer.from(bodyText, 'base64url'),
      ];
      // Spare bits of base64url decode to the same bytes: only the one canonical spelling is ours.
      if (!keyId || body.toString('base64url') !== bodyText) throw new SealError('malformed');
      const key = ring.get(keyId);
      if (!key) throw new SealError('unknown_key');
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
      decipher.setAAD(boundTo(keyId, place));
      decipher.setAuthTag(body.subarray(-16));
      try {
        return new Secret(
          Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]).toString(
            'utf8',
          ),
        );
      } catch (cause) {
        throw new SealError('not_authentic', { cause });
      }
    },
  };
}
