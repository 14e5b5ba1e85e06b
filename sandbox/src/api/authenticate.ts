import type { SandboxContext } from '../context.ts';
import { holds } from '../oauth/grants.ts';
import type { Account } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { Viewer } from './rights.ts';

/** The headers that say who asks. */
interface Credentials {
  readonly authorization?: string | undefined;
  readonly 'x-context-user-id'?: string | string[] | undefined;
}

/**
 * Whose request this is, or null: no token, a foreign or expired one, one of another account,
 * access withdrawn, the integration off, or a broker's seat closed. An administrator's grant
 * outlives his seat.
 */
export async function authenticate(
  context: SandboxContext,
  account: Account,
  { authorization, 'x-context-user-id': contextUser }: Credentials,
): Promise<Viewer | null> {
  const accessToken = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  if (accessToken === undefined) return null;
  const jti = await context.accessTokens.verify(accessToken);
  const pair = jti === null ? undefined : context.grants.pairByJti(jti);
  if (pair === undefined || !holds(account, pair.grant)) return null;
  const user = userOf(account, pair.grant.userId);
  if (user === undefined) return null;
  context.grants.markUsed(pair);
  const viewer = { user, seesAll: pair.grant.isAdmin };
  return contextUser === undefined ? viewer : onBehalf(account, viewer, String(contextUser));
}

/**
 * `X-Context-User-ID`: an administrator's token with the rights of somebody else. An unknown or a
 * free user is refused. That a closed seat and a broker's token are refused as well, and all of them
 * by 401, is chosen here.
 * https://www.amocrm.ru/developers/content/oauth/scopes
 */
function onBehalf(account: Account, { seesAll }: Viewer, id: string): Viewer | null {
  const user = /^\d{1,15}$/.test(id) ? userOf(account, Number(id)) : undefined;
  if (!seesAll || user === undefined || user.isFree || !user.isActive) return null;
  return { user, seesAll: user.isAdmin };
}
