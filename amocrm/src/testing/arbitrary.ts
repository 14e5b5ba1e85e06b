import fc from 'fast-check';

/** What people write: any letters of any language and signs, no space at its ends, at least one. */
export const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() === text && text !== '');

/** Whole units of the account's currency. */
export const price = fc.integer({ min: 0, max: 2_000_000_000 });

/** Unix seconds, of this century. */
export const moment = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 });

export const phone = fc.stringMatching(/^\+[1-9]\d{9,12}$/);
export const tag = fc.stringMatching(/^[a-zа-яії0-9]{1,12}$/);
