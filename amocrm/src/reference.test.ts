import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the reference says what the docstrings say', { timeout: 60_000 }, async () => {
  const script = join(import.meta.dirname, '..', 'scripts', 'api-docs.mjs');
  const { stderr } = await promisify(execFile)(process.execPath, [script, '--check']);
  expect(stderr).toBe('');
});
