import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { defaultTiming, type VaultTiming } from '../vault/timing.ts';
import type { CrashPoint } from '../vault/crash-points.ts';
import { clientId, clientSecret, type AmoWorld } from './amo-world.ts';
import {
  messageSchema,
  type Command,
  type Result,
  type WorkerSetup,
} from './vault-worker-protocol.ts';

/** A backend process of the world, with its connections and nothing else. */
export interface VaultWorker {
  child: ChildProcess;
  ask(command: Command): Promise<Result>;
  /** Resolves when the worker has come to the point it was told to hold at. */
  held(): Promise<void>;
  /** Resolves with the signal that ended it; null: none did. */
  exited: Promise<NodeJS.Signals | null>;
  kill(signal: NodeJS.Signals): void;
  /** Ends it, whatever state it is in. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  timing?: Partial<VaultTiming>;
  crashAt?: CrashPoint;
  holdAt?: CrashPoint;
  dataDir?: string;
  databaseUrl?: string;
  tokenKeys?: { id: string; key: Buffer }[];
  /** On top of the world's own offset. */
  clockMs?: number;
}

export async function startVaultWorker(
  world: AmoWorld,
  options: WorkerOptions = {},
): Promise<VaultWorker> {
  const { config, database, sandbox } = world;
  const setup: WorkerSetup = {
    databaseUrl: options.databaseUrl ?? database.url,
    sandboxOrigin: sandbox.origin,
    clientId,
    clientSecret,
    redirectUri: config.amoCrm.redirectUri,
    dataDir: options.dataDir ?? config.dataDir,
    tokenKeys: (options.tokenKeys ?? config.tokenKeys).map(({ id, key }) => ({
      id,
      key: key.toString('base64'),
    })),
    timing: { ...defaultTiming, ...options.timing },
    offsetMs: world.offsetMs() + (options.clockMs ?? 0),
    crashAt: options.crashAt ?? null,
    holdAt: options.holdAt ?? null,
  };
  const child = fork(join(import.meta.dirname, 'vault-worker.ts'), {
    env: { PATH: process.env['PATH'], WORKER_SETUP: JSON.stringify(setup) },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_code, signal) => resolve(signal));
  });
  const ready = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  const asked = new Map<number, PromiseWithResolvers<Result>>();
  const gone = () => new Error('The worker has ended.');
  for (const waiting of [ready, held]) waiting.promise.catch(() => undefined);
  void exited.then(() => {
    for (const waiting of [ready, held, ...asked.values()]) waiting.reject(gone());
  });
  child.on('message', (raw) => {
    const message = messageSchema.parse(raw);
    if ('ready' in message) ready.resolve(undefined);
    else if ('at' in message) held.resolve(undefined);
    else asked.get(message.id)?.resolve(message.result);
  });
  await ready.promise;

  let orders = 0;
  return {
    child,
    exited,
    held: () => held.promise,
    ask(command) {
      const id = (orders += 1);
      const answer = Promise.withResolvers<Result>();
      asked.set(id, answer);
      // A worker that is killed on purpose answers nobody; whoever waits is told.
      answer.promise.catch(() => undefined);
      child.send({ id, command });
      return answer.promise.finally(() => asked.delete(id));
    },
    kill: (signal) => void child.kill(signal),
    async close() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
