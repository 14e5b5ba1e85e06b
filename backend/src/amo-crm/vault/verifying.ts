import { and, asc, gt, isNotNull, sql } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import {
  amoCrmConnectAttempts as attempts,
  amoCrmTokens as tokens,
} from '../../database/schema.ts';
import { keyIdOf, SealError, type SealedPlace, type SealedValue, type Sealer } from './sealing.ts';
import { readSpool, type SpoolEntry } from './spool.ts';
import { openTokens } from './token-pair.ts';

/** Where a sealed pair lies, for the counts. */
export type Holder = 'connections' | 'attempts' | 'spoolFiles';

/** What one key has sealed. */
export type KeyFinding = Record<Holder, number> & {
  /** Of these pairs, how many do not open. */
  unreadable: number;
};

export interface Findings {
  /** By the key's id. A key that has sealed nothing is not there. */
  keys: Map<string, KeyFinding>;
  /** What names no key: columns of another shape, spool files that are damaged. */
  shapeless: number;
}

interface Pair {
  holder: Holder;
  place: Omit<SealedPlace, 'field'>;
  accessToken: SealedValue;
  refreshToken: SealedValue;
}

const batch = 500;

/**
 * Opens every sealed pair there is, in the database and in this machine's spool, and forgets it at
 * once. Changes nothing, and may run beside backends that work.
 */
export async function verifyAll(parts: {
  db: Database;
  sealer: Sealer;
  dataDir: string;
}): Promise<Findings> {
  const { db, sealer, dataDir } = parts;
  const findings: Findings = { keys: new Map(), shapeless: 0 };
  // The spool first: what moves from there to the database meanwhile is seen twice, never not at all.
  for await (const pair of spooled(dataDir)) note(findings, sealer, pair);
  for await (const pair of connected(db)) note(findings, sealer, pair);
  for await (const pair of attempted(db)) note(findings, sealer, pair);
  return findings;
}

function note(findings: Findings, sealer: Sealer, pair: Pair | null): void {
  // Both halves are sealed together; a row somebody has meddled with may name two keys.
  const ids = new Set(pair === null ? [''] : [pair.accessToken, pair.refreshToken].map(keyIdOf));
  const isOpen = pair !== null && opens(sealer, pair);
  if (ids.delete('')) findings.shapeless += 1;
  if (pair === null) return;
  for (const id of ids) {
    const finding = findings.keys.get(id) ?? {
      connections: 0,
      attempts: 0,
      spoolFiles: 0,
      unreadable: 0,
    };
    finding[pair.holder] += 1;
    if (!isOpen) finding.unreadable += 1;
    findings.keys.set(id, finding);
  }
}

function opens(sealer: Sealer, { place, ...pair }: Pair): boolean {
  try {
    openTokens(sealer, place, pair);
    return true;
  } catch (error) {
    if (error instanceof SealError) return false;
    throw error;
  }
}

async function* connected(db: Database): AsyncGenerator<Pair> {
  const { id, tokenVersion, accessToken, refreshToken } = tokens;
  for (let after: string | null = null; ;) {
    const rows = await db
      .select({ id, version: tokenVersion, accessToken, refreshToken })
      .from(tokens)
      .where(after === null ? undefined : gt(id, after))
      .orderBy(asc(id))
      .limit(batch);
    for (const { id: rowId, version, ...pair } of rows) {
      const place = { table: 'amo_crm_tokens', rowId, version } as const;
      yield { holder: 'connections', place, ...pair };
    }
    const last: string | undefined = rows.at(-1)?.id;
    if (last === undefined) return;
    after = last;
  }
}

/** Unfinished attempts that amoCRM has already given a pair. */
async function* attempted(db: Database): AsyncGenerator<Pair> {
  const { id } = attempts;
  // Columns that may be null are text once they are not.
  const accessToken = sql<SealedValue>`${attempts.accessToken}`;
  const refreshToken = sql<SealedValue>`coalesce(${attempts.refreshToken}, '')`;
  for (let after: string | null = null; ;) {
    const rows = await db
      .select({ id, accessToken, refreshToken })
      .from(attempts)
      .where(and(isNotNull(attempts.accessToken), after === null ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(batch);
    for (const { id: rowId, ...pair } of rows) {
      const place = { table: 'amo_crm_connect_attempts', rowId, version: 0 } as const;
      yield { holder: 'attempts', place, ...pair };
    }
    const last: string | undefined = rows.at(-1)?.id;
    if (last === undefined) return;
    after = last;
  }
}

/** Null for a damaged file. */
async function* spooled(dataDir: string): AsyncGenerator<Pair | null> {
  for await (const entry of readSpool(dataDir)) yield entry && pairOf(entry);
}

function pairOf({ table, rowId, follows, pair }: SpoolEntry): Pair {
  // A connection's pair is sealed for the version after the one it follows, an attempt has none.
  const version = table === 'amo_crm_tokens' ? follows + 1 : 0;
  const { accessToken, refreshToken } = pair;
  return { holder: 'spoolFiles', place: { table, rowId, version }, accessToken, refreshToken };
}
