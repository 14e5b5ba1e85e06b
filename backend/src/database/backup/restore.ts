import { pipeline } from 'node:stream/promises';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Mode } from '../../config.ts';
import { StartRefusal } from '../../start-refusal.ts';
import type { Database } from '../open.ts';
import { readBackup, type Counts, type Header, type TableHead } from './format.ts';
import { markRestored, refuseRunning } from './restored.ts';
import {
  appliedSchemaVersion,
  isSameVersion,
  nameOf,
  ourSchemaVersion,
  type SchemaVersion,
} from './schema-version.ts';
import { withSession } from './session.ts';
import { quoted, quotedList, readTables, setSequences } from './tables.ts';

export interface Restored {
  counts: Counts;
  /** How many connections will be tried once. */
  connections: number;
  /** Tables of the backup that are none of this backend's. */
  skipped: string[];
}

/**
 * Reads the whole file, and looks whether it is for this deployment; touches no database.
 * @throws {StartRefusal}
 */
export async function checkBackup(file: string, mode: Mode): Promise<Header> {
  const { header } = await readBackup(file);
  refuseOtherVersion(header, ourSchemaVersion());
  if ((header.mode === 'demo') !== (mode === 'demo')) {
    throw new StartRefusal(
      header.mode === 'demo'
        ? `This is the backup of a demo, and FORYOU_MODE is ${mode}.`
        : `This is the backup of a ${header.mode} deployment, and FORYOU_MODE is demo.`,
    );
  }
  return header;
}

/**
 * Puts a backup into a migrated, empty database: all of it in one transaction, or nothing. Every
 * connection is marked by `markRestored` in the same one. `isOurs`: the caller owns the data folder of
 * the database, so that no backend can run on it.
 * @throws {StartRefusal}
 */
export async function restoreBackup(parts: {
  db: Database;
  url: string;
  file: string;
  isOurs: boolean;
}): Promise<Restored> {
  const { db, url, file, isOurs } = parts;
  if (!isOurs) await refuseRunning(db);
  return withSession(url, async (client) => {
    await client.query('begin');
    try {
      const tables = new Map(
        (await readTables(client)).map((table) => [table.name, table.columns]),
      );
      // Nobody writes from here on; who comes now waits, and finds the restored rows.
      const names = [...tables.keys()].map(quoted).join(', ');
      await client.query(`lock table ${names} in exclusive mode`);
      await refuseFull(client, [...tables.keys()]);
      await client.query('delete from deployment');
      const skipped: string[] = [];
      const { header, counts } = await readBackup(file, async (head, rows) => {
        const columns = tables.get(head.table);
        if (columns === undefined) skipped.push(head.table);
        else await putIn(client, head, columns, rows);
      });
      const version = await appliedSchemaVersion(client);
      refuseOtherVersion(header, version ?? []);
      await setSequences(client);
      const connections = await markRestored(drizzle(client));
      await client.query('commit');
      return { counts, connections, skipped };
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

function refuseOtherVersion({ schema: its }: Header, ours: SchemaVersion): void {
  if (isSameVersion(its, ours)) return;
  throw new StartRefusal(
    `The backup was made with the schema ${nameOf(its)}, and here it is ${nameOf(ours)}. Restore it ` +
      'with the version of the backend that made it; then update, and the start migrates it.',
  );
}

/** A start fills `deployment` by itself; any other row is somebody's. */
async function refuseFull(client: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    if (table === 'deployment') continue;
    const { rowCount } = await client.query(`select from ${quoted(table)} limit 1`);
    if (rowCount === 0) continue;
    throw new StartRefusal(
      `The database is not empty: there are rows in ${table}. A backup is restored into an empty one ` +
        'only. Choose another DATA_DIR or DATABASE_URL.',
    );
  }
}

async function putIn(
  client: pg.Client,
  { table, columns }: TableHead,
  known: readonly string[],
  rows: AsyncIterable<Buffer>,
): Promise<void> {
  const strange = columns.filter((column) => !known.includes(column));
  if (strange.length > 0) {
    throw new StartRefusal(
      `The table ${table} has no ${strange.join(', ')} here, as in the backup.`,
    );
  }
  const copy = copyFrom(`copy ${quoted(table)} (${quotedList(columns)}) from stdin`);
  try {
    await pipeline(rows, client.query(copy));
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error;
    // Class 22 and 23: the values themselves do not fit. What else is not the file's fault.
    if (!/^2[23]/.test(error.code)) throw error;
    throw new StartRefusal(
      `The rows of ${table} do not fit: ${error.message}. Nothing was changed.`,
      { cause: error },
    );
  }
}
