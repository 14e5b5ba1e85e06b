import fc from 'fast-check';

/** JSON with one thing in it gone or something else: of a body that is sound. */
export function mutant(sound: unknown, junk: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const places = placesIn(sound);
  return fc
    .tuple(fc.nat({ max: Math.max(0, places.length - 1) }), fc.boolean(), junk)
    .map(([at, isGone, value]) => changed(sound, places[at] ?? [], isGone ? undefined : value));
}

type Place = readonly (string | number)[];

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    placesIn(one, [...at, Array.isArray(value) ? Number(key) : key]),
  );
  return at.length === 0 ? inside : [at, ...inside];
}

/** The same with what stands at a place replaced; undefined takes it out. */
function changed(value: unknown, [key, ...deeper]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    const items = value.map((one: unknown, at) => (at === key ? changed(one, deeper, by) : one));
    return items.filter((one) => one !== undefined);
  }
  const fields = Object.entries(value ?? {}).map(([name, one]: [string, unknown]) => [
    name,
    name === key ? changed(one, deeper, by) : one,
  ]);
  return Object.fromEntries(fields);
}
