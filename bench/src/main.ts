import { fileURLToPath } from 'node:url';
import { describeFigure } from './report.ts';
import { statusEndpoint } from './status.ts';
import { webEntry } from './web-entry.ts';

const folder = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const measurements = [
  () => webEntry({ ours: folder('mobile/dist'), blank: folder('bench/blank-app/dist') }),
  statusEndpoint,
];

for (const measure of measurements) process.stdout.write(`\n${describeFigure(await measure())}\n`);
