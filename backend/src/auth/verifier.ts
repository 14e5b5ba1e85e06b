import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { apiError } from '../http/problem.ts';
import { ownKeys } from './own-keys.ts';
import { OWN_ISSUER } from './sign-in.ts';

/** What a valid token says. */
export interface Claims {
  /** Who vouches for the subject, as `users.issuer` has it. */
  issuer: string;
  subject: string;
  payload: JWTPayload;
}

export type VerifyToken = (token: string) => Promise<Claims>;

/** Asymmetric only: with a shared secret every reader of the key could make tokens. */
const FOREIGN_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];
const CLOCK_TOLERANCE_SECONDS = 5;
/** How long a checked signature is believed at most, should its key be taken away meanwhile. */
const BELIEVED_FOR_MS = 5 * 60_000;

interface Source {
  keys: JWTVerifyGetKey;
  algorithms: string[];
  issuer: string;
  audience: string;
  requiredClaims: string[];
  storedIssuer: string;
}

/**
 * Verifies the JWTs of our own sign-in, or of the agency's when one is configured: then ours are
 * refused. The signature of a token is checked once and remembered by the token's hash, until it
 * expires; whose token it is, and what they may do, is not remembered here.
 */
export function createVerifier(parts: {
  config: Pick<Config, 'publicUrl' | 'auth'>;
  db: Database;
  clock: Clock;
}): VerifyToken {
  const { external } = parts.config.auth;
  const source = external === null ? ownSource(parts) : foreignSource(external);
  const known = new LRUCache<string, { claims: Claims; until: number }>({ max: 10_000 });

  return async (token) => {
    const hash = createHash('sha256').update(token).digest('base64');
    const now = parts.clock().getTime();
    const found = known.get(hash);
    if (found && now < found.until) return found.claims;
    const { payload } = await jwtVerify(token, source.keys, {
      algorithms: source.algorithms,
      issuer: source.issuer,
      audience: source.audience,
      requiredClaims: source.requiredClaims,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: new Date(now),
    }).catch((error: unknown) => {
      throw refusal(error);
    });
    const { sub = '', exp = 0 } = payload;
    if (sub === '') throw apiError.unauthenticated('The token names nobody.');
    const claims = { issuer: source.storedIssuer, subject: sub, payload };
    known.set(hash, { claims, until: Math.min(exp * 1000, now + BELIEVED_FOR_MS) });
    return claims;
  };
}

function ownSource({ config, db, clock }: Parameters<typeof createVerifier>[0]): Source {
  return {
    keys: ownKeys({ db, clock }),
    algorithms: ['EdDSA'],
    issuer: config.publicUrl.origin,
    audience: config.publicUrl.origin,
    requiredClaims: ['sub', 'exp', 'sid'],
    storedIssuer: OWN_ISSUER,
  };
}

function foreignSource(external: NonNullable<Config['auth']['external']>): Source {
  return {
    keys: createRemoteJWKSet(external.jwksUrl, {
      timeoutDuration: 5_000,
      cooldownDuration: 10_000,
    }),
    algorithms: FOREIGN_ALGORITHMS,
    issuer: external.issuer,
    audience: external.audience,
    requiredClaims: ['sub', 'exp'],
    storedIssuer: external.issuer,
  };
}

function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) {
    return apiError.unauthenticated('The token has expired: get another one.');
  }
  const isUnreachable =
    error instanceof errors.JWKSTimeout ||
    (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC') ||
    (error instanceof TypeError && error.message === 'fetch failed');
  if (isUnreachable) {
    return apiError.retryLater('busy', 'The sign-in’s keys cannot be reached just now.', {
      retryAfter: 5,
      cause: error,
    });
  }
  if (error instanceof errors.JOSEError) {
    return apiError.unauthenticated('The token is not valid.');
  }
  return error;
}
