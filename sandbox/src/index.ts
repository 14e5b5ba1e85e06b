import type { FastifyInstance } from 'fastify';
import { assemble } from './assemble.ts';
import { readSettings, SandboxStartError } from './options.ts';
import type { SandboxOptions, Settings } from './options.ts';
import { buildServer } from './server.ts';
import { errorCode, StateWriteError } from './state/file.ts';
import type { Keeper } from './state/keeper.ts';
import type { Authority } from './tls/authority.ts';
import { openSecureServer } from './tls/secure-server.ts';
import type { SecureServer } from './tls/secure-server.ts';

export { demoIntegration, SandboxStartError } from './options.ts';
export type { SandboxOptions } from './options.ts';

/** A running sandbox. */
export interface Sandbox {
  /** The common host, where `/oauth` is: `http://amocrm.localhost:PORT`. */
  origin: string;
  port: number;
  /** The same over https, when it was asked for. */
  secure?: SecureOrigin;
  /** Stops listening, cuts every open connection and leaves the state file as it is from then on. */
  close(): Promise<void>;
}

export interface SecureOrigin {
  /** `https://amocrm.localhost:PORT`. */
  origin: string;
  port: number;
  /** The certificate authority to trust, as PEM. */
  ca: string;
  /** The file it is in; null when it lives in memory. */
  caFile: string | null;
}

/**
 * Starts an amoCRM on this machine, seeded; empty of grants unless its state file has some.
 * @throws {SandboxStartError} when an option is wrong, a port cannot be had, or the state file or the
 * certificate authority cannot be gone on from.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = readSettings(options);
  const authority = settings.tls ? await authorityFor(settings) : null;
  const { context, keeper } = await assemble(settings);
  const server = await buildServer(context, authority?.certificate ?? null);
  let secureServer: SecureServer | null = null;
  const stop = async () => {
    await secureServer?.close();
    await server.close();
    await context.webhooks.close();
  };
  try {
    await listen(server, settings);
    if (authority !== null) secureServer = await listenSecurely(server, authority, settings);
    await firstSave(keeper, settings);
  } catch (cause) {
    await stop();
    throw cause;
  }
  const { baseHost } = settings;
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    origin: `http://${baseHost}:${port}`,
    port,
    ...(authority !== null &&
      secureServer !== null && {
        secure: {
          origin: `https://${baseHost}:${secureServer.port}`,
          port: secureServer.port,
          ca: authority.certificate,
          caFile: authority.file,
        },
      }),
    close: async () => {
      await stop();
      await keeper.close();
    },
  };
}

/** Loaded when it is wanted: certificates take their library a while. */
async function authorityFor({ tlsFolder, baseHost }: Settings): Promise<Authority> {
  const { openAuthority } = await import('./tls/authority.ts');
  return openAuthority(tlsFolder, baseHost);
}

async function listen(server: FastifyInstance, { port, host }: Settings): Promise<void> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    throw refusal(cause, port, host);
  }
}

async function listenSecurely(
  server: FastifyInstance,
  authority: Authority,
  { tlsPort, host }: Settings,
): Promise<SecureServer> {
  try {
    return await openSecureServer(server, authority, tlsPort, host);
  } catch (cause) {
    throw refusal(cause, tlsPort, host);
  }
}

async function firstSave(keeper: Keeper, { stateFile }: Settings): Promise<void> {
  try {
    await keeper.save();
  } catch (cause) {
    if (!(cause instanceof StateWriteError)) throw cause;
    throw new SandboxStartError(
      'state_unwritable',
      `The state file ${stateFile ?? ''} cannot be written (${cause.reason}).`,
      { cause },
    );
  }
}

function refusal(cause: unknown, port: number, host: string): SandboxStartError {
  if (errorCode(cause) === 'EADDRINUSE') {
    return new SandboxStartError(
      'port_taken',
      `Port ${port} on ${host} is taken. Stop what uses it, or choose another port.`,
      { cause },
    );
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SandboxStartError('cannot_listen', `Cannot listen on ${host}:${port}: ${reason}`, {
    cause,
  });
}
