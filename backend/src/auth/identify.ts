import { and, eq, sql } from 'drizzle-orm';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { together } from '../database/together.ts';
import { authSession, users } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';
import type { Caller, Identify } from './caller.ts';
import { OWN_ISSUER } from './sign-in.ts';
import type { Claims, VerifyToken } from './verifier.ts';

/**
 * From a token to a person of ours. Role, block, deletion and (for our own sign-in) the session are
 * read by one query each time, so each takes effect with the next request.
 */
export function createIdentify(parts: {
  config: Pick<Config, 'auth'>;
  db: Database;
  verify: VerifyToken;
}): Identify {
  const { external } = parts.config.auth;
  const ownPerson = ownPeople(parts.db);
  return async (token) => {
    const claims = await parts.verify(token);
    return external === null
      ? ownPerson(claims)
      : foreignPerson(parts.db, claims, external.adminClaim);
  };
}

interface Asked {
  sessionId: string;
  subject: string;
}

function ownPeople(db: Database): (claims: Claims) => Promise<Caller> {
  const query = db
    .select({
      subject: users.subject,
      id: users.id,
      role: users.role,
      blockedAt: users.blockedAt,
      deletedAt: users.deletedAt,
      sessionId: authSession.id,
    })
    .from(users)
    .leftJoin(
      authSession,
      and(
        sql`${authSession.id} = any(${sql.placeholder('sessionIds')})`,
        eq(authSession.userId, users.subject),
        sql`${authSession.expiresAt} > now()`,
      ),
    )
    .where(
      and(
        eq(users.issuer, OWN_ISSUER),
        sql`${users.subject} = any(${sql.placeholder('subjects')})`,
      ),
    )
    .prepare('own_people');
  const find = together(async (asked: readonly Asked[]) => {
    const rows = await query.execute({
      sessionIds: asked.map(({ sessionId }) => sessionId),
      subjects: asked.map(({ subject }) => subject),
    });
    const people = new Map(rows.map((row) => [row.subject, row]));
    // A session is found only beside its own person; see the join.
    const sessions = new Set(rows.map(({ sessionId }) => sessionId));
    return new Map(
      asked.map((one) => {
        const person = people.get(one.subject);
        return [one, person && { person, hasSession: sessions.has(one.sessionId) }];
      }),
    );
  });

  return async ({ subject, payload }) => {
    const sessionId = typeof payload['sid'] === 'string' ? payload['sid'] : '';
    const found = await find({ sessionId, subject });
    const caller = admit(found?.person);
    if (!found?.hasSession) throw apiError.unauthenticated('This session was ended.');
    return caller;
  };
}

type AdminClaim = NonNullable<Config['auth']['external']>['adminClaim'];

/** Somebody the agency's sign-in vouches for becomes a person of ours at the first request. */
async function foreignPerson(db: Database, claims: Claims, admin: AdminClaim): Promise<Caller> {
  const { issuer, subject, payload } = claims;
  const who = and(eq(users.issuer, issuer), eq(users.subject, subject));
  const role =
    admin === null ? null : claimHas(payload[admin.name], admin.value) ? 'admin' : 'user';
  let [person] = await db.select().from(users).where(who);
  if (!person) {
    const email = textOf(payload['email']);
    const name = textOf(payload['name']) ?? email ?? subject;
    await db
      .insert(users)
      .values({ issuer, subject, email: email?.toLowerCase() ?? null, name, role: role ?? 'user' })
      .onConflictDoNothing();
    [person] = await db.select().from(users).where(who);
  }
  const caller = admit(person);
  if (role === null || role === caller.role) return caller;
  await db.update(users).set({ role }).where(who);
  return { ...caller, role };
}

function admit(
  person:
    | { id: string; role: Caller['role']; blockedAt: Date | null; deletedAt: Date | null }
    | undefined,
): Caller {
  if (!person || person.deletedAt) throw apiError.unauthenticated('There is no such person.');
  if (person.blockedAt) {
    throw apiError.forbidden('This person is blocked. An administrator can undo it.');
  }
  return { userId: person.id, role: person.role };
}

/** `role=admin` matches `"role": "admin"` and `"role": ["editor", "admin"]`. */
const claimHas = (claim: unknown, value: string) =>
  claim === value || (Array.isArray(claim) && claim.includes(value));

const textOf = (claim: unknown) =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim().slice(0, 320) : null;
