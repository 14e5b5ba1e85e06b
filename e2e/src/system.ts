import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The whole product as `npm start` runs it, on ports and in a folder of its own. */
export interface System {
  /** Where the browser opens it, e.g. `http://localhost:41234`. */
  origin: string;
  sandboxOrigin: string;
  dataDir: string;
  /** Everything it has printed so far. */
  output: () => string;
  process: ChildProcess;
  /** Ends it as Ctrl-C does and tells the exit code. */
  stop: () => Promise<number | null>;
  /** Ends it and removes its data. */
  dispose: () => Promise<void>;
}

export interface StartOptions {
  env?: Record<string, string>;
  dataDir?: string;
  ports?: { app: number; sandbox: number };
}

/** Starts the product and resolves when it says that it is running; rejects with what it said else. */
export async function startSystem(options: StartOptions = {}): Promise<System> {
  const system = await launchSystem(options);
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (system.output().includes('For You CRM is running')) resolve();
    };
    system.process.stdout?.on('data', look);
    system.process.once('exit', () => reject(new Error(`It did not start:\n${system.output()}`)));
    look();
  });
  return system;
}

/** The same without waiting: for starts that are expected to be refused. */
export async function launchSystem(options: StartOptions = {}): Promise<System> {
  const dataDir = options.dataDir ?? path.join(await temporaryFolder(), 'data');
  const ports = options.ports ?? { app: await freePort(), sandbox: await freePort() };
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs')], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(ports.app),
      SANDBOX_PORT: String(ports.sandbox),
      SANDBOX_CONTROL: '1',
      // Journeys begin with nobody connected, unless they ask for it.
      DEMO_ADMINISTRATOR: 'later',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
    return exited;
  };
  return {
    origin: `http://localhost:${String(ports.app)}`,
    sandboxOrigin: `http://127.0.0.1:${String(ports.sandbox)}`,
    dataDir,
    output: () => printed,
    process: child,
    stop,
    dispose: async () => {
      await stop();
      await rm(path.dirname(dataDir), { recursive: true, force: true });
    },
  };
}

/** Open to the user that PostgreSQL runs as where we are root: else its data would live elsewhere. */
async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'foryou-'));
  await chmod(folder, 0o755);
  return folder;
}

export async function freePort(): Promise<number> {
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
