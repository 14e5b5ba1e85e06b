import type { AdminSync } from '@foryou-crm/contract/admin-syncs';
import { and, asc, eq, getTableColumns, inArray, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import { troubleOf } from '../amo-crm/connection-status.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/open.ts';
import {
  amoCrmAccounts as known,
  amoCrmTokens as tokens,
  mirrorAccounts as mirrors,
  mirrorHooks,
} from '../database/schema.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { progressOf } from '../mirror/import/progress.ts';
import { keptMs } from '../mirror/sync/discover.ts';
import { nextTask } from '../mirror/sync/next-task.ts';

const cursorSchema = z.tuple([z.string(), z.int()]);
/** Hooks that wait are counted this far: a flood does not slow an administrator down. */
const mostHooks = 10_000;

type Parts = { db: Database; clock: Clock };

/** The accounts that are kept or connected, by name, and how each is kept. */
export async function listSyncs(
  parts: Parts,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ data: AdminSync[]; nextCursor: string | null }> {
  const after = cursor === undefined ? null : decodeCursor(cursorSchema, cursor);
  const isAfter =
    after && sql`(${known.name}, ${known.accountId}) > (${after[0]}, ${after[1]}::bigint)`;
  const rows = await readAccounts(parts, isAfter ?? undefined, limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return {
    data: await describe(parts, page),
    nextCursor: hasMore ? encodeCursor([last.name, last.accountId]) : null,
  };
}

/** One account of the list; null: it is not in it. */
export async function readSync(parts: Parts, accountId: number): Promise<AdminSync | null> {
  const rows = await readAccounts(parts, eq(known.accountId, accountId), 1);
  return (await describe(parts, rows))[0] ?? null;
}

type Row = Awaited<ReturnType<typeof readAccounts>>[number];

function readAccounts({ db }: Parts, which: ReturnType<typeof and>, limit: number) {
  const isConnected = sql`exists (select from ${tokens} where ${tokens.accountId} = ${known.accountId})`;
  return db
    .select({
      accountId: known.accountId,
      name: known.name,
      domain: known.domain,
      mirror: getTableColumns(mirrors),
      isWorking: sql<boolean>`coalesce(${mirrors.leaseUntil} > clock_timestamp(), false)`,
      hooks: sql<number>`(select count(*)::int from (
        select from ${mirrorHooks} where ${mirrorHooks.accountId} = ${known.accountId}
        limit ${mostHooks}) as waiting)`,
    })
    .from(known)
    .leftJoin(mirrors, eq(mirrors.accountId, known.accountId))
    .where(and(or(sql`${mirrors.accountId} is not null`, isConnected), which))
    .orderBy(asc(known.name), asc(known.accountId))
    .limit(limit);
}

async function describe({ db, clock }: Parts, rows: readonly Row[]): Promise<AdminSync[]> {
  if (rows.length === 0) return [];
  const now = clock();
  const connections = await db
    .select({
      id: tokens.id,
      userId: tokens.userId,
      accountId: tokens.accountId,
      state: tokens.state,
      trouble: tokens.trouble,
      troubleSince: tokens.troubleSince,
      expiresAt: tokens.expiresAt,
    })
    .from(tokens)
    .where(
      inArray(
        tokens.accountId,
        rows.map(({ accountId }) => accountId),
      ),
    );
  const ofAccounts = Map.groupBy(connections, ({ accountId }) => accountId);
  return rows.map(({ accountId, name, domain, mirror, isWorking, hooks }): AdminSync => {
    const own = ofAccounts.get(accountId) ?? [];
    const connected = own.filter(({ state }) => state === 'connected');
    const progress = progressOf(mirror);
    return {
      accountId: String(accountId),
      accountName: name,
      domain,
      connections: {
        connected: connected.length,
        reconnectRequired: own.length - connected.length,
        inTrouble: connected.filter((one) => troubleOf(one, now) !== null).length,
      },
      ...progress,
      ...(own.length === 0 && { state: 'abandoned' as const }),
      webhooks: {
        state: mirror?.hookState ?? 'none',
        checkedAt: mirror?.hookCheckedAt?.toISOString() ?? null,
        waiting: hooks,
      },
      isWorking,
      next: connected.length === 0 ? null : nextTask(mirror, hooks, now),
      readerId: own.find(({ id }) => id === mirror?.readerId)?.userId ?? null,
      forgottenAt:
        own.length === 0 && mirror?.abandonedAt
          ? new Date(mirror.abandonedAt.getTime() + keptMs).toISOString()
          : null,
    };
  });
}
