/*
 * Pairs that amoCRM has given while the database did not take them.
 *
 * What is stored: one file a pair in DATA_DIR/spool, mode 0600, with the two tokens sealed for the
 * row and version they are meant for. Without the key a file is worth nothing, and under another row
 * or version it does not open.
 *
 * Commit point: the fsync of the whole file under its first name. Order of writes: write
 * `<name>.tmp`, fsync it, rename it to `<name>.json`, fsync the folder. Order of removal: the row
 * holds the pair (committed), then the file goes.
 *
 * What a crash recovers to, between any two steps: before the fsync the file is cut or missing, and
 * the pair is lost (the one accepted limitation); after it, a whole `.tmp` counts as well as a
 * `.json`, so the next start replays it; after the row was committed and before the file went, the
 * replay finds a newer version and removes the file. Replaying twice changes nothing.
 */
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isDatabaseFailure } from '../../database/failure.ts';
import type { Log } from '../../log.ts';
import { nothingHappens, type AtCrashPoint } from './crash-points.ts';
import { sealedValueSchema } from './sealing.ts';

const instant = z.iso.datetime().transform((text) => new Date(text));
const entrySchema = z.object({
  format: z.literal(1),
  table: z.enum(['amo_crm_tokens', 'amo_crm_connect_attempts']),
  rowId: z.uuid(),
  /** The version of the row that the pair follows. */
  follows: z.int().nonnegative(),
  pair: z.object({
    accessToken: sealedValueSchema,
    refreshToken: sealedValueSchema,
    askedAt: instant,
    expiresAt: instant,
    refreshExpiresAt: instant,
    apiDomain: z.string().nullable(),
  }),
});
export type SpoolEntry = Omit<z.output<typeof entrySchema>, 'format'>;

/** `held`: the row has the pair now. `superseded`: it has a newer one. `gone`: there is no row. */
export type ReplayOutcome = 'held' | 'superseded' | 'gone';

export interface Spool {
  /** Resolves when the entry is on disk for good. */
  put(entry: SpoolEntry): Promise<void>;
  /** How many entries wait, as far as this process knows. */
  size(): number;
  /**
   * Gives every waiting entry (or those of one row) to `apply` and removes those it settled. Throws
   * when the database is still away. The first round finds what an earlier process has left.
   */
  replay(apply: (entry: SpoolEntry) => Promise<ReplayOutcome>, rowId?: string): Promise<void>;
}

const nameOf = ({ table, rowId, follows }: SpoolEntry) => `${table}.${rowId}.${String(follows)}`;
const isOurs = (file: string) => /^amo_crm_\w+\.[0-9a-f-]{36}\.\d+\.(json|tmp)$/.test(file);

export function createSpool(parts: { dataDir: string; log: Log; at?: AtCrashPoint }): Spool {
  const { dataDir, log, at = nothingHappens } = parts;
  const folder = folderOf(dataDir);
  let waiting = new Set<string>();
  /** Rounds do not overlap: two of them would race for the same file. */
  let round: Promise<void> = Promise.resolve();

  /** Null for a file that a crash has cut: its pair was never ours to promise. */
  async function read(file: string): Promise<SpoolEntry | null> {
    const text = await readFile(join(folder, file), 'utf8').catch(nullIfMissing);
    const entry = text === null ? null : entryOf(text);
    if (entry === null) log.error({ file }, 'A spool file is cut or damaged; it is left as it is');
    return entry;
  }

  async function replayRound(
    apply: (entry: SpoolEntry) => Promise<ReplayOutcome>,
    rowId?: string,
  ): Promise<void> {
    waiting = new Set(await filesIn(folder));
    for (const file of waiting) {
      if (rowId !== undefined && !file.includes(`.${rowId}.`)) continue;
      const entry = await read(file);
      if (entry === null) {
        waiting.delete(file);
        continue;
      }
      const outcome = await apply(entry).catch((error: unknown) => {
        if (isDatabaseFailure(error)) throw error;
        const failure = error instanceof Error ? error.name : 'unknown';
        log.error({ file, failure }, 'A spool file cannot be replayed; it is left where it is');
        return null;
      });
      if (outcome === null) continue;
      await at('spool.replayed');
      await rm(join(folder, file), { force: true });
      waiting.delete(file);
      log.info({ row: entry.rowId, outcome }, 'A pair that waited for the database was settled');
    }
  }

  return {
    async put(entry) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const first = join(folder, `${nameOf(entry)}.tmp`);
      const last = join(folder, `${nameOf(entry)}.json`);
      const handle = await open(
        first,
        constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC,
        0o600,
      );
      try {
        await handle.writeFile(JSON.stringify({ format: 1, ...entry }));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await at('spool.synced');
      await rename(first, last);
      await at('spool.renamed');
      await syncFolder(folder);
      waiting.add(`${nameOf(entry)}.json`);
    },
    size: () => waiting.size,
    replay(apply, rowId) {
      const next = round.then(() => replayRound(apply, rowId));
      round = next.catch(() => undefined);
      return next;
    },
  };
}

/**
 * Reads every pair that waits in a data folder, beside a backend that may be at work there. Null for
 * a damaged file; a first name that is cut is being written, or was never whole, and is none.
 */
export async function* readSpool(dataDir: string): AsyncGenerator<SpoolEntry | null> {
  const folder = folderOf(dataDir);
  for (const file of await filesIn(folder)) {
    const text =
      (await readFile(join(folder, file), 'utf8').catch(nullIfMissing)) ??
      // Its writer has given it its last name meanwhile; or the database has its pair by now.
      (await readFile(join(folder, file.replace(/tmp$/, 'json')), 'utf8').catch(nullIfMissing));
    if (text === null) continue;
    const entry = entryOf(text);
    if (entry !== null || file.endsWith('.json')) yield entry;
  }
}

const folderOf = (dataDir: string) => join(dataDir, 'spool');

const filesIn = async (folder: string): Promise<string[]> =>
  ((await readdir(folder).catch(nullIfMissing)) ?? []).filter(isOurs);

function entryOf(text: string): SpoolEntry | null {
  try {
    return entrySchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
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
