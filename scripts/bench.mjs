// `npm run bench`: measures against peers and limits. A missed goal is a figure, not a failure.
// `npm run bench -- client` runs one part only: web, status, token, stampede, ahead (vault: the last
// three), client, limiter, sandbox, import, memory (of an import), board, search, throughput (mirror: the
// last three), webhooks, live.
import { buildWeb, exportApp } from './lib/app-build.mjs';
import { at, fail, install, node, run, say } from './lib/toolchain.mjs';

const parts = new Map([
  ['web', ['web']],
  ['status', ['status']],
  ['token', ['token']],
  ['stampede', ['stampede']],
  ['ahead', ['ahead']],
  ['vault', ['token', 'stampede', 'ahead']],
  ['client', ['client']],
  ['limiter', ['limiter']],
  ['import', ['import']],
  ['memory', ['memory']],
  ['sandbox', ['sandbox']],
  ['board', ['board']],
  ['search', ['search']],
  ['throughput', ['throughput']],
  ['mirror', ['board', 'search', 'throughput']],
  ['webhooks', ['webhooks']],
  ['live', ['live']],
]);
const named = process.argv.slice(2);
const unknown = named.filter((name) => !parts.has(name));
if (unknown.length > 0)
  fail(`There is no bench named ${unknown.join(', ')}: choose of ${[...parts.keys()].join(', ')}.`);
const wanted = new Set(
  named.length > 0 ? named.flatMap((name) => parts.get(name) ?? []) : [...parts.values()].flat(),
);

await install();
if (wanted.has('web') || wanted.has('status')) await buildWeb();
if (wanted.has('web')) {
  say('Building the blank app to compare with…');
  const blank = at('bench', 'blank-app');
  const built = await exportApp('web', blank, at('bench', 'blank-app', 'dist'));
  if (built !== 0) fail('The blank app could not be built; the reason is above.');
}
process.exit(await run(node, [at('bench', 'src', 'main.ts'), ...wanted]));
