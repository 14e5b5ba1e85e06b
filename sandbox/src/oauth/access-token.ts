import { createPublicKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Clock } from '../clock.ts';
import { apiLabel } from '../hosts.ts';
import type { Account } from '../store/model.ts';
import { accessLife } from './grants.ts';
import type { Pair } from './grants.ts';

/** Signs and checks access tokens. */
export interface AccessTokens {
  sign(pair: Pair, account: Account): Promise<string>;
  /** The `jti` of a token that is ours and not expired, else null. */
  verify(accessToken: string): Promise<string | null>;
}

const scopes = ['push_notifications', 'files', 'crm', 'files_delete', 'notifications'];

/** RS256 tokens with the claims seen in real ones; `base_domain` and `api_domain` follow baseHost. */
export function createAccessTokens(
  clock: Clock,
  clientId: string,
  baseHost: string,
  signingKey: KeyObject,
): AccessTokens {
  const publicKey = createPublicKey(signingKey);
  return {
    sign(pair, account) {
      const claims = {
        grant_type: '',
        account_id: account.id,
        base_domain: baseHost,
        version: 2,
        scopes,
        hash_uuid: randomUUID(),
        user_flags: 0,
        api_domain: `${apiLabel}.${baseHost}`,
      };
      return new SignJWT(claims)
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256' })
        .setAudience(clientId)
        .setIssuer(`https://${account.subdomain}.${baseHost}`)
        .setJti(pair.jti)
        .setSubject(String(pair.grant.userId))
        .setIssuedAt(pair.issuedAt)
        .setNotBefore(pair.issuedAt)
        .setExpirationTime(pair.issuedAt + accessLife)
        .sign(signingKey);
    },
    async verify(accessToken) {
      try {
        const { payload } = await jwtVerify(accessToken, publicKey, {
          algorithms: ['RS256'],
          audience: clientId,
          currentDate: new Date(clock.now() * 1000),
        });
        return payload.jti ?? null;
      } catch (cause) {
        if (cause instanceof errors.JOSEError) return null;
        throw cause;
      }
    },
  };
}
