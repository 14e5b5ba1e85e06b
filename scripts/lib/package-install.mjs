// For the tests of what is published: as somebody who installs it meets it, without a registry.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Builds and packs a room and unpacks the tarball under `folder`/node_modules, with its dependencies
 * (and the types of Node, for a type check) as this repository has them.
 * @param {string} room
 * @param {string} folder an empty one, outside of the repository
 * @returns {Promise<{ place: string, files: string[], manifest: Record<string, unknown> }>} where the
 * package is, and what is in it
 */
export async function installPackage(room, folder) {
  await run(process.execPath, [path.join(room, 'scripts', 'build.mjs')]);
  const pack = ['pack', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', pack, { cwd: path.join(room, 'dist', 'package') });
  /** @type {[{ name: string, filename: string, files: { path: string }[] }]} */
  const [made] = JSON.parse(stdout);
  const modules = path.join(folder, 'node_modules');
  const place = path.join(modules, made.name);
  mkdirSync(place, { recursive: true });
  await run('tar', ['xzf', path.join(folder, made.filename), '-C', place, '--strip-components=1']);
  const manifest = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
  const { resolve } = createRequire(path.join(room, 'package.json'));
  for (const name of [...Object.keys(manifest.dependencies), '@types/node']) {
    const link = path.join(modules, name);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(folderOf(name, resolve), link);
  }
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  return { place, files: made.files.map((file) => file.path), manifest };
}

/**
 * What TypeScript says about the files of `folder`, in strict mode, libraries checked too; nothing when
 * they are right.
 * @param {string} folder
 * @returns {Promise<string>}
 */
export async function typeComplaints(folder) {
  const compilerOptions = {
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
  const config = JSON.stringify({ compilerOptions, include: ['*.ts'] });
  writeFileSync(path.join(folder, 'tsconfig.json'), config);
  const { resolve } = createRequire(import.meta.url);
  const tsc = path.join(folderOf('typescript', resolve), 'bin', 'tsc');
  return run(process.execPath, [tsc, '-p', folder]).then(
    () => '',
    (failed) => String(failed.stdout || failed),
  );
}

/**
 * Where a package is. Not all of them let their package.json be resolved.
 * @param {string} name
 * @param {NodeJS.RequireResolve} resolve
 */
function folderOf(name, resolve) {
  for (const modules of resolve.paths(name) ?? []) {
    const folder = path.join(modules, name);
    if (existsSync(path.join(folder, 'package.json'))) return folder;
  }
  throw new Error(`${name} is not installed`);
}
