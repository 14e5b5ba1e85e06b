// `npm run soak`: the full rounds of what `npm test` proves with a short one: many processes that are
// killed, frozen and cut off at every step. Prints its figures; takes about half an hour.
import { at, install, node, run, toolEnv } from './lib/toolchain.mjs';

await install();
process.exit(
  await run(
    node,
    [
      at('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      'src/amo-crm/vault/proof',
      'src/amo-crm/limiter-store.test.ts',
    ],
    { cwd: at('backend'), env: { ...toolEnv(), FORYOU_SOAK: '1' } },
  ),
);
