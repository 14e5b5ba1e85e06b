import { randomUUID } from 'node:crypto';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { APIError } from 'better-auth/api';
import { betterAuth } from 'better-auth/minimal';
import { bearer, jwt } from 'better-auth/plugins';
import { and, eq, isNull } from 'drizzle-orm';
import type { Database } from '../database/open.ts';
import * as schema from '../database/schema.ts';
import type { Log } from '../log.ts';
import { tellSubjectChanged } from './person-changed.ts';

/** Who vouches for the people of our own sign-in. Not PUBLIC_URL: that may change, people do not. */
export const OWN_ISSUER = 'foryou';

export const PASSWORD_LENGTH = { min: 8, max: 128 };

/** A session is renewed while it is used; a phone that was silent this long signs in again. */
const SESSION_SECONDS = 30 * 24 * 3600;
const DAY_SECONDS = 24 * 3600;

export interface SignInParts {
  db: Database;
  publicUrl: URL;
  /** AUTH_SECRET: signs session tokens, encrypts the keys that sign JWTs. */
  secret: string;
  log: Log;
}

/** The header by which our handler tells better-auth who calls; nobody else can set it. */
export const CLIENT_IP_HEADER = 'x-foryou-client-ip';

/**
 * better-auth with e-mail and password, and nothing that is open to the public: people are added by
 * an administrator. It keeps sessions and makes the short JWTs; the API itself never asks it.
 */
export function createSignIn({ db, publicUrl, secret, log }: SignInParts) {
  const isSecure = publicUrl.protocol === 'https:';
  const cookie = (name: string) => ({
    name: isSecure ? `__Host-foryou.${name}` : `foryou.${name}`,
    attributes: { secure: isSecure },
  });
  return betterAuth({
    appName: 'For You CRM',
    baseURL: publicUrl.origin,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [publicUrl.origin, 'foryoure://'],
    database: drizzleAdapter(db, {
      provider: 'pg',
      transaction: true,
      schema: {
        user: schema.authUser,
        session: schema.authSession,
        account: schema.authAccount,
        verification: schema.authVerification,
        jwks: schema.authJwks,
      },
    }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: SESSION_SECONDS, updateAge: DAY_SECONDS },
    // A reader of the table must not be able to set anybody's password.
    verification: { storeIdentifier: 'hashed' },
    // Counted by ourselves: by e-mail too, and with a Retry-After.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its arguments may hold what people sent, so only the words are kept.
    logger: { level: 'warn', log: (level, message) => log.debug({ level }, `sign-in: ${message}`) },
    // Refusals are answered, and worded, by our routes; what is an error of ours throws there.
    onAPIError: { onError: (error) => noteFailure(log, error) },
    advanced: {
      // Said outright, because in a test run better-auth would switch both checks off.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      useSecureCookies: false,
      cookies: { session_token: cookie('session'), dont_remember: cookie('short_session') },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
      database: { generateId: () => randomUUID() },
    },
    plugins: [
      bearer({ requireSignature: true }),
      jwt({
        disableSettingJwtHeader: true,
        jwks: {
          keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' },
          rotationInterval: 30 * DAY_SECONDS,
          gracePeriod: DAY_SECONDS,
        },
        jwt: {
          issuer: publicUrl.origin,
          audience: publicUrl.origin,
          expirationTime: '5m',
          // Nobody's name or e-mail travels in a token; `sid` lets a sign-out end it at once.
          definePayload: ({ session }) => ({ sid: session.id }),
        },
      }),
    ],
    databaseHooks: {
      session: {
        create: {
          // After the password was right, so a stranger does not learn who is blocked.
          before: async (session) => {
            const [person] = await db
              .select({ blockedAt: schema.users.blockedAt })
              .from(schema.users)
              .where(
                and(
                  eq(schema.users.issuer, OWN_ISSUER),
                  eq(schema.users.subject, session.userId),
                  isNull(schema.users.deletedAt),
                ),
              );
            if (!person) throw new APIError('UNAUTHORIZED', { message: 'There is no such person' });
            if (person.blockedAt) throw new APIError('FORBIDDEN', { message: 'Blocked' });
          },
        },
        delete: {
          // Signed out here or everywhere, or the password is another one: open streams look again.
          after: async (session) => {
            await tellSubjectChanged(db, OWN_ISSUER, session.userId);
          },
        },
      },
    },
  });
}

function noteFailure(log: Log, error: unknown): void {
  if (!(error instanceof APIError)) log.error({ err: error }, 'The sign-in failed');
}

export type SignIn = ReturnType<typeof createSignIn>;
