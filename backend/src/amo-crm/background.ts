import { lt } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { amoCrmAudit } from '../database/schema.ts';
import type { Log } from '../log.ts';
import type { Attempts } from './attempts.ts';
import { createInstance, strangersTo } from './instances.ts';
import type { RequestLimiter } from './request-limiter.ts';
import { keepRegularly, type Keeper } from './vault/keeper.ts';
import { resealAll } from './vault/resealing.ts';
import type { Sealer } from './vault/sealing.ts';
import type { Spool } from './vault/spool.ts';

const hourMs = 3_600_000;
/** The database refuses to delete younger lines; see the migration of the audit trail. */
const auditKeptMs = 400 * 24 * hourMs;

/** What happens without anybody asking, for as long as the backend runs. */
export async function runBackground(parts: {
  db: Database;
  clock: Clock;
  log: Log;
  sealer: Sealer;
  spool: Spool;
  keeper: Keeper;
  attempts: Attempts;
  limiter: RequestLimiter;
  signal: AbortSignal;
}): Promise<void> {
  const { db, clock, log, sealer, spool, keeper, attempts, limiter, signal } = parts;
  const instance = createInstance(db, sealer.keyIds);

  async function reseal(): Promise<void> {
    const strangers = await strangersTo(db, sealer.writer);
    if (strangers > 0) {
      log.info({ strangers }, 'Sealing anew waits: running backends do not have the new key yet');
      return;
    }
    const progress = await resealAll({
      db,
      sealer,
      clock,
      actor: { kind: 'backend' },
      onProgress: (now) => log.info({ ...now, keyId: sealer.writer }, 'Sealing anew'),
    });
    if (progress.unreadable > 0) {
      const { unreadable } = progress;
      log.error({ unreadable }, 'Pairs cannot be opened with the keys of AMO_CRM_TOKEN_KEYS');
    }
  }
  const pruneAudit = async () => {
    await db
      .delete(amoCrmAudit)
      .where(lt(amoCrmAudit.at, new Date(clock().getTime() - auditKeptMs)));
  };

  const tasks = {
    refresh: () => keeper.refreshDue(signal),
    attempts: () => attempts.sweep(),
    reseal: atMostEvery(hourMs, reseal),
    limiter: atMostEvery(hourMs, () => limiter.prune()),
    audit: atMostEvery(24 * hourMs, pruneAudit),
  };
  await keepRegularly({
    spool,
    tasks,
    replaySpool: () => keeper.replaySpool(),
    beat: () => instance.beat(),
    signal,
    log,
  });
  await instance.leave().catch(() => undefined);
}

/** The work, unless it has succeeded within the last `ms`. */
function atMostEvery(ms: number, work: () => Promise<unknown>): () => Promise<void> {
  let done = -Infinity;
  return async () => {
    if (performance.now() - done < ms) return;
    await work();
    done = performance.now();
  };
}
