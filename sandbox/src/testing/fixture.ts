import { readFileSync } from 'node:fs';

/** A body as amoCRM prints it, from `fixtures/`. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
}
