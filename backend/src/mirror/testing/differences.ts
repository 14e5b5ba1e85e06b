import { isDeepStrictEqual } from 'node:util';

type Rows = Readonly<Record<string, readonly object[]>>;

/** Where two accounts differ, row by row; empty when they are equal. */
export function differences(mirrored: Rows, shown: Rows): string[] {
  return Object.entries(shown).flatMap(([kind, rows]) => {
    const theirs = new Map(rows.map((row) => [keyOf(row), row]));
    const ours = new Map((mirrored[kind] ?? []).map((row) => [keyOf(row), row]));
    return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((key) => {
      const [mine, amo] = [ours.get(key), theirs.get(key)];
      if (isDeepStrictEqual(mine, amo)) return [];
      if (!mine) return [`${kind} ${key} is not in the mirror`];
      if (!amo) return [`${kind} ${key} is in the mirror only`];
      const fields = new Map(Object.entries(amo));
      return Object.entries(mine)
        .filter(([field, value]) => !isDeepStrictEqual(value, fields.get(field)))
        .map(([field, value]) => {
          const said = [JSON.stringify(value), JSON.stringify(fields.get(field))];
          return `${kind} ${key}, ${field}: ${said.join(' is not ')}`;
        });
    });
  });
}

function keyOf(row: object): string {
  if ('id' in row) return String(row.id);
  return 'uid' in row ? String(row.uid) : '';
}
