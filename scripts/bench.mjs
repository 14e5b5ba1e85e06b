// `npm run bench`: builds both apps that are compared, then measures. A missed goal is a figure, not
// a failure.
import { buildWeb, exportApp } from './lib/app-build.mjs';
import { at, fail, install, node, run, say } from './lib/toolchain.mjs';

await install();
await buildWeb();
say('Building the blank app to compare with…');
const blank = at('bench', 'blank-app');
const built = await exportApp('web', blank, at('bench', 'blank-app', 'dist'));
if (built !== 0) fail('The blank app could not be built; the reason is above.');
process.exit(await run(node, [at('bench', 'src', 'main.ts')]));
