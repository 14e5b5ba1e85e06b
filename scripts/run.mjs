// Runs one of the project's command-line tools on the project's own Node, with the settings of
// `.env` where there is one, and otherwise of what `npm start` runs in the same environment.
import { existsSync } from 'node:fs';
import { at, fail, install, node, run, toolEnv } from './lib/toolchain.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) fail('Say which tool to run.');
else {
  if (existsSync(at('.env'))) process.loadEnvFile(at('.env'));
  await install();
  const env = toolEnv();
  const mode = env['FORYOU_MODE'] ?? (env['AMO_CRM_CLIENT_ID'] ? 'development' : 'demo');
  const local = { FORYOU_MODE: mode, DATA_DIR: at('.data', mode), PORT: '3000' };
  const settings = mode === 'production' ? env : { ...local, ...env };
  process.exit(await run(node, [at(file), ...args], { env: settings }));
}
