import { readFileSync } from 'node:fs';

const source = new URL('../../../sandbox/src/control/faults.ts', import.meta.url);

/**
 * The ways in which the sandbox can be told to misbehave, as its own source names them: so that a new
 * one is missed where all of them have to be met.
 */
export function faultKinds(): string[] {
  const kinds = readFileSync(source, 'utf8').matchAll(/kind: z\.literal\('(\w+)'\)/g);
  return [...kinds].map(([, kind = '']) => kind).sort();
}
