import { and, eq, sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { together } from '../../database/together.ts';
import { amoCrmAccounts, amoCrmTokens } from '../../database/schema.ts';
import { apiError } from '../../http/problem.ts';
import { mirrorAccounts, mirrorUsers } from '../tables.ts';
import { viewerFrom, type Viewer } from './viewer.ts';

/** How far the account has been read, and what its days are counted in. */
export interface MirrorState {
  /** `waiting`: leads are not read yet, so the mirror knows nothing worth showing. */
  state: 'waiting' | 'importing' | 'ready';
  /** It has never been whole: nearly every row that is saved is new. */
  isFilling: boolean;
  importedRows: number;
  lastSyncAt: Date | null;
  timeZone: string;
  /** Another one after every change of what a board shows; see `mirror_accounts`. */
  revision: number;
}

export interface Seeing {
  viewer: Viewer;
  mirror: MirrorState;
  /** The connection that the caller looks through. */
  connectionId: string;
}

export type ReadViewer = (userId: string) => Promise<Seeing>;

/** The users of the caller's group, for whom some right says that it reaches so far; else none. */
const groupOfUser = sql<number[]>`array(
  select mate.id from ${mirrorUsers} as mate
  where mate.account_id = ${mirrorUsers.accountId}
    and coalesce(mate.group_id, 0) = coalesce(${mirrorUsers.groupId}, 0)
    and 'G' in (${mirrorUsers.rights} #>> '{leads,view}', ${mirrorUsers.rights} #>> '{contacts,view}',
      ${mirrorUsers.rights} #>> '{companies,view}')
  order by mate.id)`.mapWith((ids: string[]) => ids.map(Number));

/** Before these an import has stored no lead. */
const stepsBeforeLeads: ReadonlySet<string> = new Set(['account', 'pipelines']);

/**
 * Reads whose eyes a request looks through: anew each time, so that whatever amoCRM's administrators
 * change holds from the sync that reads it, and a connection that ended sees nothing more.
 * @throws {ApiError} `not_connected`, `reconnect_required`; `retry_later` while the mirror has every
 * user of the account but this one
 */
export function createReadViewer({ db, clock }: { db: Database; clock: Clock }): ReadViewer {
  const query = db
    .select({
      userId: amoCrmTokens.userId,
      connectionId: amoCrmTokens.id,
      accountId: amoCrmTokens.accountId,
      amoUserId: amoCrmTokens.amoUserId,
      state: amoCrmTokens.state,
      reason: amoCrmTokens.reason,
      timeZone: amoCrmAccounts.timeZone,
      coverage: mirrorAccounts.coverage,
      importNumber: mirrorAccounts.importNumber,
      importStep: mirrorAccounts.importStep,
      importedRows: mirrorAccounts.importedRows,
      importFinishedAt: mirrorAccounts.importFinishedAt,
      lastSyncAt: mirrorAccounts.lastSyncAt,
      revision: mirrorAccounts.revision,
      readAt: mirrorUsers.readAt,
      isAdmin: mirrorUsers.isAdmin,
      isActive: mirrorUsers.isActive,
      rights: mirrorUsers.rights,
      group: groupOfUser,
    })
    .from(amoCrmTokens)
    .leftJoin(amoCrmAccounts, eq(amoCrmAccounts.accountId, amoCrmTokens.accountId))
    .leftJoin(mirrorAccounts, eq(mirrorAccounts.accountId, amoCrmTokens.accountId))
    .leftJoin(
      mirrorUsers,
      and(
        eq(mirrorUsers.accountId, amoCrmTokens.accountId),
        eq(mirrorUsers.id, amoCrmTokens.amoUserId),
      ),
    )
    .where(sql`${amoCrmTokens.userId} = any(${sql.placeholder('userIds')})`)
    .prepare('mirror_viewers');
  const find = together(async (userIds: readonly string[]) => {
    const rows = await query.execute({ userIds });
    return new Map(rows.map((row) => [row.userId, row]));
  });

  return async (userId) => {
    const row = await find(userId);
    if (!row) throw apiError.notConnected('Connect amoCRM first.');
    if (row.state !== 'connected') {
      const reason = row.reason ?? 'revoked';
      throw apiError.reconnectRequired(reason, 'amoCRM has to be connected again.');
    }
    const { accountId, amoUserId, isAdmin, isActive, rights, readAt, group } = row;
    const isKnown = isAdmin !== null && isActive !== null && readAt !== null;
    const knowsAllUsers = row.coverage === 'full';
    if (isActive === false) {
      throw apiError.reconnectRequired('user_inactive', 'The amoCRM user is switched off.');
    }
    const state = stateOf(row);
    const mirror = {
      state,
      isFilling: state !== 'ready' && (row.importNumber ?? 0) <= 1,
      importedRows: row.importedRows ?? 0,
      lastSyncAt: row.lastSyncAt,
      timeZone: zoneOf(row.timeZone),
      revision: row.revision ?? 0,
    };
    if (!isKnown && knowsAllUsers && mirror.state !== 'waiting') {
      throw apiError.retryLater('busy', 'The rights of this amoCRM user are not read yet.', {
        retryAfter: 10,
      });
    }
    return {
      connectionId: row.connectionId,
      mirror,
      viewer: viewerFrom({
        accountId,
        amoUserId,
        user: isKnown ? { isAdmin, isActive, rights, readAt } : null,
        knowsAllUsers,
        group,
        now: clock(),
      }),
    };
  };
}

function stateOf(row: {
  importNumber: number | null;
  importStep: string | null;
  importFinishedAt: Date | null;
}): MirrorState['state'] {
  if (row.importStep === null) return 'waiting';
  if (row.importFinishedAt !== null || row.importStep === 'done') return 'ready';
  const isFirst = (row.importNumber ?? 0) <= 1;
  return isFirst && stepsBeforeLeads.has(row.importStep) ? 'waiting' : 'importing';
}

const zones = new LRUCache<string, string>({ max: 1_000 });

/** amoCRM names IANA zones; a name that nobody knows must not fail every question about a day. */
function zoneOf(name: string | null): string {
  if (!name) return 'UTC';
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = isZone(name) ? name : 'UTC';
  zones.set(name, zone);
  return zone;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
