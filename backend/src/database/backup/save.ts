import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Clock } from '../../clock.ts';
import { StartRefusal } from '../../start-refusal.ts';
import { deployment } from '../schema.ts';
import { placeOf } from '../words.ts';
import { writeBackup, type Counts, type Header, type TableHead } from './format.ts';
import { writeNewFile } from './new-file.ts';
import { appliedSchemaVersion } from './schema-version.ts';
import { withSession } from './session.ts';
import { quoted, quotedList, readTables } from './tables.ts';

export interface Saved {
  counts: Counts;
  mode: Header['mode'];
  bytes: number;
}

/**
 * Writes everything the database holds at one moment into a new file; see `format.ts`. Whoever uses
 * the database meanwhile is not held up. Tokens stay sealed; the keys are not in it.
 * @throws {StartRefusal}
 */
export function saveBackup(parts: { url: string; file: string; clock: Clock }): Promise<Saved> {
  const { url, file, clock } = parts;
  return withSession(url, async (client) => {
    await client.query('begin isolation level repeatable read, read only');
    const { schema, mode } = await readDeployment(client, url);
    const tables = (await readTables(client)).map(({ name, columns }) => ({
      table: name,
      columns,
    }));
    const counts: Counts = {};
    const head = { schema, at: clock().toISOString(), mode };
    const content = writeBackup(head, tables, (table) => rowsOf(client, table), counts);
    const bytes = await writeNewFile(file, content);
    await client.query('commit');
    return { counts, mode, bytes };
  });
}

/** An empty database is most likely the wrong one, and its backup would be found out too late. */
async function readDeployment(
  client: pg.Client,
  url: string,
): Promise<Pick<Header, 'schema' | 'mode'>> {
  const schema = await appliedSchemaVersion(client);
  const db = drizzle(client);
  const [row] = schema === null ? [] : await db.select({ mode: deployment.mode }).from(deployment);
  if (schema === null || row === undefined) {
    throw new StartRefusal(`There is no For You CRM in the database at ${placeOf(url)}.`);
  }
  const people = await client.query('select from users limit 1');
  if (people.rowCount === 0) {
    throw new StartRefusal(
      `There is nobody in the database at ${placeOf(url)}, so nothing to save. Is it the right ` +
        'DATA_DIR or DATABASE_URL?',
    );
  }
  return { schema, mode: row.mode };
}

function rowsOf(client: pg.Client, { table, columns }: TableHead): AsyncIterable<Buffer> {
  const rows = client.query(
    copyTo(`copy (select ${quotedList(columns)} from ${quoted(table)}) to stdout`),
  );
  // It may fail after its reader has gone, when the file could not be written.
  rows.on('error', () => undefined);
  return rows;
}
