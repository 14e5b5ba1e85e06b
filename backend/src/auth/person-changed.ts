import { and, eq, sql } from 'drizzle-orm';
import type { Session } from '../database/open.ts';
import { users } from '../database/schema.ts';

/**
 * The channel on which backends tell each other to look again whether somebody is still let in; its
 * payload is a user's id. Only streams need it: every request looks anyway.
 */
export const personChannel = 'person_changed';

/** Heard once the transaction is committed. */
export const tellPersonChanged = (session: Session, userId: string) =>
  session.execute(sql`select pg_notify(${personChannel}, ${userId})`);

/** The same for people as a sign-in names them. */
export const tellSubjectChanged = (session: Session, issuer: string, subject: string) =>
  session
    .select({ told: sql`pg_notify(${personChannel}, ${users.id}::text)` })
    .from(users)
    .where(and(eq(users.issuer, issuer), eq(users.subject, subject)));
