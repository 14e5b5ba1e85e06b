/** The whole number that is written, whatever its groups; undefined where there is none. */
export function wholeOf(text: string): number | undefined {
  const digits = text.replace(/\D/g, '');
  const value = Number(digits);
  return digits === '' || !Number.isSafeInteger(value) ? undefined : value;
}

/**
 * What stands in a field for whole numbers after `typed` replaced `before`. Grouped while one types at
 * its end; in the middle the text stays as typed, since a jump of the cursor would spoil it.
 */
export function groupedAs(typed: string, before: string, write: (value: number) => string): string {
  const kept = typed.replace(/[^\d\s.,\u00A0\u202F]/g, '').slice(0, 21);
  const value = wholeOf(kept);
  const atEnd = kept.startsWith(before) || before.startsWith(kept);
  return value !== undefined && atEnd ? write(value) : kept;
}
