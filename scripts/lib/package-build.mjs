// What a room publishes, in its dist/package: ES modules with types, README, LICENSE and a package.json
// of its own. Publish from there: `npm publish dist/package`. The workspace itself goes on exporting its
// sources and stays private, so that nothing else can be published by mistake.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './toolchain.mjs';

/**
 * Compiles by the room's tsconfig.build.json. The manifest is the room's, with `exports` and `bin` of
 * its `publishConfig` in the place of its own. Throws when the compiler complains.
 * @param {string} room its folder
 */
export function buildPackage(room) {
  const target = path.join(room, 'dist', 'package');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const typescript = path.dirname(
    createRequire(import.meta.url).resolve('typescript/package.json'),
  );
  const compile = [path.join(typescript, 'bin', 'tsc'), '-p', `${room}/tsconfig.build.json`];
  try {
    execFileSync(process.execPath, compile, { stdio: 'inherit' });
  } catch (cause) {
    // In half a package npm would find no manifest, go up, and pack the workspace.
    rmSync(target, { recursive: true });
    throw cause;
  }
  for (const file of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.d.ts')) nameJavaScript(path.join(target, file));
  }
  const manifest = manifestOf(JSON.parse(readFileSync(path.join(room, 'package.json'), 'utf8')));
  for (const file of ['README.md', ...manifest.files.filter((name) => name !== 'dist')])
    cpSync(path.join(room, file), path.join(target, file), { recursive: true });
  cpSync(path.join(root, 'LICENSE'), path.join(target, 'LICENSE'));
  writeFileSync(path.join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of Object.values(manifest.bin ?? {})) chmodSync(path.join(target, file), 0o755);
}

/** The compiler rewrites the imports of what runs; in the types they are ours to rewrite. @param {string} file */
function nameJavaScript(file) {
  const imports = /((?:from|import\()\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g;
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(imports, '$1.js$2'));
}

/**
 * @typedef {{
 *   name: string, version: string, description: string, keywords: string[], license: string,
 *   type: string, sideEffects?: boolean, engines: object, files: string[],
 *   dependencies: Record<string, string>,
 *   publishConfig: { exports: object, bin?: Record<string, string> },
 * }} Workspace
 */

/** @param {Workspace} workspace */
function manifestOf(workspace) {
  const { name, version, description, keywords, license, type, sideEffects, engines } = workspace;
  const { exports, bin, ...publishConfig } = workspace.publishConfig;
  // The workspace pins what it was tested with; who installs the package may have a later one.
  const dependencies = Object.fromEntries(
    Object.entries(workspace.dependencies).map(([dependency, tested]) => [
      dependency,
      `^${tested}`,
    ]),
  );
  return {
    ...{ name, version, description, keywords, license, type, sideEffects, engines },
    ...{ files: workspace.files, exports, bin, dependencies, publishConfig },
  };
}
