// `npm run serve`: the backend in production, behind a TLS proxy. Settings come from the
// environment, or from a file named .env beside package.json.
import { existsSync } from 'node:fs';
import { startService } from './lib/service.mjs';
import { buildWeb } from './lib/app-build.mjs';
import { at, install, say } from './lib/toolchain.mjs';

if (existsSync(at('.env'))) process.loadEnvFile(at('.env'));
await install();
await buildWeb();

const backend = startService('The backend', at('backend', 'src', 'main.ts'), {
  env: { FORYOU_MODE: 'production', NODE_ENV: 'production', ...process.env },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void backend.stop());
const code = await backend.exited;
if (code !== 0) say('The backend has stopped; the reason is above.');
process.exit(code);
