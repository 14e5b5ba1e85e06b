import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { usageSchema, type BackendSetup } from './backend-setup.ts';

/** A process that says where it listens, and later what it uses. */
export interface Member {
  origin: string;
  ask<T>(schema: z.ZodType<T>): Promise<T>;
  close(): Promise<void>;
}

/** @throws with what it said, when it ends before it is ready */
async function startMember(file: string, setup: object): Promise<Member> {
  const child = fork(join(import.meta.dirname, file), {
    env: { PATH: process.env['PATH'], CHILD_SETUP: JSON.stringify(setup) },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2_000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', () => reject(new Error(`${file} has ended: ${printed}`)));
  });
  ended.catch(() => undefined);
  const heard = () =>
    Promise.race([new Promise<unknown>((resolve) => child.once('message', resolve)), ended]);
  const { origin } = z.object({ origin: z.string() }).parse(await heard());
  return {
    origin,
    async ask(schema) {
      const answer = heard();
      child.send({});
      return schema.parse(await answer);
    },
    async close() {
      child.kill();
      await ended.catch(() => undefined);
    },
  };
}

/** So many agencies, in one sandbox. */
export const startSandboxProcess = (accounts: number): Promise<Member> =>
  startMember('sandbox-process.ts', { accounts });

export const usageOf = (member: Member) => member.ask(usageSchema);

/** What the backends of a deployment that is about to start have in common. */
export async function newDeployment(
  parts: Pick<BackendSetup, 'databaseUrl' | 'sandboxOrigin'>,
): Promise<BackendSetup> {
  const port = await freePort();
  return { ...parts, publicUrl: `http://127.0.0.1:${String(port)}`, port };
}

/** Two backends of a deployment; webhooks come to the first. */
export async function startTwoBackends(
  setup: BackendSetup,
): Promise<{ first: Member; second: Member; close(): Promise<void> }> {
  const first = await startMember('backend-process.ts', setup);
  const second = await startMember('backend-process.ts', { ...setup, port: 0 });
  const close = async () => {
    await Promise.all([first.close(), second.close()]);
  };
  return { first, second, close };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
      });
    });
  });
}
