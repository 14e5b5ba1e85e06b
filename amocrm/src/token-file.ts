import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { takeFileLock, type FileLock, type FileLockOptions } from './token-lock.ts';
import {
  keptTokensSchema,
  TokenStoreError,
  type KeptTokens,
  type TokenStore,
} from './token-store.ts';

/** Steps of a write, for tests that end the process at one of them. */
export type TokenFileStep = 'lock.taken' | 'file.written' | 'file.synced' | 'file.renamed';

export interface FileTokenStoreOptions extends FileLockOptions {
  /** Called at every step. */
  at?: (step: TokenFileStep) => void | Promise<void>;
}

/**
 * Keeps a pair in a file (mode 0600; its folder has to exist and should be ours alone), for any number
 * of processes of one machine, or of several on a file system that creates files exclusively.
 *
 * A write goes to `{file}.next`, is fsynced, and renamed over the file; then the folder is fsynced.
 * What is complete in `{file}.next` counts from the fsync on: whoever has the lock next moves it. A
 * half written one has a wrong checksum and is nobody's. So a kill at any moment leaves the pair
 * before or the pair after, and nobody uses a pair that a crash could still lose.
 *
 * The tokens are in clear text. Rejects with TokenStoreError.
 */
export function fileTokenStore(file: string, options: FileTokenStoreOptions = {}): TokenStore {
  const { at = () => undefined } = options;
  const next = `${file}.next`;
  let lock: FileLock | null = null;
  /** Takes turns within the process. */
  let last: Promise<unknown> = Promise.resolve();

  /** Finishes what a dead process left complete; only under the lock is nobody at it. */
  async function recover(): Promise<void> {
    const [here, there] = [await load(file), await load(next)];
    if (there === null) return;
    const before = here === null || here === 'damaged' ? 0 : here.version;
    if (there === 'damaged' || there.version < before) return;
    await syncPath(next);
    await rename(next, file);
    await syncFolder(dirname(file));
  }

  async function read(): Promise<KeptTokens | null> {
    const here = await load(file);
    if (here !== null && here !== 'damaged') return here;
    // A first pair may have come no further than beside the file.
    if (lock === null && (await load(next)) !== null) await locked(() => Promise.resolve());
    const found = await load(file);
    if (found === 'damaged') throw new TokenStoreError('damaged');
    return found;
  }

  async function save(tokens: KeptTokens, expected: number): Promise<boolean> {
    const kept = await load(file);
    if (kept === 'damaged') throw new TokenStoreError('damaged');
    if ((kept?.version ?? 0) !== expected) return false;
    await writeSynced(next, sealed(tokens), () => at('file.written'));
    await at('file.synced');
    await rename(next, file);
    await at('file.renamed');
    await syncFolder(dirname(file));
    return true;
  }

  async function locked<T>(work: (held: () => boolean) => Promise<T>): Promise<T> {
    const mine = await takeFileLock(file, options);
    lock = mine;
    try {
      await at('lock.taken');
      await recover();
      return await work(mine.held);
    } finally {
      lock = null;
      await mine.release();
    }
  }

  return {
    read: () => guarded(read),
    write: (tokens, expected) =>
      guarded(() => {
        // Ours no longer: the save has to wait for its turn again, and compares the version then.
        return lock?.held() ? save(tokens, expected) : locked(() => save(tokens, expected));
      }),
    alone(work) {
      const turn = last.then(() => locked(work));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}

const fileSchema = z.object({ tokens: keptTokensSchema, sum: z.string() });
const sumOf = (tokens: KeptTokens) =>
  createHash('sha256').update(JSON.stringify(tokens)).digest('hex');
/** The fields in one order, whichever they came in, so that the sum is one. */
function sealed(given: KeptTokens): string {
  const tokens = keptTokensSchema.parse(given);
  return `${JSON.stringify({ tokens, sum: sumOf(tokens) })}\n`;
}

async function load(path: string): Promise<KeptTokens | null | 'damaged'> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = fileSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) return 'damaged';
  return parsed.data.sum === sumOf(parsed.data.tokens) ? parsed.data.tokens : 'damaged';
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function writeSynced(
  path: string,
  text: string,
  written: () => void | Promise<void>,
): Promise<void> {
  // A new file, so that it has our mode whatever lay there.
  await rm(path, { force: true });
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await written();
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename last. Windows cannot, and need not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(folder);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TokenStoreError) throw error;
    throw new TokenStoreError('failed', error instanceof Error ? error : new Error('unknown'));
  }
}
