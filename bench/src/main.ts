import { fileURLToPath } from 'node:url';
import { client } from './client/client.ts';
import { limiter } from './limiter/limiter.ts';
import { board } from './mirror/board.ts';
import { search } from './mirror/search.ts';
import { throughput } from './mirror/throughput.ts';
import { importMemory, mirrorImport } from './mirror-import/mirror-import.ts';
import { live } from './live/live.ts';
import { describeFigure, type Figure } from './report.ts';
import { sandbox } from './sandbox/sandbox.ts';
import { statusEndpoint } from './status.ts';
import { refreshAhead } from './vault/ahead.ts';
import { stampede } from './vault/stampede.ts';
import { tokenFromVault } from './vault/token.ts';
import { webEntry } from './web-entry.ts';
import { webhooks } from './webhooks/webhooks.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** By the names that `scripts/bench.mjs` hands over. */
const measurements = new Map<string, () => Promise<Figure | Figure[]>>([
  ['web', () => webEntry({ ours: folder('mobile/dist'), blank: folder('bench/blank-app/dist') })],
  ['status', statusEndpoint],
  ['token', tokenFromVault],
  ['stampede', stampede],
  ['ahead', refreshAhead],
  ['client', client],
  ['limiter', limiter],
  ['import', mirrorImport],
  ['memory', importMemory],
  ['sandbox', sandbox],
  ['board', board],
  ['search', search],
  ['throughput', throughput],
  ['webhooks', webhooks],
  ['live', live],
]);

for (const name of process.argv.slice(2)) {
  const measure = measurements.get(name);
  if (!measure) throw new RangeError(`There is no bench named ${name}.`);
  for (const figure of [await measure()].flat()) {
    process.stdout.write(`\n${describeFigure(figure)}\n`);
  }
}
