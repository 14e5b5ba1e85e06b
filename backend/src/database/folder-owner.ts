import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { StartRefusal } from '../start-refusal.ts';
import { processIdentity } from './processes.ts';

/** The process that works on a data folder, and how another one reaches its database. */
const ownerSchema = z.object({
  pid: z.number().int().positive(),
  identity: z.string(),
  what: z.string(),
  /** Null until its database is up. */
  url: z.string().nullable(),
});
export type FolderOwner = z.infer<typeof ownerSchema>;

export interface Claim {
  /** Tells other processes of the same machine user where the database is. */
  publish(url: string): Promise<void>;
  release(): Promise<void>;
}

const fileOf = (dataDir: string) => join(dataDir, 'owner.json');

/**
 * One process a data folder: a dead owner's claim is taken over, a living one's is a
 * `StartRefusal`. The claim file holds the database's password, so its mode is 0600.
 */
export async function claimFolder(dataDir: string, what: string): Promise<Claim> {
  await mkdir(dataDir, { recursive: true }).catch((error: unknown) => {
    throw refusalToWrite(dataDir, error);
  });
  const file = fileOf(dataDir);
  const me: FolderOwner = {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    what,
    url: null,
  };
  for (;;) {
    try {
      await writeFile(file, JSON.stringify(me), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw refusalToWrite(dataDir, error);
    }
    const other = await readOwner(file);
    if (other && isAlive(other)) {
      throw new StartRefusal(
        `Another ${other.what} is running on ${dataDir} (pid ${String(other.pid)}). ` +
          'Stop it first, or give this one a DATA_DIR of its own.',
      );
    }
    await takeAway(file, other);
  }
  return {
    async publish(url) {
      const next = `${file}.${randomBytes(6).toString('hex')}`;
      await writeFile(next, JSON.stringify({ ...me, url }), { mode: 0o600 });
      await rename(next, file);
    },
    release: () => rm(file, { force: true }),
  };
}

/** Who works on the folder right now; null: nobody. */
export async function livingOwner(dataDir: string): Promise<FolderOwner | null> {
  const owner = await readOwner(fileOf(dataDir));
  return owner && isAlive(owner) ? owner : null;
}

const isAlive = (owner: FolderOwner) => processIdentity(owner.pid) === owner.identity;

async function readOwner(file: string): Promise<FolderOwner | null> {
  for (let attempt = 0; ; attempt += 1) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return null;
      throw error;
    });
    if (text === null) return null;
    const owner = ownerSchema.safeParse(parseJson(text));
    if (owner.success) return owner.data;
    // Another process may be between making the file and filling it; a cut file stays unreadable.
    if (attempt === 5) return null;
    await wait(50);
  }
}

/**
 * Removes a dead claim. Of two processes that saw the same one, the slower may rename away the
 * quicker's fresh claim: it notices by the content and puts it back.
 */
async function takeAway(file: string, seen: FolderOwner | null): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const taken = await readOwner(aside);
  if (taken && (taken.pid !== seen?.pid || taken.identity !== seen.identity)) {
    await rename(aside, file);
    return;
  }
  await rm(aside, { force: true });
}

function refusalToWrite(dataDir: string, error: unknown): unknown {
  const told = ['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR'];
  if (!told.some((code) => isCode(error, code))) return error;
  return new StartRefusal(
    `DATA_DIR ${dataDir} cannot be written by this user, or is no folder. Choose another one, or change its owner.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;
