/** `responsibleUserId` as amoCRM writes it: `responsible_user_id`. */
export function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The same object under amoCRM's names, one level deep; what is undefined is left out, null stays:
 * null clears a field, a missing key leaves it.
 */
export function wireFields(input: object): Record<string, unknown> {
  const entries = Object.entries(input)
    .filter(([, value]: [string, unknown]) => value !== undefined)
    .map(([key, value]: [string, unknown]) => [snake(key), value] as const);
  return Object.fromEntries(entries);
}

/**
 * A value as JSON. Throws a RangeError for a number that is not finite: JSON would say null, and
 * null clears a field.
 */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new RangeError(`${key} is not a finite number`);
    }
    return part;
  });
}
