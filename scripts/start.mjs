// `npm start`: the whole product on this machine, with no account anywhere.
import { addressFor, isEverywhere, isLoopback } from './lib/network.mjs';
import { portFrom, requireFreePort, startService, untilReady } from './lib/service.mjs';
import { connectAdministrator } from './lib/demo-administrator.mjs';
import { buildWeb } from './lib/app-build.mjs';
import { at, fail, install, say } from './lib/toolchain.mjs';

const port = portFrom('PORT', 3000);
const sandboxPort = portFrom('SANDBOX_PORT', 3001);
const host = process.env['HOST'] || '127.0.0.1';
const reachableAt = addressFor(host);
// The backend finds the sandbox on loopback; a phone needs it on the network as well.
const sandboxHost = isLoopback(host) ? host : '0.0.0.0';
// The desk and the control API ask nobody who he is: on this machine alone, unless somebody insists.
const hasDesk = isLoopback(sandboxHost) || process.env['SANDBOX_CONTROL'] === '1';
const demoPassword = process.env['DEMO_PASSWORD'] || 'demo-foryou';

const integration = realIntegration();
const mode = integration ? 'development' : 'demo';
const publicUrl =
  process.env['PUBLIC_URL'] || integration?.publicUrl || `http://${reachableAt}:${port}`;
const dataDir = process.env['DATA_DIR'] || at('.data', mode);
await requireFreePort(port, host, 'PORT');
if (!integration) await requireFreePort(sandboxPort, sandboxHost, 'SANDBOX_PORT');
await install();
await buildWeb();

/** @type {import('./lib/service.mjs').Service[]} */
const services = [];
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => void stop(0, '\nStopping…'));

const crm = integration ?? sandboxIntegration();
if (!integration) {
  const sandbox = start('The sandbox amoCRM', at('sandbox', 'src', 'cli.ts'), {
    args: [
      ...[
        '--port',
        String(sandboxPort),
        '--host',
        sandboxHost,
        '--state',
        `${dataDir}-sandbox.json`,
      ],
      ...(hasDesk ? ['--control'] : []),
    ],
    env: { ...crm.common, SANDBOX_DISCONNECT_HOOK_URL: `${publicUrl}/api/amo-crm/disconnect-hook` },
  });
  if (!(await untilReady(`http://127.0.0.1:${sandboxPort}/oauth`, sandbox, { seconds: 30 })))
    await stop(1, 'The sandbox amoCRM did not start; the reason is above.');
}

const backend = start('The backend', at('backend', 'src', 'main.ts'), {
  env: {
    ...crm.common,
    ...crm.backend,
    FORYOU_MODE: mode,
    HOST: host,
    PORT: String(port),
    PUBLIC_URL: publicUrl,
    DATA_DIR: dataDir,
    ...(mode === 'demo' && { DEMO_PASSWORD: demoPassword }),
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
  },
});
if (
  !(await untilReady(
    `http://${isEverywhere(host) ? '127.0.0.1' : host}:${port}/health/ready`,
    backend,
    { seconds: 90 },
  ))
)
  await stop(1, 'The backend did not start; the reason is above.');

if (hasDesk && mode === 'demo' && process.env['DEMO_ADMINISTRATOR'] !== 'later')
  await connectAdministrator({
    backend: `http://${isEverywhere(host) ? '127.0.0.1' : host}:${port}`,
    sandbox: `http://127.0.0.1:${sandboxPort}`,
    email: 'admin@demo.example',
    password: demoPassword,
  }).catch((error) => say(`The demo's administrator is not connected. ${String(error)}`));

say(`
  For You CRM is running:  ${publicUrl}
${integration ? realWords() : demoWords()}
  Ctrl-C stops everything.
`);

/**
 * @param {string} name
 * @param {string} file
 * @param {Parameters<typeof startService>[2]} options
 */
function start(name, file, options) {
  const service = startService(name, file, options);
  services.push(service);
  void service.exited.then(() => {
    if (!stopping) void stop(1, `${name} has stopped. Run npm start again.`);
  });
  return service;
}

function demoWords() {
  return `
  Sign in as   olena@demo.example    (a broker)
               maksym@demo.example   (another broker)
               admin@demo.example    (the administrator, connected already)
  Password     ${demoPassword}

  amoCRM here is a sandbox on port ${sandboxPort}: everything in it is made up.
${hasDesk ? `  Be the colleague who works in it:  http://localhost:${sandboxPort}/desk\n` : ''}  For a real amoCRM set AMO_CRM_CLIENT_ID, AMO_CRM_CLIENT_SECRET and AMO_CRM_REDIRECT_URI (README).`;
}

/** With a real amoCRM behind it there are no published passwords: people are added by hand. */
function realWords() {
  return `
  It uses the real ${process.env['AMO_CRM_SERVER'] === 'kommo' ? 'Kommo' : 'amoCRM'}. Add the first person, in this same environment:
    npm run users -- add --email you@agency.example --name "Your Name" --admin`;
}

/**
 * The backend goes first, so that it can still finish what it asked of the sandbox.
 * @param {number} code
 * @param {string} words
 */
async function stop(code, words) {
  if (stopping) return;
  stopping = true;
  say(words);
  for (const service of services.toReversed()) await service.stop();
  process.exit(code);
}

/** The integration from the environment: all three values, or none. */
function realIntegration() {
  const names = ['AMO_CRM_CLIENT_ID', 'AMO_CRM_CLIENT_SECRET', 'AMO_CRM_REDIRECT_URI'];
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length === names.length) return null;
  if (missing.length > 0)
    fail(`To use a real amoCRM set all of ${names.join(', ')}. Missing: ${missing.join(', ')}.`);
  const redirect = process.env['AMO_CRM_REDIRECT_URI'] ?? '';
  return {
    publicUrl: URL.canParse(redirect) ? new URL(redirect).origin : null,
    common: {},
    backend: {},
  };
}

/** Made up on purpose, for the sandbox alone: it is nobody's secret. */
function sandboxIntegration() {
  return {
    common: {
      AMO_CRM_CLIENT_ID: '5a4db0c5-0d3e-4c8e-9b1a-2f6f0c1d7e55',
      AMO_CRM_CLIENT_SECRET: 'made-up-for-the-sandbox-and-nothing-else-0123456789abcdef',
      AMO_CRM_REDIRECT_URI: `${publicUrl}/api/amo-crm/callback`,
    },
    backend: {
      AMO_CRM_SANDBOX_ORIGIN: `http://amocrm.localhost:${sandboxPort}`,
      AMO_CRM_SANDBOX_AUTHORIZE_ORIGIN: `http://${reachableAt}:${sandboxPort}`,
    },
  };
}
