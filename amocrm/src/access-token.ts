import { z } from 'zod';

/** What an access token says about itself. Hints only: nothing here is verified. */
export interface AccessTokenClaims {
  accountId: number | null;
  /** The amoCRM user who gave consent. */
  userId: number | null;
  clientId: string | null;
  /** Unix seconds. */
  issuedAt: number | null;
  /** Unix seconds. */
  expiresAt: number | null;
  /** `amocrm.ru` or `kommo.com`. */
  baseDomain: string | null;
  /** Unix seconds: not good before. */
  notBefore: number | null;
  /** The token's own id (`jti`). */
  tokenId: string | null;
  issuer: string | null;
  /** Seen empty; amoCRM documents no values. */
  grantType: string | null;
  /** 2 in tokens of today. */
  version: number | null;
  /** amoCRM does not say what the bits mean. */
  userFlags: number | null;
  /** amoCRM does not say what it names. */
  hashUuid: string | null;
  /** For `currentDomain`; in tokens issued after 21 Aug 2024; may change from token to token. */
  apiDomain: string | null;
  /** `crm`, `files`, `files_delete`, `notifications`, `push_notifications`. */
  scopes: string[];
}

const id = z
  .union([z.int().positive(), z.string().regex(/^[1-9]\d{0,15}$/)])
  .transform(Number)
  .refine(Number.isSafeInteger)
  .nullable()
  .catch(null);
const seconds = z.number().positive().transform(Math.floor).nullable().catch(null);
const text = z.string().max(300).nullable().catch(null);
const count = z.int().nullable().catch(null);

const claimsSchema = z
  .object({
    account_id: id,
    sub: id,
    aud: text,
    iat: seconds,
    exp: seconds,
    nbf: seconds,
    jti: text,
    iss: text,
    grant_type: text,
    version: count,
    user_flags: count,
    hash_uuid: text,
    base_domain: text,
    api_domain: text,
    scopes: z.array(z.string()).catch([]),
  })
  .transform((raw): AccessTokenClaims => ({
    accountId: raw.account_id,
    userId: raw.sub,
    clientId: raw.aud,
    issuedAt: raw.iat,
    expiresAt: raw.exp,
    baseDomain: raw.base_domain,
    notBefore: raw.nbf,
    tokenId: raw.jti,
    issuer: raw.iss,
    grantType: raw.grant_type,
    version: raw.version,
    userFlags: raw.user_flags,
    hashUuid: raw.hash_uuid,
    apiDomain: raw.api_domain,
    scopes: raw.scopes,
  }));

/**
 * Reads the claims of an amoCRM access token without verifying it: amoCRM publishes no key. Use them
 * as hints (which host to ask, when to refresh); identity is what `GET /api/v4/account` says.
 * Null when the value is not a JWT with a JSON object inside. Never throws.
 * Source: https://www.amocrm.ru/developers/content/oauth/account-subdomain-info
 */
export function readAccessToken(jwt: string): AccessTokenClaims | null {
  if (jwt.length > 16_384) return null;
  const parts = jwt.split('.');
  const payload = parts[1];
  if (parts.length !== 3 || payload === undefined || !/^[\w-]+$/.test(payload)) return null;
  const parsed = claimsSchema.safeParse(jsonOrNull(Buffer.from(payload, 'base64url').toString()));
  return parsed.success ? parsed.data : null;
}

function jsonOrNull(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}
