/** Every key path in a JSON value, sorted; the items of a list are looked at together. */
export function keys(value: unknown): string[] {
  const found = new Set<string>();
  walk(value, '', found);
  return [...found].sort();
}

function walk(value: unknown, path: string, found: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) walk(item, path, found);
    return;
  }
  for (const [key, child] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    found.add(at);
    walk(child, at, found);
  }
}

/** What stands at one place of a JSON value, over all items of the lists on the way. */
type Kinds = ReadonlySet<string>;

/**
 * Where a body differs in kind from a recorded one: a place that is missing or was never there, a
 * value of another type, a null where the record has none. A place the record knows only as null may
 * hold anything.
 * @param known - places of ours that the record, which shows one account, does not have.
 */
export function differences(ours: unknown, recorded: unknown, known = /^$/): string[] {
  const [mine, theirs] = [kindsOf(ours), kindsOf(recorded)];
  const missing = [...theirs.keys()].filter((path) => !mine.has(path) && isReached(mine, path));
  const foreign = [...mine.keys()].filter((path) => !theirs.has(path) && !known.test(path));
  const others = [...mine].flatMap(([path, kinds]) => {
    const expected = theirs.get(path);
    return expected === undefined || isAlike(kinds, expected)
      ? []
      : [`${path}: ${[...kinds].join('|')} instead of ${[...expected].join('|')}`];
  });
  return [
    ...missing.map((path) => `${path} is missing`),
    ...foreign.map((path) => `${path} is not in the record`),
    ...others,
  ].sort();
}

function isAlike(kinds: Kinds, expected: Kinds): boolean {
  const isOnlyNull = expected.size === 1 && expected.has('null');
  return isOnlyNull || [...kinds].every((kind) => expected.has(kind));
}

/** An empty list of ours says nothing of what its items would have. */
function isReached(mine: ReadonlyMap<string, Kinds>, path: string): boolean {
  const list = path.lastIndexOf('[]');
  return list < 0 || mine.has(path.slice(0, list + 2));
}

function kindsOf(value: unknown): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  look(value, '', found);
  return found;
}

function look(value: unknown, path: string, found: Map<string, Set<string>>): void {
  const kinds = found.get(path) ?? new Set<string>();
  found.set(path, kinds.add(kindOf(value)));
  if (Array.isArray(value)) {
    for (const item of value) look(item, `${path}[]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      look(child, path === '' ? key : `${path}.${key}`, found);
    }
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
