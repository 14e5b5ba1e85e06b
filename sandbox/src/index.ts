import { assemble } from './assemble.ts';
import { readSettings, SandboxStartError } from './options.ts';
import type { SandboxOptions } from './options.ts';
import { buildServer } from './server.ts';
import { errorCode, StateWriteError } from './state/file.ts';

export { demoIntegration, SandboxStartError } from './options.ts';
export type { SandboxOptions } from './options.ts';

/** A running sandbox. */
export interface Sandbox {
  /** The common host, where `/oauth` is: `http://amocrm.localhost:PORT`. */
  origin: string;
  port: number;
  /** Stops listening, cuts every open connection and leaves the state file as it is from then on. */
  close(): Promise<void>;
}

/**
 * Starts an amoCRM on this machine, seeded; empty of grants unless its state file has some.
 * @throws {SandboxStartError} when an option is wrong, the port cannot be had, or the state file
 * cannot be gone on from.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = readSettings(options);
  const { context, keeper } = await assemble(settings);
  const server = await buildServer(context);
  try {
    await server.listen({ port: settings.port, host: settings.host });
  } catch (cause) {
    await server.close();
    throw refusal(cause, settings.port, settings.host);
  }
  try {
    await keeper.save();
  } catch (cause) {
    await server.close();
    if (!(cause instanceof StateWriteError)) throw cause;
    throw new SandboxStartError(
      'state_unwritable',
      `The state file ${settings.stateFile ?? ''} cannot be written (${cause.reason}).`,
      { cause },
    );
  }
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    origin: `http://${settings.baseHost}:${port}`,
    port,
    close: async () => {
      await server.close();
      await keeper.close();
    },
  };
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
