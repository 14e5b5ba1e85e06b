import { and, asc, eq, gt, not, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import {
  amoCrmConnectAttempts as attempts,
  amoCrmTokens as tokens,
} from '../../database/schema.ts';
import { everyAccount, recordAudit, type Actor } from '../audit.ts';
import { nothingHappens, type AtCrashPoint } from './crash-points.ts';
import { SealError, type SealedPlace, type SealedValue, type Sealer } from './sealing.ts';
import { openTokens, sealTokens } from './token-pair.ts';

/** How many pairs each key has sealed: the writer's and, while a rotation is under way, others'. */
export type KeyUse = Map<string, number>;

export interface ResealProgress {
  /** Sealed anew so far. */
  resealed: number;
  /** Left as they are: their key is not in the ring, or they do not open. */
  unreadable: number;
  /** Still to do when the run began. */
  total: number;
}

const batch = 100;
const tables = { amo_crm_tokens: tokens, amo_crm_connect_attempts: attempts } as const;
type Table = keyof typeof tables;

/** An empty text for another shape: a part of it could be a part of a secret, and ids are shown. */
const keyOf = (column: PgColumn): SQL<string> =>
  sql<string>`case when ${column} ~ '^v1[.][A-Za-z0-9_-]{1,32}[.]'
    then split_part(${column}, '.', 2) else '' end`;

/** How many pairs each key has sealed, connections and unfinished attempts together. */
export async function readKeyUse(db: Database): Promise<KeyUse> {
  const use: KeyUse = new Map();
  for (const table of [tokens, attempts]) {
    const key = keyOf(table.accessToken);
    const rows = await db
      .select({ key, pairs: sql<number>`count(*)::int` })
      .from(table)
      .where(sql`${table.accessToken} is not null`)
      .groupBy(key);
    for (const row of rows) use.set(row.key, (use.get(row.key) ?? 0) + row.pairs);
  }
  return use;
}

/**
 * Seals every pair anew that another key than the writer has sealed. Compares the token version and
 * the old value, and changes neither version nor state, so it is no obstacle to a refresh, and a kill
 * at any point leaves each row readable by one key or the other. What cannot be opened is left alone.
 */
export async function resealAll(parts: {
  db: Database;
  sealer: Sealer;
  clock: Clock;
  actor: Actor;
  onProgress?: (progress: ResealProgress) => void;
  at?: AtCrashPoint;
}): Promise<ResealProgress> {
  const { db, sealer, clock, actor, onProgress, at = nothingHappens } = parts;
  const use = await readKeyUse(db);
  const others = [...use].filter(([key]) => key !== sealer.writer);
  const progress: ResealProgress = {
    resealed: 0,
    unreadable: 0,
    total: others.reduce((sum, [, pairs]) => sum + pairs, 0),
  };
  if (progress.total === 0) return progress;

  for (const name of ['amo_crm_tokens', 'amo_crm_connect_attempts'] as const) {
    const table = tables[name];
    const version = name === 'amo_crm_tokens' ? tokens.tokenVersion : sql<number>`0`;
    let after: string | null = null;
    for (;;) {
      const rows = await db
        .select({
          id: table.id,
          version,
          accessToken: table.accessToken,
          refreshToken: table.refreshToken,
        })
        .from(table)
        .where(
          and(
            sql`${table.accessToken} is not null`,
            not(eq(keyOf(table.accessToken), sealer.writer)),
            after === null ? undefined : gt(table.id, after),
          ),
        )
        .orderBy(asc(table.id))
        .limit(batch);
      for (const row of rows) await resealRow(name, row);
      const last: string | undefined = rows.at(-1)?.id;
      if (last === undefined) break;
      after = last;
      onProgress?.({ ...progress });
    }
  }
  const { resealed, unreadable } = progress;
  if (resealed > 0) {
    const details = { kind: 'keys_rotated', keyId: sealer.writer, resealed, unreadable } as const;
    await recordAudit(db, clock, { accountId: everyAccount, actor, details });
  }
  return progress;

  async function resealRow(
    name: Table,
    row: {
      id: string;
      version: number;
      accessToken: SealedValue | null;
      refreshToken: SealedValue | null;
    },
  ): Promise<void> {
    const { id, accessToken, refreshToken } = row;
    if (accessToken === null || refreshToken === null) return;
    const place: Omit<SealedPlace, 'field'> = { table: name, rowId: id, version: row.version };
    let sealed: ReturnType<typeof sealTokens>;
    try {
      sealed = sealTokens(sealer, place, openTokens(sealer, place, { accessToken, refreshToken }));
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      progress.unreadable += 1;
      return;
    }
    await at('reseal.read');
    const table = tables[name];
    const isSame = and(eq(table.id, id), eq(table.accessToken, accessToken));
    const done =
      name === 'amo_crm_tokens'
        ? await db
            .update(tokens)
            .set(sealed)
            .where(and(isSame, eq(tokens.tokenVersion, row.version)))
            .returning({ id: tokens.id })
        : await db.update(attempts).set(sealed).where(isSame).returning({ id: attempts.id });
    progress.resealed += done.length;
    await at('reseal.written');
  }
}
