import { runningWriters } from '../../amo-crm/instances.ts';
import { StartRefusal } from '../../start-refusal.ts';
import type { Database, Session } from '../open.ts';
import { amoCrmTokens } from '../schema.ts';

/**
 * Says of every connection that its refresh token may be older than what amoCRM gave last. The
 * backend then tries each once: one that amoCRM still takes goes on, one that it calls revoked ends
 * as `reconnect_required(unknown_outcome)`. A lease in the backup is nobody's any more.
 * @returns how many connections there are
 */
export async function markRestored(db: Session): Promise<number> {
  const marked = await db
    .update(amoCrmTokens)
    .set({ outcomeUnknown: true, leaseOwner: null, leaseUntil: null });
  return marked.rowCount ?? 0;
}

/** Backends on a server elsewhere are known by their beat in the database. */
export async function refuseRunning(db: Database): Promise<void> {
  const writers = await runningWriters(db);
  if (writers.size === 0) return;
  throw new StartRefusal(
    'A backend is running on this database. Stop all of them first. (One that was killed counts for ' +
      'two minutes more.)',
  );
}
