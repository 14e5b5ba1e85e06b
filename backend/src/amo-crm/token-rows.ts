import type { ReconnectReason } from '@foryou-crm/contract/problem';
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { amoCrmTokens as tokens, type AmoCrmTokenRow } from '../database/schema.ts';
import type { Session } from './attempts.ts';
import type { Sealer, Secret } from './sealing.ts';
import { openTokens, sealTokens, type OpenPair } from './token-pair.ts';

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

/** Left as the owner of a lease by a holder that saw a request leave and no answer come. */
export const unknownOutcome = 'unknown-outcome';

const table = 'amo_crm_tokens';
const inSeconds = (seconds: number) =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
const is = ({ id, tokenVersion }: Version) =>
  and(eq(tokens.id, id), eq(tokens.tokenVersion, tokenVersion));
const whole = { state: 'connected', reason: null, reconnectRequiredAt: null } as const;
const noLease = { leaseOwner: null, leaseUntil: null };

/** Every access to the table of connections, but for the transactions that make and end one. */
export function createTokenRows({
  db,
  clock,
  sealer,
}: {
  db: Database;
  clock: Clock;
  sealer: Sealer;
}) {
  const first = async (query: Promise<AmoCrmTokenRow[]>) => (await query)[0] ?? null;
  return {
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

    /** The right to refresh this version, for one caller over all processes; else null. */
    claim: (row: Version, owner: string, seconds: number) =>
      first(
        db
          .update(tokens)
          .set({ leaseOwner: owner, leaseUntil: inSeconds(seconds) })
          .where(
            and(
              is(row),
              eq(tokens.state, 'connected'),
              or(isNull(tokens.leaseUntil), lt(tokens.leaseUntil, sql`clock_timestamp()`)),
            ),
          )
          .returning(),
      ),

    /** Whether the lease of a row still runs, by the database's clock; false when it is gone. */
    async isLeased(id: string): Promise<boolean> {
      const running = sql<boolean>`${tokens.leaseUntil} > clock_timestamp()`;
      const [row] = await db.select({ running }).from(tokens).where(eq(tokens.id, id));
      return row?.running === true;
    },

    /**
     * Ends a lease without a new pair. Until `restSeconds` have passed nobody tries again, so that a
     * failing amoCRM is not asked once a request; `mark` keeps what the next holder must know.
     */
    async release(
      id: string,
      owner: string,
      rest: { restSeconds: number; mark: typeof unknownOutcome | null },
    ): Promise<void> {
      await db
        .update(tokens)
        .set({ leaseOwner: rest.mark, leaseUntil: inSeconds(rest.restSeconds) })
        .where(and(eq(tokens.id, id), eq(tokens.leaseOwner, owner)));
    },

    /**
     * Compares id and version only: a pair that amoCRM has given is never thrown away because a
     * lease ran out. Null when the connection is gone or has a newer pair.
     */
    saveRefreshed: (row: Version, pair: OpenPair) =>
      first(
        db
          .update(tokens)
          .set({
            ...sealTokens(sealer, { table, rowId: row.id, version: row.tokenVersion + 1 }, pair),
            expiresAt: pair.expiresAt,
            refreshExpiresAt: pair.refreshExpiresAt,
            apiDomain: pair.apiDomain,
            tokenVersion: row.tokenVersion + 1,
            lastRefreshedAt: clock(),
            updatedAt: clock(),
            ...whole,
            ...noLease,
          })
          .where(is(row))
          .returning(),
      ),

    /** Never touches the pair nor its version; null when somebody else was faster. */
    requireReconnect: (row: Version, reason: ReconnectReason) =>
      first(
        db
          .update(tokens)
          .set({
            state: 'reconnect_required',
            reason,
            reconnectRequiredAt: clock(),
            updatedAt: clock(),
            ...noLease,
          })
          .where(and(is(row), eq(tokens.state, 'connected')))
          .returning(),
      ),

    /** A better reason for an end already noted. */
    async explain(id: string, reason: ReconnectReason): Promise<void> {
      await db
        .update(tokens)
        .set({ reason })
        .where(and(eq(tokens.id, id), eq(tokens.state, 'reconnect_required')));
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
      if (old && !same) await tx.delete(tokens).where(eq(tokens.id, old.id));
      const rowId = old && same ? old.id : crypto.randomUUID();
      const version = old && same ? old.tokenVersion + 1 : 1;
      const now = clock();
      const values = {
        ...who,
        ...sealTokens(sealer, { table, rowId, version }, pair),
        expiresAt: pair.expiresAt,
        refreshExpiresAt: pair.refreshExpiresAt,
        apiDomain: pair.apiDomain,
        tokenVersion: version,
        createdAt: now,
        updatedAt: now,
        lastRefreshedAt: null,
        ...whole,
        ...noLease,
      };
      const [row] = await tx
        .insert(tokens)
        .values({ id: rowId, ...values })
        .onConflictDoUpdate({ target: tokens.id, set: values })
        .returning();
      if (!row) throw new Error('The connection was not written.');
      return row;
    },

    /** The row, its pair and its lease. */
    async destroy(tx: Session, userId: string): Promise<void> {
      await tx.delete(tokens).where(eq(tokens.userId, userId));
    },
  };
}

export type TokenRows = ReturnType<typeof createTokenRows>;
