import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSealer, SealError, Secret, type SealedPlace, type SealedValue } from './sealing.ts';

const key = (id: string, fill: number) => ({ id, key: Buffer.alloc(32, fill) });
const place: SealedPlace = {
  table: 'amo_crm_tokens',
  rowId: '5f0c1f0e-7a4e-4b7e-9c55-3f1a3f8a2b10',
  field: 'access_token',
  version: 3,
};
const plain = 'def50200-Токен-✓';
const sealer = createSealer([key('k1', 1)]);

/** What an attacker with write access to the column can do: put any text there. */
const isStored = (text: string): text is SealedValue => text.length >= 0;
const asStored = (text: string): SealedValue => {
  if (!isStored(text)) throw new Error('unreachable');
  return text;
};

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof SealError) return error.code;
    throw error;
  }
  return 'opened';
};

const flipped = (text: string, bit: number) => {
  const bytes = Buffer.from(text, 'latin1');
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString('latin1');
};

describe('sealing', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const one = sealer.seal(place, new Secret(plain));
    const two = sealer.seal(place, new Secret(plain));
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1\.k1\./);
    expect(one).not.toContain('def502');
    expect(sealer.open(place, one).reveal()).toBe(plain);
    expect(sealer.open(place, two).reveal()).toBe(plain);
  });

  it('refuses a value with any single bit changed', () => {
    const value = sealer.seal(place, new Secret(plain));
    for (let bit = 0; bit < value.length * 8; bit++) {
      const codes = ['malformed', 'unknown_key', 'not_authentic'];
      expect(codes, `bit ${bit}`).toContain(
        refusal(() => sealer.open(place, asStored(flipped(value, bit)))),
      );
    }
  });

  it('refuses a value cut short at any place, or made longer', () => {
    const value = sealer.seal(place, new Secret(plain));
    for (let length = 0; length < value.length; length++) {
      expect(
        refusal(() => sealer.open(place, asStored(value.slice(0, length)))),
        `${length} characters`,
      ).not.toBe('opened');
    }
    for (const tail of ['A', '=', '\n', '.', 'AAAA'])
      expect(refusal(() => sealer.open(place, asStored(value + tail)))).not.toBe('opened');
  });

  it.each<[string, Partial<SealedPlace>]>([
    ['another table', { table: 'amo_crm_connect_attempts' }],
    ['another row', { rowId: '5f0c1f0e-7a4e-4b7e-9c55-3f1a3f8a2b11' }],
    ['another field', { field: 'refresh_token' }],
    ['an older version', { version: 2 }],
    ['a newer version', { version: 4 }],
  ])('refuses a value moved to %s', (_, other) => {
    const value = sealer.seal(place, new Secret(plain));
    expect(refusal(() => sealer.open({ ...place, ...other }, value))).toBe('not_authentic');
  });

  it('reads with every key of the ring and writes with the first', () => {
    const old = sealer.seal(place, new Secret(plain));
    const rotated = createSealer([key('k2', 2), key('k1', 1)]);
    expect(rotated.open(place, old).reveal()).toBe(plain);
    expect(rotated.seal(place, new Secret(plain))).toMatch(/^v1\.k2\./);
  });

  it('says when the key is gone, and does not try another key of the same length', () => {
    const value = sealer.seal(place, new Secret(plain));
    expect(refusal(() => createSealer([key('k2', 2)]).open(place, value))).toBe('unknown_key');
    expect(refusal(() => createSealer([key('k1', 2)]).open(place, value))).toBe('not_authentic');
    const relabelled = asStored(value.replace('v1.k1.', 'v1.k2.'));
    const both = createSealer([key('k1', 1), key('k2', 1)]);
    expect(refusal(() => both.open(place, relabelled))).toBe('not_authentic');
  });

  it.each([
    ['no key', []],
    ['a short key', [{ id: 'k1', key: Buffer.alloc(16) }]],
    ['an id that would break the format', [{ id: 'k.1', key: Buffer.alloc(32) }]],
    ['two keys of one id', [key('k1', 1), key('k1', 2)]],
  ])('does not start with %s', (_, keys) => {
    expect(refusal(() => createSealer(keys))).toBe('bad_key_ring');
  });

  it('keeps an opened secret out of anything that prints it', () => {
    const secret = sealer.open(place, sealer.seal(place, new Secret(plain)));
    const printed = [
      secret.toString(),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret),
    ];
    for (const text of printed) expect(text).not.toContain('def50200');
  });
});
