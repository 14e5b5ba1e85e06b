import { parseArgs } from 'node:util';
import type { SandboxOptions } from './options.ts';

/** What a command line asks for. */
export type Command =
  | { kind: 'start'; options: SandboxOptions }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

export const usage = `amocrm-sandbox [options]

  --port <number>                 SANDBOX_PORT                 default 3001
  --host <address>                                             default 127.0.0.1
  --base-host <name>                                           default amocrm.localhost
  --client-id <uuid>              AMO_CRM_CLIENT_ID
  --client-secret <text>          AMO_CRM_CLIENT_SECRET
  --redirect-uri <address>        AMO_CRM_REDIRECT_URI
  --disconnect-hook-url <address> SANDBOX_DISCONNECT_HOOK_URL
  --state <file>                  SANDBOX_STATE                keeps grants over a restart
  --keep-rows                     with --state: leads and all that is written, too
  --refresh-reuse <strict|until_new_used>                      default strict
  --kommo                         reads as Kommo's documents do where they differ from amoCRM's
  --strict                        decides every doubt against the client
  --limit                         7 requests a second, then 429, then 403
  --leads <number>                leads in the first account
  --seed <number>                 other people and leads
  --tls                           listens on https as well
  --tls-port <number>                                          default 3443
  --tls-folder <folder>           keeps the certificate authority over a restart
  --sign-in                       asks for an email before the consent page
  --control                       opens /_sandbox for tests
  --logger                        writes log lines
  --help
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** Reads a command line; the environment fills in what it leaves out. */
export function readCommand(args: string[], env: Readonly<NodeJS.ProcessEnv>): Command {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: text,
        host: text,
        'base-host': text,
        'client-id': text,
        'client-secret': text,
        'redirect-uri': text,
        'disconnect-hook-url': text,
        state: text,
        'keep-rows': flag,
        'refresh-reuse': text,
        kommo: flag,
        strict: flag,
        limit: flag,
        leads: text,
        seed: text,
        tls: flag,
        'tls-port': text,
        'tls-folder': text,
        'sign-in': flag,
        control: flag,
        logger: flag,
        help: flag,
      },
    }));
  } catch (cause) {
    return { kind: 'wrong', message: cause instanceof Error ? cause.message : String(cause) };
  }
  if (values.help === true) return { kind: 'help' };

  const port = values.port ?? set(env['SANDBOX_PORT']) ?? '3001';
  const tlsPort = values['tls-port'] ?? '3443';
  for (const one of [port, tlsPort]) {
    if (!/^\d{1,5}$/.test(one)) {
      return { kind: 'wrong', message: `The port must be a number from 0 to 65535, not "${one}".` };
    }
  }
  const refreshReuse = values['refresh-reuse'];
  if (
    refreshReuse !== undefined &&
    refreshReuse !== 'strict' &&
    refreshReuse !== 'until_new_used'
  ) {
    return { kind: 'wrong', message: '--refresh-reuse is strict or until_new_used.' };
  }
  for (const name of ['leads', 'seed'] as const) {
    if (!/^\d{1,10}$/.test(values[name] ?? '0')) {
      return { kind: 'wrong', message: `--${name} is a number, not "${values[name] ?? ''}".` };
    }
  }
  return {
    kind: 'start',
    options: {
      port: Number(port),
      host: values.host,
      baseHost: values['base-host'],
      clientId: values['client-id'] ?? set(env['AMO_CRM_CLIENT_ID']),
      clientSecret: values['client-secret'] ?? set(env['AMO_CRM_CLIENT_SECRET']),
      redirectUri: values['redirect-uri'] ?? set(env['AMO_CRM_REDIRECT_URI']),
      disconnectHookUrl: values['disconnect-hook-url'] ?? set(env['SANDBOX_DISCONNECT_HOOK_URL']),
      stateFile: values.state ?? set(env['SANDBOX_STATE']),
      keepRows: values['keep-rows'],
      refreshReuse,
      vendor: values.kommo === true ? 'kommo' : undefined,
      strict: values.strict,
      limit: values.limit,
      leads: numberOf(values.leads),
      seed: numberOf(values.seed),
      tls: values.tls,
      tlsPort: Number(tlsPort),
      tlsFolder: values['tls-folder'],
      signIn: values['sign-in'],
      control: values.control,
      logger: values.logger,
    },
  };
}

/** An empty variable is one that was not set. */
function set(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function numberOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
