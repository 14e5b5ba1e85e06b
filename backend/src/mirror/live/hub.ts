import pg from 'pg';
import type { Log } from '../../log.ts';
import { changesChannel } from '../account-lock.ts';

/** Tells this backend's streams that an account has new changes, whichever backend wrote them. */
export interface Hub {
  /** Answers how to stop. A call means "look", not "there is something". */
  subscribe(accountId: number, wake: () => void): () => void;
  close(): Promise<void>;
}

const reconnectMs = 1_000;

/**
 * Listens on a connection of its own, beside the pool, from the first subscriber on. When it breaks
 * it is made again, and everybody looks once, for what was told meanwhile is lost.
 */
export function createHub({ pool, log }: { pool: pg.Pool; log: Log }): Hub {
  const waiting = new Map<number, Set<() => void>>();
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isClosed = false;

  const wakeAll = () => {
    for (const wakes of waiting.values()) for (const wake of wakes) wake();
  };

  function listen(): void {
    if (client !== null || timer !== null || isClosed || waiting.size === 0) return;
    const made = new pg.Client(pool.options);
    client = made;
    const broke = (error?: Error) => {
      if (client !== made) return;
      client = null;
      void made.end().catch(() => undefined);
      if (isClosed) return;
      log.warn({ reason: error?.message }, 'The connection for live events broke');
      timer = setTimeout(() => {
        timer = null;
        listen();
      }, reconnectMs);
      timer.unref();
    };
    made.on('error', broke);
    made.on('end', () => broke());
    made.on('notification', ({ payload }) => {
      for (const wake of waiting.get(Number(payload)) ?? []) wake();
    });
    made
      .connect()
      .then(() => made.query(`listen ${changesChannel}`))
      .then(wakeAll, broke);
  }

  return {
    subscribe(accountId, wake) {
      const wakes = waiting.get(accountId) ?? new Set();
      waiting.set(accountId, wakes.add(wake));
      listen();
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && waiting.get(accountId) === wakes) waiting.delete(accountId);
      };
    },
    async close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
