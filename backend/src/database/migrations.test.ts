import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const backend = join(import.meta.dirname, '../..');
const drizzleKit = join(backend, '../node_modules/drizzle-kit/bin.cjs');

test('the migrations make what the schema says: else run npm run -w backend db:generate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'foryou-migrations-'));
  await cp(join(import.meta.dirname, 'migrations'), folder, { recursive: true });
  const flags = ['--dialect=postgresql', '--schema=./src/database/schema.ts'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [drizzleKit, 'generate', ...flags, `--out=${relative(backend, folder)}`],
    { cwd: backend },
  );
  expect(stdout).toContain('No schema changes');
  expect(await readdir(folder)).toEqual(await readdir(join(import.meta.dirname, 'migrations')));
  await rm(folder, { recursive: true });
});
