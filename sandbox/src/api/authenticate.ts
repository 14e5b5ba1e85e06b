import type { SandboxContext } from '../context.ts';
import { clients } from '../oauth/clients.ts';
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
  for (const client of clients(context)) {
    const jti = await client.accessTokens.verify(accessToken);
    if (jti === null) continue;
    const pair = client.grants.pairByJti(jti);
    if (pair === undefined || !client.holds(account, pair.grant)) return null;
    const user = userOf(account, pair.grant.userId);
    if (user === undefined) return null;
    client.grants.markUsed(pair);
    const viewer = { user, seesAll: pair.grant.isAdmin, isExternal: client.isExternal };
    return contextUser === undefined ? viewer : onBehalf(account, viewer, String(contextUser));
  }
  return null;
}

/**
 * `X-Context-User-ID`: an administrator's token with the rights of somebody else. An unknown or a
 * free user is refused. That a closed seat and a broker's token are refused as well, and all of them
 * by 401, is chosen here.
 * https://www.amocrm.ru/developers/content/oauth/scopes
 */
function onBehalf(account: Account, caller: Viewer, id: string): Viewer | null {
  const user = /^\d{1,15}$/.test(id) ? userOf(account, Number(id)) : undefined;
  if (!caller.seesAll || user === undefined || user.isFree || !user.isActive) return null;
  return { ...caller, user, seesAll: user.isAdmin };
}
