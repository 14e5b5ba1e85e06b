import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The state could not be written. `message` is fit for an answer: it names no path. */
export class StateWriteError extends Error {
  /** The system's name for the reason. */
  readonly reason: string;

  constructor(cause: unknown) {
    const reason = errorCode(cause);
    super(`The sandbox cannot write its state file (${reason}).`, { cause });
    this.name = 'StateWriteError';
    this.reason = reason;
  }
}

/**
 * The text of a file; null when there is no such file.
 * @throws whatever else keeps it from being read.
 */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw cause;
  }
}

/**
 * Replaces a file, readable for its owner alone. A crash at any moment leaves the old text or the
 * new one: the new text is on the disk before the name is given to it, and a `.new` file that a
 * crash left behind is never read.
 * @throws {StateWriteError}
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const target = resolve(file);
  const folder = dirname(target);
  const fresh = `${target}.new`;
  try {
    await mkdir(folder, { recursive: true });
    await rm(fresh, { force: true });
    await written(fresh, text);
    await rename(fresh, target);
    await renamed(folder);
  } catch (cause) {
    throw new StateWriteError(cause);
  }
}

async function written(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is kept by its folder; Windows has no way to ask for that, and needs none. */
async function renamed(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The system's name for what went wrong, such as `ENOSPC`. */
export function errorCode(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
