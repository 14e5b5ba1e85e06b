import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { StartRefusal } from '../../start-refusal.ts';

/**
 * Writes a gzip file that was not there before, mode 0600. Under its own name there is either nothing
 * or the whole file, on disk for good: it is written under another name, fsynced, renamed. A kill
 * leaves a `.part` file that may be deleted.
 * @returns its size in bytes
 */
export async function writeNewFile(file: string, content: AsyncIterable<Buffer>): Promise<number> {
  await refuseExisting(file);
  const part = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    const handle = await open(part, 'wx', 0o600);
    await pipeline(content, createGzip(), handle.createWriteStream({ flush: true }));
    // Two that write to one name at the same moment: the later wins, and both were whole.
    await refuseExisting(file);
    await rename(part, file);
    await syncFolder(dirname(file));
    return (await stat(file)).size;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw inWords(file, error);
  }
}

async function refuseExisting(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null);
  if (found)
    throw new StartRefusal(`${file} is there already. Nothing is overwritten: name another.`);
}

/** The name of a new file is safe when its folder is. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const told: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'this user may not write there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'it is too large for this disk',
};

function inWords(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const why = told[code];
  if (why === undefined) return error;
  return new StartRefusal(`${file} cannot be written: ${why}.`, { cause: error });
}
