import { randomUUID } from 'node:crypto';
import { eq, gt, lt, sql } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import { backendInstances as instances } from '../database/schema.ts';

/** An instance that was not seen for this long is gone, by the database's clock. */
const goneAfter = sql`clock_timestamp() - interval '2 minutes'`;

/** This backend among the others that share the database. */
export interface Instance {
  /** Says that this one lives, and forgets those that do not. */
  beat(): Promise<void>;
  leave(): Promise<void>;
}

export function createInstance(db: Database, keyIds: readonly string[]): Instance {
  const id = randomUUID();
  const now = sql<Date>`clock_timestamp()`;
  return {
    async beat() {
      await db
        .insert(instances)
        .values({ id, keyIds: [...keyIds], startedAt: now, seenAt: now })
        .onConflictDoUpdate({ target: instances.id, set: { seenAt: now } });
      await db.delete(instances).where(lt(instances.seenAt, goneAfter));
    },
    async leave() {
      await db.delete(instances).where(eq(instances.id, id));
    },
  };
}

/**
 * How many running backends could not open what this key seals. Sealing anew by a key that a
 * neighbour does not have would lock it out.
 */
export async function strangersTo(db: Database, keyId: string): Promise<number> {
  const [row] = await db
    .select({
      strangers: sql<number>`(count(*) filter (where not ${keyId} = any(${instances.keyIds})))::int`,
    })
    .from(instances)
    .where(gt(instances.seenAt, goneAfter));
  return row?.strangers ?? 0;
}

/** The keys that running backends seal with at this moment: the first of each one's ring. */
export async function runningWriters(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectDistinct({ writer: sql<string | null>`${instances.keyIds}[1]` })
    .from(instances)
    .where(gt(instances.seenAt, goneAfter));
  return new Set(rows.flatMap(({ writer }) => writer ?? []));
}
