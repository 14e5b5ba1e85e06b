import type { SandboxContext } from '../context.ts';
import { holds } from '../oauth/grants.ts';
import type { Account } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { Viewer } from './rights.ts';

/**
 * Whose request this is, or null: no token, a foreign or expired one, one of another account,
 * access withdrawn, the integration off, or a broker's seat closed. An administrator's grant
 * outlives his seat.
 */
export async function authenticate(
  context: SandboxContext,
  account: Account,
  authorization: string | undefined,
): Promise<Viewer | null> {
  const accessToken = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (accessToken === undefined) return null;
  const jti = await context.accessTokens.verify(accessToken);
  const pair = jti === null ? undefined : context.grants.pairByJti(jti);
  if (pair === undefined || !holds(account, pair.grant)) return null;
  const user = userOf(account, pair.grant.userId);
  if (user === undefined) return null;
  context.grants.markUsed(pair);
  return { user, seesAll: pair.grant.isAdmin };
}
