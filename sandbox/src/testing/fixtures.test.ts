import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** No recorded body lies here unread: each is named by a test that holds the sandbox against it. */
const source = new URL('../', import.meta.url);
const tests = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, source), 'utf8'))
  .join('\n');

test.each(readdirSync(new URL('./fixtures/', import.meta.url)))('%s is held against', (file) => {
  const name = file.replace(/\.json$/, '');
  expect(tests.includes(`'${name}'`)).toBe(true);
});
