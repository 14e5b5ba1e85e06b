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
