import type { AdminConnection } from '@foryou-crm/contract/admin';
import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import { z } from 'zod';
import { troubleOf } from '../amo-crm/connection-status.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import {
  amoCrmAccounts,
  amoCrmTokens as tokens,
  mirrorAccounts,
  users,
} from '../database/schema.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';

const cursorSchema = z.tuple([z.string(), z.uuid()]);

/** Everybody who may sign in, by name, with what they have with amoCRM. Never a token. */
export async function listConnections(
  { db, clock }: { db: Database; clock: Clock },
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: AdminConnection[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursorSchema, cursor);
  const rows = await db
    .select({
      user: users,
      connection: {
        id: tokens.id,
        accountId: tokens.accountId,
        domain: tokens.baseDomain,
        amoUserId: tokens.amoUserId,
        state: tokens.state,
        reason: tokens.reason,
        reconnectRequiredAt: tokens.reconnectRequiredAt,
        trouble: tokens.trouble,
        troubleSince: tokens.troubleSince,
        expiresAt: tokens.expiresAt,
        createdAt: tokens.createdAt,
        lastRefreshedAt: tokens.lastRefreshedAt,
      },
      accountName: amoCrmAccounts.name,
      lastSyncAt: mirrorAccounts.lastSyncAt,
    })
    .from(users)
    .leftJoin(tokens, eq(tokens.userId, users.id))
    .leftJoin(amoCrmAccounts, eq(amoCrmAccounts.accountId, tokens.accountId))
    .leftJoin(mirrorAccounts, eq(mirrorAccounts.accountId, tokens.accountId))
    .where(
      and(
        isNull(users.deletedAt),
        after === null ? undefined : sql`(${users.name}, ${users.id}) > (${after[0]}, ${after[1]})`,
      ),
    )
    .orderBy(asc(users.name), asc(users.id))
    .limit(limit + 1);

  const page = rows.slice(0, limit);
  const sharers = await whoShares(
    db,
    page.flatMap(({ connection }) => connection ?? []),
  );
  const now = clock();
  const data = page.map(({ user, connection, accountName, lastSyncAt }): AdminConnection => ({
    userId: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    isBlocked: user.blockedAt !== null,
    connection: connection && {
      id: connection.id,
      accountId: String(connection.accountId),
      accountName: accountName ?? '',
      domain: connection.domain,
      amoUserId: connection.amoUserId,
      state: connection.state,
      reason: connection.reason,
      reconnectRequiredAt: connection.reconnectRequiredAt?.toISOString() ?? null,
      trouble: troubleOf(connection, now),
      connectedAt: connection.createdAt.toISOString(),
      lastRefreshedAt: connection.lastRefreshedAt?.toISOString() ?? null,
      lastSyncAt: lastSyncAt?.toISOString() ?? null,
      sharedWith: (sharers.get(keyOf(connection)) ?? []).filter((id) => id !== user.id),
    },
  }));
  const last = page.at(-1)?.user;
  const hasMore = rows.length > limit && last !== undefined;
  return { data, nextCursor: hasMore ? encodeCursor([last.name, last.id]) : null };
}

type AmoUser = { accountId: number; amoUserId: number };
const keyOf = ({ accountId, amoUserId }: AmoUser) => `${accountId}/${amoUserId}`;

/** For each amoCRM user on a page: the people of the app who act as that user. */
async function whoShares(db: Database, known: AmoUser[]): Promise<Map<string, string[]>> {
  const accounts = [...new Set(known.map(({ accountId }) => accountId))];
  const amoUsers = [...new Set(known.map(({ amoUserId }) => amoUserId))];
  const sharers = new Map<string, string[]>();
  if (known.length === 0) return sharers;
  const rows = await db
    .select({
      userId: tokens.userId,
      accountId: tokens.accountId,
      amoUserId: tokens.amoUserId,
    })
    .from(tokens)
    .where(and(inArray(tokens.accountId, accounts), inArray(tokens.amoUserId, amoUsers)));
  for (const row of rows) {
    sharers.set(keyOf(row), [...(sharers.get(keyOf(row)) ?? []), row.userId]);
  }
  return sharers;
}
