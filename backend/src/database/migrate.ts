import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { StartRefusal } from '../start-refusal.ts';
import { placeOf, wordsOf } from './words.ts';

const folder = join(import.meta.dirname, 'migrations');
/** "foryou" as a number: one door for all backends that start at once on the same database. */
const LOCK = 0x666f72796f75;

/**
 * Brings the database up to this version's schema. Backends that start together take turns, and
 * each looks whether names will be found in it: a `StartRefusal` says what it lacks.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'foryou-crm migrations',
  });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await checkTrigrams(client, url);
    await migrate(drizzle(client), { migrationsFolder: folder });
  } finally {
    // Ending the session gives the lock back.
    await client.end();
  }
}

async function checkTrigrams(client: pg.Client, url: string): Promise<void> {
  // Trusted since PostgreSQL 13: the owner of the database may, no superuser is needed.
  await client.query('create extension if not exists pg_trgm').catch((cause: unknown) => {
    throw new StartRefusal(
      `The extension pg_trgm cannot be created at ${placeOf(url)}: ${wordsOf(cause)}. Ask the ` +
        'server’s administrator to create it in this database.',
      { cause },
    );
  });
  const trigrams = await client.query<{ n: number }>(
    `select coalesce(array_length(show_trgm('Олена'), 1), 0) as n`,
  );
  if (trigrams.rows[0]?.n === 0) {
    throw new StartRefusal(
      `The database at ${placeOf(url)} does not know Cyrillic letters, so names would not be ` +
        'found. Create it with ENCODING UTF8 and a UTF-8 locale, such as C.UTF-8.',
    );
  }
}
