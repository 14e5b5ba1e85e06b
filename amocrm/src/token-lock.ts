import { open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TokenStoreError } from './token-store.ts';

/**
 * A lock over processes, made of files beside the one it guards: `{file}.lock.{n}`, with the owner in
 * it. The highest number counts. To take the lock is to create the next number, which the file system
 * lets only one do; to give it back is to write "free" into it, never to remove it, so that numbers
 * only grow and a slow taker of an old number finds a higher one and gives way. Older numbers are
 * removed by the next owner.
 *
 * An owner that is dead (his process on this machine is gone) is followed at once; one that shows no
 * sign of life for `staleMs` (frozen, or on another machine) after that. Signs of life are watched by
 * the waiter's own steady clock, not compared with a clock of somebody else's.
 */
export interface FileLockOptions {
  /** How long an owner may show no sign of life: 60 s, more than a token call takes. */
  staleMs?: number;
  /** Longest wait for the lock: 90 s. */
  waitMs?: number;
}

export interface FileLock {
  /** Whether it is still ours for long enough to send a request. */
  held(): boolean;
  release(): Promise<void>;
}

const pollMs = 40;

/** Takes the lock. Rejects with TokenStoreError `busy`, or with the file system's error. */
export async function takeFileLock(file: string, options: FileLockOptions = {}): Promise<FileLock> {
  const { staleMs = 60_000, waitMs = 90_000 } = options;
  const watch = new Watch(staleMs);
  const until = performance.now() + waitMs;
  for (;;) {
    const number = await highest(file);
    if (number === 0 || (await watch.isOver(place(file, number)))) {
      const lock = await create(file, number + 1, staleMs);
      if (lock) return lock;
    }
    if (performance.now() > until) throw new TokenStoreError('busy');
    await sleep(pollMs / 2 + Math.random() * pollMs);
  }
}

const place = (file: string, number: number) => `${file}.lock.${number}`;

async function numbers(file: string): Promise<number[]> {
  const prefix = `${basename(file)}.lock.`;
  const names = await readdir(dirname(file));
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number) && number > 0);
}

const highest = async (file: string) => Math.max(0, ...(await numbers(file)));

/** Watches one owner at a time for signs of life. */
class Watch {
  private seen = '';
  private since = 0;
  private readonly staleMs: number;

  constructor(staleMs: number) {
    this.staleMs = staleMs;
  }

  /** Whether the lock file's owner has given it back, is dead, or seems to be. */
  async isOver(path: string): Promise<boolean> {
    const text = await readFile(path, 'utf8').catch(() => null);
    const state = await stat(path).catch(() => null);
    if (text === null || state === null) return false; // removed by a later owner: look again
    if (text.startsWith('free') || isDead(text)) return true;
    const sign = `${path} ${state.mtimeMs} ${text}`;
    if (sign !== this.seen) {
      this.seen = sign;
      this.since = performance.now();
    }
    return performance.now() - this.since > this.staleMs;
  }
}

/** An empty file is somebody's who is just writing his name. */
function isDead(owner: string): boolean {
  const [pid = '', ...machine] = owner.split(' ');
  if (!/^\d+$/.test(pid) || machine.join(' ') !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/** Null when another was first. */
async function create(file: string, number: number, staleMs: number): Promise<FileLock | null> {
  const path = place(file, number);
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    await handle.writeFile(`${process.pid} ${hostname()}`);
  } finally {
    await handle.close();
  }
  const all = await numbers(file);
  if (Math.max(...all) > number) {
    await rm(path, { force: true });
    return null;
  }
  for (const older of all) if (older < number) await rm(place(file, older), { force: true });
  return keep(path, staleMs);
}

/** Shows signs of life until it is given back. */
function keep(path: string, staleMs: number): FileLock {
  let alive = performance.now();
  const timer = setInterval(() => {
    const at = performance.now();
    const now = new Date();
    // After a stand-still it may be another's by now: it is not claimed anew.
    if (at - alive > staleMs / 2) return;
    utimes(path, now, now).then(
      () => (alive = at),
      () => undefined,
    );
  }, staleMs / 10);
  timer.unref();
  return {
    held: () => performance.now() - alive < staleMs / 2,
    async release() {
      clearInterval(timer);
      // If another has followed us, his number is higher and this file means nothing.
      await writeFile(path, 'free', { flag: 'r+' }).catch(() => undefined);
    },
  };
}
