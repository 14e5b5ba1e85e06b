import pg from 'pg';
import type { Log } from '../../log.ts';
import { personChannel } from '../../auth/person-changed.ts';
import { changesChannel } from '../account-lock.ts';

/** What a stream wants to be woken for. */
interface Subject {
  accountId: number;
  userId: string;
}

/**
 * Tells this backend's streams that an account has new changes, or that their person may be let in no
 * more, whichever backend did it.
 */
export interface Hub {
  /** Answers how to stop. A call means "look", not "there is something". */
  subscribe(subject: Subject, wake: () => void): () => void;
  close(): Promise<void>;
}

const reconnectMs = 1_000;

/**
 * Listens on a connection of its own, beside the pool, from the first subscriber on. When it breaks
 * it is made again, and everybody looks once, for what was told meanwhile is lost.
 */
export function createHub({ pool, log }: { pool: pg.Pool; log: Log }): Hub {
  const waiting = new Map<string, Set<() => void>>();
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
    made.on('notification', ({ channel, payload }) => {
      for (const wake of waiting.get(`${channel} ${payload ?? ''}`) ?? []) wake();
    });
    made
      .connect()
      .then(() => made.query(`listen ${changesChannel}; listen ${personChannel}`))
      .then(wakeAll, broke);
  }

  function wait(key: string, wake: () => void): () => void {
    const wakes = waiting.get(key) ?? new Set();
    waiting.set(key, wakes.add(wake));
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0 && waiting.get(key) === wakes) waiting.delete(key);
    };
  }

  return {
    subscribe({ accountId, userId }, wake) {
      const stops = [
        wait(`${changesChannel} ${String(accountId)}`, wake),
        wait(`${personChannel} ${userId}`, wake),
      ];
      listen();
      return () => {
        for (const stop of stops) stop();
      };
    },
    async close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
