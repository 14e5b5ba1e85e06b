import type { AttemptReason } from '@foryou-crm/contract/problem';
import { createHash, timingSafeEqual } from 'node:crypto';
import { and, desc, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database, Session } from '../database/open.ts';
import { amoCrmConnectAttempts as attempts } from '../database/schema.ts';
import type { Sealer } from './vault/sealing.ts';
import { openTokens, sealPair, type OpenPair, type SealedPair } from './vault/token-pair.ts';

export type Attempt = typeof attempts.$inferSelect;

/** The life of amoCRM's code, and so of an attempt. */
export const attemptLifeMs = 20 * 60_000;
/** How many attempts of one user may wait for amoCRM's answer; the oldest give way. */
const openBound = 5;
/** How long after its end an attempt is remembered, so that a late link is told what happened. */
const rememberedMs = 24 * 3_600_000;

/** base64url of sha256: what is stored of a state or a code. */
export const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url');

/** Constant time over what matters: both sides are hashed to one length first. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const leaseEnd = (seconds: number) =>
  sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
/** Leases run by the database's clock: the clocks of several backends need not agree. */
const leaseIsOver = or(
  isNull(attempts.leaseUntil),
  lt(attempts.leaseUntil, sql`clock_timestamp()`),
);
const noPair = { accessToken: null, refreshToken: null };
const noLease = { leaseOwner: null, leaseUntil: null };

/** Every access to the table of connect attempts. */
export function createAttempts({
  db,
  clock,
  sealer,
}: {
  db: Database;
  clock: Clock;
  sealer: Sealer;
}) {
  const one = async (query: Promise<Attempt[]>): Promise<Attempt | null> =>
    (await query)[0] ?? null;
  const ownedBy = (id: string, owner: string) =>
    and(eq(attempts.id, id), eq(attempts.state, 'exchanging'), eq(attempts.leaseOwner, owner));

  return {
    /** A new attempt; the oldest of those that still wait for amoCRM give way to it. */
    async begin(input: {
      userId: string;
      state: string;
      challenge: string;
      platform: 'native' | 'web';
    }): Promise<{ expiresAt: Date }> {
      const now = clock();
      const waiting = db
        .select({ id: attempts.id })
        .from(attempts)
        .where(and(eq(attempts.userId, input.userId), eq(attempts.state, 'open')))
        .orderBy(desc(attempts.createdAt))
        .offset(openBound - 1);
      await db
        .update(attempts)
        .set({ state: 'failed', reason: 'expired', finishedAt: now, ...noPair, ...noLease })
        .where(inArray(attempts.id, waiting));
      const expiresAt = new Date(now.getTime() + attemptLifeMs);
      const { userId, challenge, platform, state } = input;
      await db.insert(attempts).values({
        userId,
        challenge,
        platform,
        stateHash: hashOf(state),
        createdAt: now,
        expiresAt,
      });
      return { expiresAt };
    },

    byState: (state: string): Promise<Attempt | null> =>
      one(
        db
          .select()
          .from(attempts)
          .where(eq(attempts.stateHash, hashOf(state))),
      ),

    byId: (id: string): Promise<Attempt | null> =>
      one(db.select().from(attempts).where(eq(attempts.id, id))),

    /** What the browser brought, first wins; null when something else was there before. */
    recordAnswer: (
      id: string,
      answer: { code: string; referer: string },
    ): Promise<Attempt | null> =>
      one(
        db
          .update(attempts)
          .set({ codeHash: hashOf(answer.code), referer: answer.referer, calledBackAt: clock() })
          .where(and(eq(attempts.id, id), eq(attempts.state, 'open'), isNull(attempts.codeHash)))
          .returning(),
      ),

    recordDenial: (id: string): Promise<Attempt | null> =>
      one(
        db
          .update(attempts)
          .set({ state: 'denied', reason: 'denied', calledBackAt: clock(), finishedAt: clock() })
          .where(and(eq(attempts.id, id), eq(attempts.state, 'open'), isNull(attempts.codeHash)))
          .returning(),
      ),

    /** open → exchanging, for one caller over all processes; also after a holder that died. */
    claim: (id: string, owner: string, seconds: number): Promise<Attempt | null> =>
      one(
        db
          .update(attempts)
          .set({ state: 'exchanging', leaseOwner: owner, leaseUntil: leaseEnd(seconds) })
          .where(
            and(
              eq(attempts.id, id),
              or(eq(attempts.state, 'open'), and(eq(attempts.state, 'exchanging'), leaseIsOver)),
            ),
          )
          .returning(),
      ),

    /**
     * The first commit after amoCRM gave a pair. The lease is not asked: a pair that was given is
     * kept although we were slow. The attempt now waits for us, not for the code, so it gets time.
     * `seconds`: how long the lease lasts from now; null leaves it as it is.
     */
    async savePair(id: string, pair: SealedPair, seconds: number | null): Promise<Attempt | null> {
      return one(
        db
          .update(attempts)
          .set({
            accessToken: pair.accessToken,
            refreshToken: pair.refreshToken,
            tokensExpireAt: pair.expiresAt,
            refreshExpiresAt: pair.refreshExpiresAt,
            apiDomain: pair.apiDomain,
            ...(seconds !== null && { leaseUntil: leaseEnd(seconds) }),
            expiresAt: new Date(clock().getTime() + attemptLifeMs),
          })
          .where(
            and(
              eq(attempts.id, id),
              inArray(attempts.state, ['open', 'exchanging']),
              isNull(attempts.accessToken),
            ),
          )
          .returning(),
      );
    },

    /** The pair as the attempt's row will hold it. */
    seal: (id: string, pair: OpenPair): SealedPair => sealPair(sealer, placeOf(id), pair),

    /** The pair that waits on an attempt; null when none does. */
    pairOf(attempt: Attempt): OpenPair | null {
      const { accessToken, refreshToken, tokensExpireAt, refreshExpiresAt, apiDomain } = attempt;
      if (!accessToken || !refreshToken || !tokensExpireAt || !refreshExpiresAt) return null;
      return {
        ...openTokens(sealer, placeOf(attempt.id), { accessToken, refreshToken }),
        askedAt: attempt.calledBackAt ?? attempt.createdAt,
        expiresAt: tokensExpireAt,
        refreshExpiresAt,
        apiDomain,
      };
    },

    /** exchanging → open: the same code, or the saved pair, may be tried again. */
    async reopen(id: string, owner: string): Promise<void> {
      await db
        .update(attempts)
        .set({ state: 'open', ...noLease })
        .where(ownedBy(id, owner));
    },

    async fail(id: string, owner: string, reason: AttemptReason): Promise<void> {
      await db
        .update(attempts)
        .set({ state: 'failed', reason, finishedAt: clock(), ...noPair, ...noLease })
        .where(ownedBy(id, owner));
    },

    /** exchanging → finished, inside the transaction that makes the connection live. */
    async finish(tx: Session, id: string, owner: string, connectionId: string): Promise<boolean> {
      const done = await tx
        .update(attempts)
        .set({ state: 'finished', connectionId, finishedAt: clock(), ...noPair, ...noLease })
        .where(ownedBy(id, owner))
        .returning({ id: attempts.id });
      return done.length === 1;
    },

    /** Disconnecting ends what amoCRM has already answered, so that it cannot connect afterwards. */
    async endAnswered(tx: Session, userId: string): Promise<void> {
      await tx
        .update(attempts)
        .set({ state: 'failed', reason: 'used', finishedAt: clock(), ...noPair, ...noLease })
        .where(
          and(
            eq(attempts.userId, userId),
            inArray(attempts.state, ['open', 'exchanging']),
            isNotNull(attempts.codeHash),
          ),
        );
    },

    /** Destroys the pairs of attempts that are over, and forgets what is older than a day. */
    async sweep(): Promise<void> {
      const now = clock();
      await db
        .update(attempts)
        .set({ ...noPair, state: 'failed', reason: 'expired', finishedAt: now, ...noLease })
        .where(
          and(
            inArray(attempts.state, ['open', 'exchanging']),
            lt(attempts.expiresAt, now),
            leaseIsOver,
          ),
        );
      const forgotten = new Date(now.getTime() - rememberedMs);
      await db.delete(attempts).where(lt(attempts.expiresAt, forgotten));
    },
  };
}

export type Attempts = ReturnType<typeof createAttempts>;

const placeOf = (rowId: string) =>
  ({ table: 'amo_crm_connect_attempts', rowId, version: 0 }) as const;
