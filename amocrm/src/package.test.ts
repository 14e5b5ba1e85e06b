import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPackage, typeComplaints } from '../../scripts/lib/package-install.mjs';
import { exampleWorld } from './testing/example-world.ts';

/** What `npm pack` makes, as somebody who installs it meets it: in a folder outside of this house. */
const room = join(import.meta.dirname, '..');

describe('the package', { timeout: 60_000 }, () => {
  let folder: string;
  let installed: Awaited<ReturnType<typeof installPackage>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'amocrm-package-'));
    installed = await installPackage(room, folder);
    await cp(join(installed.place, 'examples'), folder, { recursive: true });
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what is to be published and nothing else', () => {
    const { files } = installed;
    const odd = files.filter(
      (path) =>
        !/^(?:dist\/[\w/.-]+\.(?:js|d\.ts)|examples\/[\w-]+\.ts|API\.md|LICENSE|README\.md|package\.json)$/.test(
          path,
        ),
    );
    expect(odd).toEqual([]);
    expect(files.filter((path) => /test|fixture/.test(path))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js']),
    );
  });

  it('depends on zod alone', () => {
    const { manifest } = installed;
    expect(JSON.stringify(manifest['dependencies'])).toMatch(/^\{"zod":"\^4\.[\d.]+"\}$/);
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('gives its types to the examples, in strict mode, libraries checked too', async () => {
    expect(await typeComplaints(folder)).toBe('');
  });

  it('connects an account with the first example', async () => {
    const world = await exampleWorld();
    try {
      expect(await world.connect(folder)).toContain('Connected');
    } finally {
      await world.close();
    }
  });
});
