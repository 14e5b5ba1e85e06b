#!/usr/bin/env node
import { startSandbox } from './index.ts';
import { readCommand, usage } from './command.ts';
import { SandboxStartError } from './options.ts';
import { StateWriteError } from './state/file.ts';

const command = readCommand(process.argv.slice(2), process.env);
if (command.kind === 'help') {
  process.stdout.write(usage);
} else if (command.kind === 'wrong') {
  process.stderr.write(`${command.message}\n\n${usage}`);
  process.exitCode = 2;
} else {
  try {
    const sandbox = await startSandbox(command.options);
    const close = () => {
      sandbox.close().catch((cause: unknown) => {
        if (!(cause instanceof StateWriteError)) throw cause;
        process.stderr.write(`${cause.message}\n`);
        process.exitCode = 1;
      });
    };
    process.once('SIGINT', close);
    process.once('SIGTERM', close);
    process.stdout.write(`amoCRM sandbox: ${sandbox.origin}\n`);
    if (command.options.control === true) {
      process.stdout.write(`amoCRM sandbox, the desk: ${sandbox.origin}/desk\n`);
    }
    if (sandbox.secure !== undefined) {
      const { origin, caFile } = sandbox.secure;
      const place = caFile ?? `${sandbox.origin}/_sandbox/ca.pem`;
      process.stdout.write(`amoCRM sandbox: ${origin} (trust ${place})\n`);
    }
  } catch (cause) {
    if (!(cause instanceof SandboxStartError)) throw cause;
    process.stderr.write(`${cause.message}\n`);
    process.exitCode = 1;
  }
}
