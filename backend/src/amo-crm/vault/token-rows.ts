import type { ReconnectReason, TroubleReason } from '@foryou-crm/contract/problem';
import { and, asc, eq, gt, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import { tellPersonChanged } from '../../auth/person-changed.ts';
import type { Clock } from '../../clock.ts';
import { transaction, type Database, type Session } from '../../database/open.ts';
import { amoCrmTokens as tokens, type AmoCrmTokenRow } from '../../database/schema.ts';
import { recordAudit, type Actor } from '../audit.ts';
import { nothingHappens, type AtCrashPoint } from './crash-points.ts';
import type { Sealer, Secret } from './sealing.ts';
import {
  openTokens,
  refreshDueAt,
  sealPair,
  type OpenPair,
  type SealedPair,
} from './token-pair.ts';

/**
 * A user's amoCRM connection with its pair opened. Sealed, it is an `AmoCrmTokenRow`; the compiler
 * lets neither stand in for the other.
 */
export type AmoCrmToken = Omit<AmoCrmTokenRow, 'accessToken' | 'refreshToken'> & {
  accessToken: Secret;
  refreshToken: Secret;
};

/** Which version of which connection: what every change of a pair is compared with. */
export type Version = Pick<AmoCrmTokenRow, 'id' | 'tokenVersion'>;

/** The columns the hot path needs: all but the refresh token and what only a refresh looks at. */
const usableColumns = {
  id: tokens.id,
  userId: tokens.userId,
  accountId: tokens.accountId,
  amoUserId: tokens.amoUserId,
  baseDomain: tokens.baseDomain,
  apiDomain: tokens.apiDomain,
  accessToken: tokens.accessToken,
  expiresAt: tokens.expiresAt,
  tokenVersion: tokens.tokenVersion,
  state: tokens.state,
  reason: tokens.reason,
  trouble: tokens.trouble,
  lastUsedAt: tokens.lastUsedAt,
  lastRefreshedAt: tokens.lastRefreshedAt,
};
export type UsableRow = Pick<AmoCrmTokenRow, keyof typeof usableColumns>;

/** A connection nobody has used for this long is idle … */
const idleAfterMs = 3 * 86_400_000;
/** … and is refreshed this much later than one in use: every other week, far from three months. */
const idleDelayMs = 13 * 86_400_000;

const table = 'amo_crm_tokens';
const inSeconds = (seconds: number) =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
/** Leases run by the database's clock: the clocks of several backends need not agree. */
const isLeased = sql<boolean>`coalesce(${tokens.leaseUntil} > clock_timestamp(), false)`;
const is = ({ id, tokenVersion }: Version) =>
  and(eq(tokens.id, id), eq(tokens.tokenVersion, tokenVersion));
const noLease = { leaseOwner: null, leaseUntil: null };
const whole = {
  state: 'connected',
  reason: null,
  reconnectRequiredAt: null,
  trouble: null,
  troubleSince: null,
  refreshFailures: 0,
  outcomeUnknown: false,
  ...noLease,
} as const;

/** Every access to the table of connections, but for sealing anew. */
export function createTokenRows({
  db,
  clock,
  sealer,
  at = nothingHappens,
}: {
  db: Database;
  clock: Clock;
  sealer: Sealer;
  at?: AtCrashPoint;
}) {
  const first = async <T>(query: PromiseLike<T[]>): Promise<T | null> => (await query)[0] ?? null;
  const nextPlace = (row: Version) =>
    ({ table, rowId: row.id, version: row.tokenVersion + 1 }) as const;
  const columnsOf = (pair: SealedPair, version: number) => ({
    accessToken: pair.accessToken,
    refreshToken: pair.refreshToken,
    expiresAt: pair.expiresAt,
    refreshExpiresAt: pair.refreshExpiresAt,
    apiDomain: pair.apiDomain,
    refreshAt: refreshDueAt(pair),
    tokenVersion: version,
    updatedAt: clock(),
    ...whole,
  });
  const usable = db
    .select(usableColumns)
    .from(tokens)
    .where(eq(tokens.userId, sql.placeholder('userId')))
    .prepare('usable_token');
  const audit = (
    session: Session,
    row: AmoCrmTokenRow,
    actor: Actor,
    details: Parameters<typeof recordAudit>[2]['details'],
  ) => {
    const { accountId, userId, id } = row;
    return recordAudit(session, clock, { accountId, userId, connectionId: id, actor, details });
  };

  return {
    /** What a call on the user's behalf needs; one prepared statement. */
    usable: async (userId: string): Promise<UsableRow | null> =>
      (await usable.execute({ userId }))[0] ?? null,
    ofUser: (userId: string, session: Session = db) =>
      first(session.select().from(tokens).where(eq(tokens.userId, userId))),
    byId: (id: string) => first(db.select().from(tokens).where(eq(tokens.id, id))),
    ofAccount: (accountId: number): Promise<AmoCrmTokenRow[]> =>
      db.select().from(tokens).where(eq(tokens.accountId, accountId)),

    /** @throws {SealError} */
    open(row: AmoCrmTokenRow): AmoCrmToken {
      const place = { table, rowId: row.id, version: row.tokenVersion } as const;
      return { ...row, ...openTokens(sealer, place, row) };
    },

    /** @throws {SealError} */
    openAccess: (row: UsableRow): Secret =>
      sealer.open(
        { table, rowId: row.id, version: row.tokenVersion, field: 'access_token' },
        row.accessToken,
      ),

    /** The pair as the next version of the row will hold it. */
    seal: (row: Version, pair: OpenPair): SealedPair => sealPair(sealer, nextPlace(row), pair),

    /** What the row will be once it holds the pair; for a pair that waits in the spool. */
    withPair: (row: AmoCrmTokenRow, pair: SealedPair): AmoCrmTokenRow => ({
      ...row,
      ...columnsOf(pair, row.tokenVersion + 1),
    }),

    /**
     * The right to refresh this version, for one caller over all processes; else null. A lease that
     * ran out with an owner tells that the owner's outcome is unknown.
     */
    claim: (row: Version, owner: string, seconds: number) =>
      first(
        db
          .update(tokens)
          .set({
            leaseOwner: owner,
            leaseUntil: inSeconds(seconds),
            outcomeUnknown: sql`${tokens.outcomeUnknown} or ${tokens.leaseOwner} is not null`,
          })
          .where(
            and(
              is(row),
              eq(tokens.state, 'connected'),
              or(isNull(tokens.leaseUntil), lt(tokens.leaseUntil, sql`clock_timestamp()`)),
            ),
          )
          .returning(),
      ),

    /** Lengthens a lease that is still its owner's, also when it has just run out. */
    async renew(row: Version, owner: string, seconds: number): Promise<boolean> {
      const renewed = await db
        .update(tokens)
        .set({ leaseUntil: inSeconds(seconds) })
        .where(and(is(row), eq(tokens.leaseOwner, owner)))
        .returning({ id: tokens.id });
      return renewed.length === 1;
    },

    /** The row, and whether its lease or its rest still runs; null when the row is gone. */
    async look(id: string): Promise<{ row: AmoCrmTokenRow; isLeased: boolean } | null> {
      return first(db.select({ row: tokens, isLeased }).from(tokens).where(eq(tokens.id, id)));
    },

    /**
     * Ends a lease without a new pair. Until `restSeconds` have passed nobody tries again, so that a
     * failing amoCRM is not asked once a request.
     */
    async release(
      row: AmoCrmTokenRow,
      owner: string,
      why: { restSeconds: number; outcomeUnknown: boolean; trouble: TroubleReason },
    ): Promise<void> {
      await transaction(db, async (tx) => {
        const released = await tx
          .update(tokens)
          .set({
            leaseOwner: null,
            leaseUntil: inSeconds(why.restSeconds),
            outcomeUnknown: why.outcomeUnknown,
            refreshFailures: sql`${tokens.refreshFailures} + 1`,
            trouble: why.trouble,
            troubleSince: row.trouble === why.trouble ? row.troubleSince : clock(),
          })
          .where(and(eq(tokens.id, row.id), eq(tokens.leaseOwner, owner)))
          .returning({ id: tokens.id });
        if (released.length === 0 || row.trouble === why.trouble) return;
        const details = { kind: 'refresh_failed', trouble: why.trouble } as const;
        await audit(tx, row, { kind: 'backend' }, details);
      });
    },

    /**
     * Compares id and version only: a pair that amoCRM has given is never thrown away because a
     * lease ran out, and it clears `reconnect_required`. Null when the connection is gone or has a
     * newer pair. A row older than what the spool's pair follows came back from a backup: the pair
     * is the newer one all the same.
     */
    async saveRefreshed(
      row: Version,
      pair: SealedPair,
      { fromSpool }: { fromSpool: boolean },
    ): Promise<AmoCrmTokenRow | null> {
      const tokenVersion = row.tokenVersion + 1;
      return transaction(db, async (tx) => {
        const [saved] = await tx
          .update(tokens)
          .set({ ...columnsOf(pair, tokenVersion), lastRefreshedAt: pair.askedAt })
          .where(
            fromSpool
              ? and(eq(tokens.id, row.id), lte(tokens.tokenVersion, row.tokenVersion))
              : is(row),
          )
          .returning();
        if (!saved) return null;
        const details = { kind: 'refreshed', tokenVersion, fromSpool } as const;
        await audit(tx, saved, { kind: 'backend' }, details);
        await at('refresh.uncommitted');
        return saved;
      });
    },

    /** Never touches the pair nor its version; null when somebody else was faster. */
    requireReconnect: (row: Version, reason: ReconnectReason): Promise<AmoCrmTokenRow | null> =>
      transaction(db, async (tx) => {
        const [ended] = await tx
          .update(tokens)
          .set({
            state: 'reconnect_required',
            reason,
            reconnectRequiredAt: clock(),
            updatedAt: clock(),
            trouble: null,
            troubleSince: null,
            ...noLease,
          })
          .where(and(is(row), eq(tokens.state, 'connected')))
          .returning();
        if (!ended) return null;
        await audit(tx, ended, { kind: 'backend' }, { kind: 'reconnect_required', reason });
        await tellPersonChanged(tx, ended.userId);
        return ended;
      }),

    /** A better reason for an end already noted. */
    explain: (id: string, reason: ReconnectReason): Promise<void> =>
      transaction(db, async (tx) => {
        const [row] = await tx
          .update(tokens)
          .set({ reason })
          .where(
            and(
              eq(tokens.id, id),
              eq(tokens.state, 'reconnect_required'),
              sql`${tokens.reason} is distinct from ${reason}`,
            ),
          )
          .returning();
        if (!row) return;
        await audit(tx, row, { kind: 'backend' }, { kind: 'reconnect_required', reason });
      }),

    /** What keeps the API from being used, or null when it works again. */
    async setTrouble(id: string, trouble: TroubleReason | null): Promise<void> {
      await db
        .update(tokens)
        .set({ trouble, troubleSince: trouble === null ? null : clock() })
        .where(and(eq(tokens.id, id), sql`${tokens.trouble} is distinct from ${trouble}`));
    },

    async setUsed(id: string): Promise<void> {
      await db.update(tokens).set({ lastUsedAt: clock() }).where(eq(tokens.id, id));
    },

    /** After a rename. */
    moveTo: (id: string, baseDomain: string) =>
      first(
        db
          .update(tokens)
          .set({ baseDomain, updatedAt: clock() })
          .where(eq(tokens.id, id))
          .returning(),
      ),

    /**
     * Whom the background has to refresh now, the most overdue first: connections in use when they
     * are due, idle ones much later, and whatever a dead holder or a lost answer has left behind.
     */
    async due(limit: number): Promise<Version[]> {
      const now = clock();
      const before = (ms: number) => new Date(now.getTime() - ms);
      return db
        .select({ id: tokens.id, tokenVersion: tokens.tokenVersion })
        .from(tokens)
        .where(
          and(
            eq(tokens.state, 'connected'),
            or(isNull(tokens.leaseUntil), lt(tokens.leaseUntil, sql`clock_timestamp()`)),
            or(
              and(lte(tokens.refreshAt, now), gt(tokens.lastUsedAt, before(idleAfterMs))),
              lte(tokens.refreshAt, before(idleDelayMs)),
              isNotNull(tokens.leaseOwner),
              eq(tokens.outcomeUnknown, true),
            ),
          ),
        )
        .orderBy(asc(tokens.refreshAt))
        .limit(limit);
    },

    /**
     * The user's one connection, made or replaced inside the caller's transaction. The same account
     * and amoCRM user keep the row, with the next version; any other gets a row of its own, so that
     * whatever still runs for the old one finds nothing to write to.
     */
    async connect(
      tx: Session,
      who: { userId: string; accountId: number; amoUserId: number; baseDomain: string },
      pair: OpenPair,
    ): Promise<AmoCrmTokenRow> {
      const old = await this.ofUser(who.userId, tx);
      const same = old?.accountId === who.accountId && old.amoUserId === who.amoUserId;
      const actor = { kind: 'user', userId: who.userId } as const;
      if (old && !same) await this.destroy(tx, who.userId, actor);
      const rowId = old && same ? old.id : crypto.randomUUID();
      const version = old && same ? old.tokenVersion + 1 : 1;
      const sealed = sealPair(sealer, { table, rowId, version }, pair);
      const now = clock();
      const values = {
        ...who,
        ...columnsOf(sealed, version),
        createdAt: now,
        lastUsedAt: now,
        lastRefreshedAt: null,
      };
      const [row] = await tx
        .insert(tokens)
        .values({ id: rowId, ...values })
        .onConflictDoUpdate({ target: tokens.id, set: values })
        .returning();
      if (!row) throw new Error('The connection was not written.');
      await audit(tx, row, actor, { kind: 'connected', tokenVersion: version });
      return row;
    },

    /** The row, its pair and its lease; repeating it is fine. */
    async destroy(tx: Session, userId: string, actor: Actor): Promise<void> {
      const [gone] = await tx.delete(tokens).where(eq(tokens.userId, userId)).returning();
      if (!gone) return;
      await audit(tx, gone, actor, { kind: 'disconnected' });
      await tellPersonChanged(tx, userId);
    },
  };
}

export type TokenRows = ReturnType<typeof createTokenRows>;
