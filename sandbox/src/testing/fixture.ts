import { readFileSync } from 'node:fs';

/** A body as amoCRM prints it, from `fixtures/`. */
export function fixture(name: string): unknown {
  return JSON.parse(fixtureText(`${name}.json`));
}

/** A form or a query as it was captured. */
export function fixtureText(file: string): string {
  return readFileSync(new URL(`./fixtures/${file}`, import.meta.url), 'utf8');
}
