import { readSettings, SandboxStartError } from './options.ts';
import type { SandboxOptions } from './options.ts';
import { buildServer } from './server.ts';

export { demoIntegration, SandboxStartError } from './options.ts';
export type { SandboxOptions } from './options.ts';

/** A running sandbox. */
export interface Sandbox {
  /** The common host, where `/oauth` is: `http://amocrm.localhost:PORT`. */
  origin: string;
  port: number;
  /** Stops listening and cuts every open connection. */
  close(): Promise<void>;
}

/**
 * Starts an amoCRM on this machine, seeded and empty of grants.
 * @throws {SandboxStartError} when an option is wrong or the port cannot be had.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = readSettings(options);
  const server = await buildServer(settings);
  try {
    await server.listen({ port: settings.port, host: settings.host });
  } catch (cause) {
    await server.close();
    throw refusal(cause, settings.port, settings.host);
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    origin: `http://${settings.baseHost}:${port}`,
    port,
    close: async () => {
      await server.close();
    },
  };
}

function refusal(cause: unknown, port: number, host: string): SandboxStartError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EADDRINUSE') {
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
