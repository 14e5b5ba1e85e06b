import { noConnection, type ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { eq, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import {
  amoCrmAccounts,
  amoCrmTokens as tokens,
  mirrorAccounts,
  type AmoCrmTokenRow,
} from '../database/schema.ts';

/**
 * Reads what a user may know of his connection. The busiest question the app asks: one prepared
 * statement, and of the vault's row everything but what is sealed.
 */
export function createStatusReader(
  db: Database,
  clock: Clock,
): (userId: string) => Promise<ConnectionStatus> {
  const query = db
    .select({
      state: tokens.state,
      reason: tokens.reason,
      domain: tokens.baseDomain,
      accountId: tokens.accountId,
      amoUserId: tokens.amoUserId,
      connectedAt: tokens.createdAt,
      reconnectRequiredAt: tokens.reconnectRequiredAt,
      trouble: tokens.trouble,
      troubleSince: tokens.troubleSince,
      expiresAt: tokens.expiresAt,
      accountName: amoCrmAccounts.name,
      currency: amoCrmAccounts.currency,
      timeZone: amoCrmAccounts.timeZone,
      lastSyncAt: mirrorAccounts.lastSyncAt,
    })
    .from(tokens)
    .leftJoin(amoCrmAccounts, eq(amoCrmAccounts.accountId, tokens.accountId))
    .leftJoin(mirrorAccounts, eq(mirrorAccounts.accountId, tokens.accountId))
    .where(eq(tokens.userId, sql.placeholder('userId')))
    .prepare('connection_status');

  return async (userId) => {
    const [row] = await query.execute({ userId });
    if (!row) return noConnection;
    return {
      connected: row.state === 'connected',
      hasTokens: true,
      domain: row.domain,
      accountId: String(row.accountId),
      accountName: row.accountName ?? '',
      state: row.state,
      reason: row.reason,
      connectedAt: row.connectedAt.toISOString(),
      reconnectRequiredAt: row.reconnectRequiredAt?.toISOString() ?? null,
      trouble: troubleOf(row, clock()),
      lastSyncAt: row.lastSyncAt?.toISOString() ?? null,
      currency: known(row.currency),
      timeZone: known(row.timeZone),
      amoUserId: row.amoUserId,
    };
  };
}

/**
 * What keeps a connection from being used now. A refresh that amoCRM did not answer yet is none while
 * the access token is still good.
 */
export function troubleOf(
  row: Pick<AmoCrmTokenRow, 'state' | 'trouble' | 'troubleSince' | 'expiresAt'>,
  now: Date,
): ConnectionStatus['trouble'] {
  const { state, trouble, troubleSince, expiresAt } = row;
  if (state !== 'connected' || trouble === null || troubleSince === null) return null;
  const concernsRefreshOnly = !(
    trouble === 'subscription_ended' ||
    trouble === 'ip_blocked' ||
    trouble === 'key_unavailable'
  );
  if (concernsRefreshOnly && expiresAt.getTime() > now.getTime()) return null;
  return { reason: trouble, since: troubleSince.toISOString() };
}

/** amoCRM did not tell: the column then holds an empty text. */
const known = (text: string | null) => (text === '' ? null : text);
