// `npm run soak`: the full rounds of what `npm test` proves with a short one: many processes that are
// killed, frozen and cut off at every step, many more random round trips through the client, mirrors that
// are imported and followed through every disorder, a flood of webhooks, and ten thousand brokers. Prints
// its figures; takes about an hour.
import { at, install, node, run, toolEnv } from './lib/toolchain.mjs';

await install();
const rooms = {
  amocrm: ['src/sandbox', 'src/fuzz.test.ts'],
  backend: [
    'src/amo-crm/vault/proof',
    'src/amo-crm/limiter-store.test.ts',
    'src/mirror/import',
    'src/mirror/sync',
    'src/mirror/hooks',
    'src/mirror/growth.test.ts',
    'src/fuzz.test.ts',
  ],
};
let failed = false;
for (const [room, tests] of Object.entries(rooms)) {
  const code = await run(node, [at('node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests], {
    cwd: at(room),
    env: { ...toolEnv(), FORYOU_SOAK: '1' },
  });
  failed ||= code !== 0;
}
process.exit(failed ? 1 : 0);
