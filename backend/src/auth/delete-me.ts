import { and, eq, isNull } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { transaction, type Database, type Session } from '../database/open.ts';
import { users } from '../database/schema.ts';
import { apiError } from '../http/problem.ts';
import { removePerson, type Person } from './people.ts';

export interface DeleteMeParts {
  config: Pick<Config, 'auth'>;
  db: Database;
  clock: Clock;
  /** Asked before a connection is destroyed, while its token still works. */
  onLeaving: (userId: string) => Promise<void>;
}

/**
 * Somebody deletes their own account: sign-in, sessions, connection and name are gone, and a tombstone
 * keeps the subject out. That holds for the agency's sign-in too: whoever it vouches for stays deleted
 * here, since a token that is still good would otherwise make them anew a moment later.
 * @throws {ApiError} `conflict` (`last_admin`); nothing has changed then
 */
export async function deleteMe(parts: DeleteMeParts, userId: string): Promise<void> {
  const { config, db, clock, onLeaving } = parts;
  // Where tokens say who is an administrator, the agency's sign-in can name another.
  const keepsRoles = (config.auth.external?.adminClaim ?? null) === null;
  const personIn = async (session: Session): Promise<Person> => {
    const [person] = await session
      .select()
      .from(users)
      .where(and(eq(users.id, userId), isNull(users.deletedAt)));
    if (!person) throw alreadyGone();
    if (keepsRoles) await refuseLastAdmin(session, person);
    return person;
  };
  await personIn(db);
  await onLeaving(userId);
  await transaction(db, async (tx) => {
    const person = await personIn(tx);
    const isDone = await removePerson(tx, person, clock(), { kind: 'user', userId });
    if (!isDone) throw alreadyGone();
  });
}

const alreadyGone = () => apiError.unauthenticated('There is no such person.');

/**
 * Locks the administrators for as long as the transaction: of two who leave at once, the second finds
 * herself the last.
 */
async function refuseLastAdmin(session: Session, { id, role, issuer }: Person): Promise<void> {
  if (role !== 'admin') return;
  const admins = await session
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.role, 'admin'),
        eq(users.issuer, issuer),
        isNull(users.blockedAt),
        isNull(users.deletedAt),
      ),
    )
    .orderBy(users.id)
    .for('update');
  if (admins.some((other) => other.id !== id)) return;
  throw apiError.conflictOf('last_admin', 'Make somebody else an administrator first.');
}
