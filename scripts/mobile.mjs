// `npm run mobile`: the Expo dev server, for a phone on the same network.
import { lanAddress } from './lib/network.mjs';
import { portFrom } from './lib/service.mjs';
import { at, fail, install, node, run, say, toolEnv } from './lib/toolchain.mjs';

const address = lanAddress();
if (!address)
  fail(
    'This machine has no address on a local network: connect it to the same Wi-Fi as the phone.',
  );
const api = process.env['EXPO_PUBLIC_API_URL'] || `http://${address}:${portFrom('PORT', 3000)}`;
await install();

const alive = await fetch(`${api}/health/live`, { signal: AbortSignal.timeout(3000) }).then(
  (answer) => answer.ok,
  () => false,
);
say(`\n  The phone has to reach ${api} (the backend) and this machine's port 8081 (Expo).`);
if (!alive) say(`  Nothing answers there yet. In another terminal:  HOST=0.0.0.0 npm start\n`);

process.exit(
  await run(node, [at('node_modules', 'expo', 'bin', 'cli'), 'start', ...process.argv.slice(2)], {
    cwd: at('mobile'),
    env: { ...toolEnv(), EXPO_PUBLIC_API_URL: api, EXPO_NO_TELEMETRY: '1' },
  }),
);
