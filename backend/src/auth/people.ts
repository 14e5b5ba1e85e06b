import { randomBytes, randomUUID } from 'node:crypto';
import { appLinks } from '@foryou-crm/contract/paths';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { and, asc, eq, isNull, like } from 'drizzle-orm';
import { everyAccount, recordAudit, type Actor } from '../amo-crm/audit.ts';
import type { Clock } from '../clock.ts';
import { transaction, type Database, type Session } from '../database/open.ts';
import {
  amoCrmConnectAttempts,
  amoCrmTokens,
  authAccount,
  authSession,
  authUser,
  authVerification,
  idempotencyKeys,
  users,
} from '../database/schema.ts';
import { tellPersonChanged } from './person-changed.ts';
import { OWN_ISSUER, type SignIn } from './sign-in.ts';

export type Person = typeof users.$inferSelect;

export interface NewPerson {
  email: string;
  name: string;
  role: Person['role'];
  /** Without one the person cannot sign in until a one-time link was used. */
  password?: string | undefined;
}

/** Adds a person of our own sign-in. Null: the e-mail is taken, and nothing has changed. */
export async function addPerson(db: Database, person: NewPerson): Promise<Person | null> {
  const id = randomUUID();
  const email = normalEmail(person.email);
  const password = person.password === undefined ? null : await hashPassword(person.password);
  return transaction(db, async (tx) => {
    const made = await tx
      .insert(authUser)
      .values({ id, email, name: person.name, emailVerified: true })
      .onConflictDoNothing()
      .returning();
    if (made.length === 0) return null;
    if (password !== null) {
      await tx.insert(authAccount).values({
        id: randomUUID(),
        accountId: id,
        providerId: 'credential',
        userId: id,
        password,
      });
    }
    const [added] = await tx
      .insert(users)
      .values({ issuer: OWN_ISSUER, subject: id, email, name: person.name, role: person.role })
      .returning();
    return added ?? null;
  });
}

/** Makes the password what it is said to be; sessions stay as they are. For demo people only. */
export async function keepPassword(db: Database, person: Person, password: string): Promise<void> {
  const credential = and(
    eq(authAccount.userId, person.subject),
    eq(authAccount.providerId, 'credential'),
  );
  const [account] = await db.select().from(authAccount).where(credential);
  if (account?.password && (await verifyPassword({ hash: account.password, password }))) return;
  await db
    .update(authAccount)
    .set({ password: await hashPassword(password) })
    .where(credential);
}

const LINK_HOURS = 72;
/** better-auth looks for this identifier when a password is set by a link. */
const linkIdentifier = (token: string) => `reset-password:${token}`;

/**
 * A link that sets this person's password, once, within 72 hours: an invitation and a reset are the
 * same thing. Older links of the person stop working. The token is in the fragment, which browsers
 * send to no server, so no access log has it.
 */
export async function makeOneTimeLink(
  parts: { db: Database; signIn: SignIn; publicUrl: URL; clock: Clock },
  person: Person,
): Promise<{ link: URL; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(parts.clock().getTime() + LINK_HOURS * 3600_000);
  const { internalAdapter } = await parts.signIn.$context;
  await parts.db.delete(authVerification).where(eq(authVerification.value, person.subject));
  await internalAdapter.createVerificationValue({
    identifier: linkIdentifier(token),
    value: person.subject,
    expiresAt,
  });
  const link = new URL(appLinks.setPassword, parts.publicUrl);
  link.hash = new URLSearchParams({ token }).toString();
  return { link, expiresAt };
}

/** Everybody but the deleted, oldest first, at most a thousand. */
export function listPeople(db: Database): Promise<Person[]> {
  return db.query.users.findMany({
    where: (person, { isNull }) => isNull(person.deletedAt),
    orderBy: asc(users.createdAt),
    limit: 1000,
  });
}

/** People by e-mail, or by the beginning of their id. Several may have the same e-mail. */
export function findPeople(db: Database, by: { email: string } | { id: string }) {
  return db.query.users.findMany({
    where: (person, { and: all, isNull, sql }) =>
      all(
        isNull(person.deletedAt),
        'email' in by
          ? eq(person.email, normalEmail(by.email))
          : like(sql`${person.id}::text`, `${by.id.replaceAll(/[^0-9a-f-]/gi, '')}%`),
      ),
    limit: 20,
  });
}

/** Takes effect with the next request: nothing about the person is remembered between requests. */
export async function setRole(db: Database, person: Person, role: Person['role']): Promise<void> {
  await db.update(users).set({ role }).where(eq(users.id, person.id));
}

/** Ends every session and keeps the person out; their connection and data stay. */
export async function blockPerson(db: Database, person: Person, at: Date): Promise<void> {
  await transaction(db, async (tx) => {
    await tx.update(users).set({ blockedAt: at }).where(eq(users.id, person.id));
    await tx.delete(authSession).where(eq(authSession.userId, person.subject));
    await tellPersonChanged(tx, person.id);
  });
}

export async function unblockPerson(db: Database, person: Person): Promise<void> {
  await db.update(users).set({ blockedAt: null }).where(eq(users.id, person.id));
}

/**
 * Removes the person, their sign-in and their amoCRM connection with its tokens. The row stays as a
 * tombstone without name or e-mail, so that the same subject cannot come back as somebody else.
 */
export async function deletePerson(db: Database, person: Person, at: Date): Promise<void> {
  await transaction(db, (tx) => removePerson(tx, person, at, { kind: 'command' }));
}

/** The same inside a transaction. False: they were gone before. */
export async function removePerson(
  tx: Session,
  person: Person,
  at: Date,
  actor: Actor,
): Promise<boolean> {
  const { id: userId } = person;
  const gone = await tx
    .update(users)
    .set({ deletedAt: at, email: null, name: '', role: 'user' })
    .where(and(eq(users.id, userId), isNull(users.deletedAt)))
    .returning({ id: users.id });
  if (gone.length === 0) return false;
  await tellPersonChanged(tx, userId);
  const [connection] = await tx
    .delete(amoCrmTokens)
    .where(eq(amoCrmTokens.userId, userId))
    .returning({ id: amoCrmTokens.id, accountId: amoCrmTokens.accountId });
  const accountId = connection?.accountId ?? everyAccount;
  const about = { accountId, userId, actor };
  if (connection) {
    const details = { kind: 'disconnected' } as const;
    await recordAudit(tx, () => at, { ...about, connectionId: connection.id, details });
  }
  await recordAudit(tx, () => at, { ...about, details: { kind: 'person_deleted' } });
  await tx.delete(amoCrmConnectAttempts).where(eq(amoCrmConnectAttempts.userId, userId));
  // Answers that are kept hold what the person wrote.
  await tx.delete(idempotencyKeys).where(eq(idempotencyKeys.userId, userId));
  if (person.issuer !== OWN_ISSUER) return true;
  await tx.delete(authVerification).where(eq(authVerification.value, person.subject));
  await tx.delete(authUser).where(eq(authUser.id, person.subject));
  return true;
}

const normalEmail = (email: string) => email.trim().toLowerCase();
