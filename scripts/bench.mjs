// `npm run bench`: builds both apps that are compared, then measures. A missed goal is a figure, not
// a failure.
import { at, buildWeb, expoEnv, fail, install, node, run, say } from './lib/toolchain.mjs';

await install();
await buildWeb();
say('Building the blank app to compare with…');
const expo = at('node_modules', 'expo', 'bin', 'cli');
const built = await run(node, [expo, 'export', '--platform', 'web', '--output-dir', 'dist'], {
  cwd: at('bench', 'blank-app'),
  env: expoEnv(),
});
if (built !== 0) fail('The blank app could not be built; the reason is above.');
process.exit(await run(node, [at('bench', 'src', 'main.ts')]));
