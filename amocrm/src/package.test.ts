import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleWorld } from './testing/example-world.ts';

/** What `npm pack` makes, as somebody who installs it meets it: in a folder outside of this house. */
const room = join(import.meta.dirname, '..');
const run = promisify(execFile);
const { resolve } = createRequire(import.meta.url);

describe('the package', { timeout: 60_000 }, () => {
  let folder: string;
  let packed: string[];
  const installed = () => join(folder, 'node_modules', '@foryou-crm', 'amocrm');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'amocrm-package-'));
    await run(process.execPath, [join(room, 'scripts', 'build.mjs')]);
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: join(room, 'dist', 'package'),
    });
    const [made] = z
      .array(z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }))
      .parse(JSON.parse(stdout));
    packed = made?.files.map(({ path }) => path) ?? [];
    await mkdir(installed(), { recursive: true });
    const tarball = join(folder, made?.filename ?? '');
    await run('tar', ['xzf', tarball, '-C', installed(), '--strip-components=1']);
    // Its one dependency, and for the type check the types of Node.
    const node = dirname(resolve('@types/node/package.json'));
    await mkdir(join(folder, 'node_modules', '@types'));
    await symlink(dirname(resolve('zod/package.json')), join(folder, 'node_modules', 'zod'));
    await symlink(node, join(folder, 'node_modules', '@types', 'node'));
    await cp(join(room, 'examples'), folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('holds what is to be published and nothing else', () => {
    const odd = packed.filter(
      (path) => !/^(?:dist\/[\w/.-]+\.(?:js|d\.ts)|LICENSE|README\.md|package\.json)$/.test(path),
    );
    expect(odd).toEqual([]);
    expect(packed.filter((path) => /test|fixture/.test(path))).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.d.ts', 'dist/index.js']),
    );
  });

  it('depends on zod alone', async () => {
    const manifest = z
      .looseObject({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8')));
    expect(Object.keys(manifest.dependencies)).toEqual(['zod']);
    expect(manifest.dependencies['zod']).toMatch(/^\^4\./);
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('gives its types to the examples, in strict mode, libraries checked too', async () => {
    const options = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: ['node'],
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: false,
    };
    const config = { compilerOptions: options, include: ['*.ts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(dirname(resolve('typescript/package.json')), 'bin', 'tsc');
    const complaints = await run(process.execPath, [tsc, '-p', folder]).then(
      () => '',
      (failed: unknown) => z.object({ stdout: z.string() }).parse(failed).stdout,
    );
    expect(complaints).toBe('');
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
