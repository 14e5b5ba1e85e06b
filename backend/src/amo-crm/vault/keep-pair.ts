import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import type { Spool, SpoolEntry } from './spool.ts';

/** Where a pair is safe now. The spool's are moved to the database as soon as it is back. */
export type Kept<T> = { place: 'database'; saved: T } | { place: 'spool' };

/** When neither the database nor the disk takes a pair: try both again, for a quarter of an hour. */
const pausesMs = [500, 1_000, 2_000, 4_000, 8_000, 15_000, ...Array<number>(30).fill(30_000)];

/**
 * Keeps a pair that amoCRM has given, whatever becomes of the caller: amoCRM will not give it a
 * second time. The database gets `saveMs`; then the pair goes to the spool, and a save that succeeds
 * later is no harm.
 */
export async function keepPair<T>(parts: {
  save: () => Promise<T>;
  entry: SpoolEntry;
  spool: Spool;
  saveMs: number;
  log: Log;
}): Promise<Kept<T>> {
  const { save, entry, spool, saveMs, log } = parts;
  for (let attempt = 0; ; attempt += 1) {
    const saved = await inTime(save, saveMs).catch((error: unknown) => {
      log.error({ row: entry.rowId, failure: nameOf(error) }, 'A new pair could not be saved');
      return null;
    });
    if (saved !== null) return { place: 'database', saved: saved.value };
    try {
      await spool.put(entry);
      return { place: 'spool' };
    } catch (error) {
      log.error({ row: entry.rowId, failure: nameOf(error) }, 'A new pair could not be spooled');
      const ms = pausesMs[attempt];
      if (ms === undefined) throw error;
      await pause(ms);
    }
  }
}

/** The value, or null when it takes longer; what comes after that is nobody's concern. */
async function inTime<T>(work: () => Promise<T>, ms: number): Promise<{ value: T } | null> {
  const done = new AbortController();
  const working = work().then((value) => ({ value }));
  try {
    const late = pause(ms, null, { signal: done.signal }).catch(() => null);
    const first = await Promise.race([working, late]);
    if (first === null) working.catch(() => undefined);
    return first;
  } finally {
    done.abort();
  }
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'unknown');
