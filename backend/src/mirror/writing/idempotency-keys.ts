import { createHash, randomUUID } from 'node:crypto';
import { and, eq, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Database, Session } from '../../database/open.ts';
import { apiError } from '../../http/problem.ts';
import { idempotencyKeys as keys } from '../tables.ts';
import { busy, leaseEnd } from './lease.ts';

const keptMs = 7 * 86_400_000;
const words = 'The same request is being answered.';

/** Whose key, for what. */
export interface KeyUse {
  userId: string;
  route: string;
  key: string;
  /** Everything that decides what is made. */
  body: unknown;
}

/** A key that is ours to work on, with what others have left of it. */
export interface HeldKey {
  /** When the request to amoCRM left, which may have been another's; null: it has not. */
  sentAt: Date | null;
  /** What amoCRM is known to have made. */
  made: unknown;
  /**
   * Writes down that the request leaves now: from here on nobody sends it again.
   * @throws {ApiError} `retry_later` when the key is somebody else's by now
   */
  sending(): Promise<Date>;
  /** What amoCRM has made: true, and kept, whosever key it is by now. */
  keep<Made extends { id: number }>(made: Made): Promise<void>;
  /** As `sending`, for what else is sent on the way to the answer. */
  leaving<Made extends { id: number }>(made: Made): Promise<void>;
  answer(answer: unknown): Promise<void>;
  /** Nothing was made: the key may be used as if it never had been. */
  free(): Promise<void>;
  /** Whoever asks next goes on at once. */
  release(): Promise<void>;
  renew(): Promise<unknown>;
  /** What this user's other keys for the route have made. */
  madeByOthers(): Promise<Set<number>>;
}

export type Claim = { state: 'answered'; answer: unknown } | { state: 'held'; key: HeldKey };

/**
 * The answer that is kept under a key, or the key itself when nobody works on it; null while somebody
 * does.
 * @throws {ApiError} `conflict` when it was used for something else
 */
export async function claimKey(db: Database, clock: Clock, use: KeyUse): Promise<Claim | null> {
  const { userId, route, key } = use;
  const owner = randomUUID();
  const bodyHash = createHash('sha256').update(JSON.stringify(use.body)).digest('hex');
  const ofKey = and(eq(keys.userId, userId), eq(keys.route, route), eq(keys.key, key));
  const [fresh] = await db
    .insert(keys)
    .values({
      ...{ userId, route, key, bodyHash },
      ...{ leaseOwner: owner, leaseUntil: leaseEnd(), createdAt: clock() },
    })
    .onConflictDoNothing()
    .returning();
  if (fresh) return { state: 'held', key: heldKey(db, clock, use, owner, fresh) };

  const [row] = await db.select().from(keys).where(ofKey);
  if (!row) return null;
  if (row.bodyHash !== bodyHash) {
    throw apiError.conflictOf('key_reused', 'This Idempotency-Key was used for something else.');
  }
  if (row.state === 'answered') return { state: 'answered', answer: row.answer };
  const [taken] = await db
    .update(keys)
    .set({ leaseOwner: owner, leaseUntil: leaseEnd() })
    .where(
      and(
        ofKey,
        ne(keys.state, 'answered'),
        sql`(${keys.leaseUntil} is null or ${keys.leaseUntil} < clock_timestamp())`,
      ),
    )
    .returning();
  return taken ? { state: 'held', key: heldKey(db, clock, use, owner, taken) } : null;
}

function heldKey(
  db: Database,
  clock: Clock,
  { userId, route, key }: KeyUse,
  owner: string,
  row: typeof keys.$inferSelect,
): HeldKey {
  const ofKey = and(eq(keys.userId, userId), eq(keys.route, route), eq(keys.key, key));
  const isOurs = and(ofKey, eq(keys.leaseOwner, owner));
  const stillOurs = and(isOurs, sql`${keys.leaseUntil} > clock_timestamp()`);
  const note = (columns: Partial<typeof keys.$inferInsert>) =>
    db.update(keys).set(columns).where(isOurs);
  return {
    sentAt: row.state === 'open' ? null : row.sentAt,
    made: row.made,
    async sending() {
      const sentAt = clock();
      const marked = await db
        .update(keys)
        .set({ state: 'sent', sentAt, leaseUntil: leaseEnd() })
        .where(stillOurs)
        .returning({ key: keys.key });
      if (marked.length === 0) throw busy(words);
      return sentAt;
    },
    async keep(made) {
      await db
        .update(keys)
        .set({ made })
        .where(and(ofKey, or(eq(keys.leaseOwner, owner), isNull(keys.made))));
    },
    async leaving(made) {
      const marked = await db
        .update(keys)
        .set({ made, leaseUntil: leaseEnd() })
        .where(stillOurs)
        .returning({ key: keys.key });
      if (marked.length === 0) throw busy(words);
    },
    async answer(answer) {
      await note({ state: 'answered', answer, status: 201, leaseOwner: null, leaseUntil: null });
    },
    async free() {
      await db.delete(keys).where(isOurs);
    },
    async release() {
      await note({ leaseOwner: null, leaseUntil: null });
    },
    renew: () => db.update(keys).set({ leaseUntil: leaseEnd() }).where(stillOurs),
    async madeByOthers() {
      const rows = await db
        .select({ made: keys.made })
        .from(keys)
        .where(
          and(
            eq(keys.userId, userId),
            eq(keys.route, route),
            ne(keys.key, key),
            isNotNull(keys.made),
          ),
        );
      return new Set(rows.flatMap(({ made }) => madeSchema.safeParse(made).data?.id ?? []));
    },
  };
}

const madeSchema = z.object({ id: z.int() });

/** Forgets the keys of more than a week ago. */
export async function pruneIdempotencyKeys(db: Session, clock: Clock): Promise<void> {
  await db.delete(keys).where(lt(keys.createdAt, new Date(clock().getTime() - keptMs)));
}
