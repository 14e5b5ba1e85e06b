import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Log } from '../log.ts';
import { StartRefusal } from '../start-refusal.ts';
import { commandLine, processIdentity } from './processes.ts';
import { findSeat, handOver, type Seat } from './server-seat.ts';

export interface EmbeddedServer {
  /** A connection string with the generated password. */
  url(database: string): string;
  /** Where its data is: not always where it was wanted, see `findSeat`. */
  folder: string;
  /** Resolves when the server is gone, wanted or not. */
  gone: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made if missing; the caller owns it alone (see `claimFolder`). */
  folder: string;
  log: Log;
  /** False: no fsync, for throw-away data. */
  durable?: boolean;
}

const SUPER_USER = 'foryou';
const MARKER = 'made-by-foryou-crm';
const MAJOR_VERSION = '18';
const READY_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 20_000;

/**
 * Starts a real PostgreSQL on a free loopback port, with its data in `folder`: made at the first
 * start, recovered after a crash. Refuses a folder somebody else made (`StartRefusal`). The caller
 * must own the folder: a server that still runs there is an orphan of a killed backend and is
 * stopped, once its process id and folder are verified.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const seat = await findSeat(options.folder, options.log);
  await refuseForeign(seat);
  await stopOrphan(seat, options.log);
  const password = await initialise(seat, options.log);
  const durable = options.durable ?? true;
  const { child, port, gone } = await launch(seat, durable);
  const stop = async () => {
    await shutDown(child, gone, seat);
    process.off('exit', killNow);
  };
  // The last resort for an exit that closed nothing: a fast shutdown needs no more than the signal.
  const killNow = () => child.kill('SIGINT');
  process.once('exit', killNow);
  return {
    url: (database) =>
      `postgresql://${SUPER_USER}:${password}@127.0.0.1:${String(port)}/${database}`,
    folder: seat.folder,
    gone,
    stop,
  };
}

async function refuseForeign({ folder, user }: Seat): Promise<void> {
  const names = await readdir(folder).catch(() => {
    throw new StartRefusal(`${folder} cannot be read by this user. Choose another DATA_DIR.`);
  });
  if (names.length > 0 && !names.includes(MARKER)) {
    throw new StartRefusal(
      `${folder} holds files this backend did not make. Choose another DATA_DIR, or move them away.`,
    );
  }
  const data = await stat(join(folder, 'data')).catch(() => null);
  if (!data) return;
  const expected = 'uid' in user ? user.uid : process.getuid?.();
  if (expected !== undefined && data.uid !== expected) {
    throw new StartRefusal(
      `The database in ${folder} belongs to the machine user with id ${String(data.uid)}. Start ` +
        'the backend as that user, or choose another DATA_DIR.',
    );
  }
  const version = (await readFile(join(folder, 'data', 'PG_VERSION'), 'utf8')).trim();
  if (version !== MAJOR_VERSION) {
    throw new StartRefusal(
      `The database in ${folder} was made by PostgreSQL ${version}, and this is ${MAJOR_VERSION}: ` +
        'move it with pg_dump, or choose another DATA_DIR.',
    );
  }
}

/** A backend that was killed leaves its server running. */
async function stopOrphan({ folder }: Seat, log: Log): Promise<void> {
  const data = join(folder, 'data');
  const file = join(data, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid < 2 || lines[1] !== data) return;
  const identity = processIdentity(pid);
  const command = commandLine(pid);
  if (identity === null) return;
  if (command !== null && !(command.includes('postgres') && command.includes(data))) {
    // The number was given to another program since. PostgreSQL would take it for itself.
    await rm(file, { force: true });
    return;
  }
  log.warn({ pid, folder }, 'Stopping the database server that a killed backend left behind');
  for (const [signal, patience] of [
    ['SIGINT', STOP_DEADLINE_MS],
    ['SIGQUIT', 5_000],
  ] as const) {
    process.kill(pid, signal);
    for (const end = Date.now() + patience; Date.now() < end; await wait(50)) {
      if (processIdentity(pid) !== identity) return;
    }
  }
  throw new StartRefusal(
    `A database server (pid ${String(pid)}) still runs on ${folder} and does not stop. Stop it first.`,
  );
}

/** Makes the cluster once, and answers its password. A first start that was cut begins again. */
async function initialise({ folder, binaries, user }: Seat, log: Log): Promise<string> {
  await handOver(folder, user);
  const passwordFile = join(folder, 'password');
  if (existsSync(join(folder, 'data'))) return (await readFile(passwordFile, 'utf8')).trim();
  log.info({ folder }, 'Making the database');
  const own = async (name: string, text: string) => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    await handOver(join(folder, name), user);
  };
  const password = randomBytes(24).toString('base64url');
  await own(MARKER, '');
  await own('password', `${password}\n`);
  const half = join(folder, 'data.new');
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { mode: 0o700 });
  await handOver(half, user);
  const flags = [
    `--pgdata=${half}`,
    `--username=${SUPER_USER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Under plain C, Cyrillic is not letters: neither ILIKE nor trigrams would find it.
    '--locale=C.UTF-8',
  ];
  try {
    await promisify(execFile)(binaries.initdb, flags, { ...user, cwd: '/', env: environment() });
  } catch (cause) {
    throw new StartRefusal(
      `The database could not be made in ${folder}: ${outputOf(cause)}. DATABASE_URL can name a ` +
        'PostgreSQL server instead.',
      { cause },
    );
  }
  await rename(half, join(folder, 'data'));
  return password;
}

interface Launched {
  child: ChildProcess;
  port: number;
  gone: Promise<void>;
}

async function launch(seat: Seat, durable: boolean): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const launched = start(seat, port, durable);
    const complaint = await launched.complaint;
    if (complaint === null) return { child: launched.child, port, gone: launched.gone };
    // A port lost to somebody else, or the children of a killed server that are still leaving.
    const isPassing = /could not bind|pre-existing shared memory block/.test(complaint);
    if (!isPassing || attempt === 20) {
      throw new StartRefusal(
        `PostgreSQL did not start on ${seat.folder}: ${complaint}. DATABASE_URL can name a server instead.`,
      );
    }
    await wait(250);
  }
}

function start({ folder, binaries, user }: Seat, port: number, durable: boolean) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // What a row holds must not reach a log by way of an error message.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    binaries.postgres,
    ['-D', join(folder, 'data'), '-p', String(port), ...flags],
    {
      ...user,
      cwd: '/',
      env: environment(),
      // Ctrl-C reaches the whole foreground group; the server must outlive the backend's last query.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let output = '';
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  /** Null once it accepts connections, else what it said before it gave up. */
  const complaint = new Promise<string | null>((resolve) => {
    const deadline = setTimeout(() => {
      child.kill('SIGQUIT');
      resolve(`it was not ready after ${String(READY_DEADLINE_MS / 1000)} seconds`);
    }, READY_DEADLINE_MS);
    const settle = (result: string | null) => {
      clearTimeout(deadline);
      resolve(result);
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2_000);
      if (text.includes('database system is ready to accept connections')) settle(null);
    });
    child.once('error', (error) => settle(error.message));
    child.once('exit', () => settle(output.trim() || 'it said nothing'));
  });
  return { child, gone, complaint };
}

async function shutDown(child: ChildProcess, gone: Promise<void>, seat: Seat): Promise<void> {
  if (process.platform === 'win32') {
    // Signals end a process there without a shutdown.
    const data = join(seat.folder, 'data');
    await promisify(execFile)(seat.binaries.pgCtl, ['stop', '-D', data, '-m', 'fast']);
    return gone;
  }
  for (const [signal, patience] of [
    ['SIGINT', STOP_DEADLINE_MS],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    child.kill(signal);
    const timer = new AbortController();
    const late = wait(patience, 'late', { signal: timer.signal }).catch(() => 'stopped');
    const outcome = await Promise.race([gone, late]);
    timer.abort();
    if (outcome !== 'late') return;
  }
}

/** The server gets none of our secrets: only what a program needs to run at all. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was given');
  return address.port;
}

function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  return (stderr.trim() || error.message).slice(-1_000);
}
