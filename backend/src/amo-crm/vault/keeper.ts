import { setTimeout as pause } from 'node:timers/promises';
import { isDatabaseFailure } from '../../database/failure.ts';
import type { Log } from '../../log.ts';
import type { SpoolEntry, ReplayOutcome, Spool } from './spool.ts';
import type { TokenRows } from './token-rows.ts';
import type { Vault } from './vault.ts';

/** How many refreshes run at a time, and how many connections one look at the table brings. */
const atOnce = 8;
const batch = 200;

export interface Keeper {
  /** Gives the pairs that wait in the spool to the database. Throws while it is away. */
  replaySpool(rowId?: string): Promise<void>;
  /** Refreshes every connection that is due, until the signal; how many have a new pair. */
  refreshDue(signal?: AbortSignal): Promise<number>;
}

/**
 * What keeps connections alive without anybody asking. What is due stands in the rows themselves, so
 * nothing is lost with a process, and any number of processes may look: the lease keeps each refresh
 * alone.
 */
export function createKeeper(parts: {
  rows: TokenRows;
  vault: Vault;
  spool: Spool;
  replay: (entry: SpoolEntry) => Promise<ReplayOutcome>;
}): Keeper {
  const { rows, vault, spool, replay } = parts;
  return {
    replaySpool: (rowId) => spool.replay(replay, rowId),

    async refreshDue(signal) {
      let renewed = 0;
      const seen = new Set<string>();
      for (;;) {
        // What failed just now rests, and what others hold is not due: each look brings new ones.
        const due = (await rows.due(batch)).filter(({ id }) => !seen.has(id));
        if (due.length === 0 || signal?.aborted) return renewed;
        for (const { id } of due) seen.add(id);
        const queue = due.values();
        const work = async () => {
          for (const one of queue) {
            if (signal?.aborted) return;
            if (await vault.refreshAhead(one)) renewed += 1;
          }
        };
        await Promise.all(Array.from({ length: atOnce }, work));
      }
    },
  };
}

/** How often the background looks. Every look is cheap when there is nothing to do. */
const lookEveryMs = 30_000;
const spoolEveryMs = 2_000;

/** Runs the background until the signal: at once, and then regularly. */
export async function keepRegularly(parts: {
  spool: Spool;
  /** Each is done on its own: one that fails does not keep the others from their turn. */
  tasks: Record<string, () => Promise<unknown>>;
  replaySpool: () => Promise<void>;
  /** Says that this backend lives; has a rhythm of its own, so that no long task can delay it. */
  beat: () => Promise<void>;
  signal: AbortSignal;
  log: Log;
}): Promise<void> {
  const { spool, tasks, replaySpool, beat, signal, log } = parts;
  const attempt = async (task: string, work: () => Promise<unknown>) => {
    await work().catch((error: unknown) => {
      const failure = error instanceof Error ? error.name : 'unknown';
      const isAway = isDatabaseFailure(error);
      log[isAway ? 'warn' : 'error']({ task, failure, isAway }, 'A background task failed');
    });
  };
  const rest = (ms: number) => pause(ms, undefined, { ref: false, signal }).catch(() => undefined);
  const isOver = () => signal.aborted;
  const replaying = async () => {
    await attempt('spool', replaySpool);
    while (!isOver()) {
      await rest(spoolEveryMs);
      if (spool.size() > 0 && !isOver()) await attempt('spool', replaySpool);
    }
  };
  const beating = async () => {
    while (!isOver()) {
      await attempt('beat', beat);
      await rest(lookEveryMs);
    }
  };
  const looking = async () => {
    while (!isOver()) {
      for (const [task, work] of Object.entries(tasks)) if (!isOver()) await attempt(task, work);
      await rest(lookEveryMs);
    }
  };
  await Promise.all([replaying(), beating(), looking()]);
}
