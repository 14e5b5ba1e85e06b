// `npm test`: everything that has to be true before a change lands, on a machine that has Node and
// npm and nothing else. Every step runs even when an earlier one failed, so that one run tells all.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { buildWeb, expoEnv, exportApp } from './lib/app-build.mjs';
import { at, install, node, run, say, toolEnv } from './lib/toolchain.mjs';

await install();
const reports = at('.cache', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** @type {string[]} */
const failures = [];
const counts = { passed: 0, failed: 0 };

await step('Formatting, lint and import rules', () => run('npm', ['run', '--silent', 'lint']));
await step('Types', () => run('npm', ['run', '--silent', 'typecheck']));
for (const room of ['contract', 'amocrm', 'sandbox', 'backend'])
  await step(`Tests of ${room}/`, () => vitest(room));
await step('Tests of mobile/', () =>
  run(
    node,
    [
      at('node_modules', 'jest', 'bin', 'jest.js'),
      '--ci',
      '--json',
      `--outputFile=${report('mobile')}`,
    ],
    { cwd: at('mobile'), env: { ...toolEnv(), ...expoEnv() } },
  ),
);
await step('The web app', async () => (await buildWeb(), 0));
for (const platform of /** @type {const} */ (['android', 'ios']))
  await step(`The ${platform} bundle`, () =>
    exportApp(platform, at('mobile'), at('.cache', `export-${platform}`)),
  );
await step('Journeys in a browser', () => vitest('e2e'));

for (const room of ['contract', 'amocrm', 'sandbox', 'backend', 'mobile', 'e2e']) count(room);
say('');
for (const failure of failures) say(`✖ ${failure}`);
if (counts.passed === 0) failures.push('no test ran');
say(`${counts.passed} passed, ${Math.max(counts.failed, failures.length)} failed`);
process.exit(failures.length === 0 ? 0 : 1);

/**
 * @param {string} title
 * @param {() => Promise<number>} work
 */
async function step(title, work) {
  const began = Date.now();
  say(`\n▸ ${title}`);
  const code = await work().catch((error) => (say(String(error)), 1));
  if (code !== 0) failures.push(title);
  say(`${code === 0 ? '✔' : '✖'} ${title}: ${Math.round((Date.now() - began) / 1000)} s`);
}

/** @param {string} room */
function vitest(room) {
  return run(
    node,
    [
      at('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report(room)}`,
    ],
    { cwd: at(room) },
  );
}

/** @param {string} room */
function report(room) {
  return at('.cache', 'reports', `${room}.json`);
}

/** Vitest and Jest write the same two totals. @param {string} room */
function count(room) {
  try {
    const totals = JSON.parse(readFileSync(report(room), 'utf8'));
    counts.passed += totals.numPassedTests;
    counts.failed += totals.numFailedTests;
  } catch {
    failures.push(`${room}/ wrote no report`);
  }
}
