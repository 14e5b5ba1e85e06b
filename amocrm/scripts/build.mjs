// `npm run build`: what is published, in dist/package: ES modules with types, README, LICENSE and a
// package.json of its own. Publish from there: `npm publish dist/package`. The workspace itself goes on
// exporting its sources and stays private, so that nothing else can be published by mistake.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const room = join(import.meta.dirname, '..');
const target = join(room, 'dist', 'package');

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
execFileSync(process.execPath, [tsc, '-p', join(room, 'tsconfig.build.json')], {
  stdio: 'inherit',
});

// The compiler rewrites the imports of what runs; in the types they are ours to rewrite.
for (const entry of readdirSync(join(target, 'dist'), { recursive: true, encoding: 'utf8' })) {
  if (!entry.endsWith('.d.ts')) continue;
  const file = join(target, 'dist', entry);
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replaceAll(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2'),
  );
}

cpSync(join(room, 'README.md'), join(target, 'README.md'));
cpSync(join(room, '..', 'LICENSE'), join(target, 'LICENSE'));
const {
  name,
  version,
  description,
  keywords,
  license,
  type,
  sideEffects,
  engines,
  files,
  ...rest
} = JSON.parse(readFileSync(join(room, 'package.json'), 'utf8'));
const { exports, ...publishConfig } = rest.publishConfig;
// The workspace pins what it was tested with; who installs the package may have a later one.
const dependencies = Object.fromEntries(
  Object.entries(rest.dependencies).map(([dependency, tested]) => [dependency, `^${tested}`]),
);
const manifest = { name, version, description, keywords, license, type, sideEffects, engines };
writeFileSync(
  join(target, 'package.json'),
  `${JSON.stringify({ ...manifest, files, exports, dependencies, publishConfig }, null, 2)}\n`,
);
