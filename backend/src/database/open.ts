import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Config, Mode } from '../config.ts';
import type { Log } from '../log.ts';
import { StartRefusal } from '../start-refusal.ts';
import { startEmbedded } from './embedded.ts';
import { claimFolder } from './folder-owner.ts';
import { migrateDatabase } from './migrate.ts';
import * as schema from './schema.ts';
import { placeOf, wordsOf } from './words.ts';

export type Database = NodePgDatabase<typeof schema> & { $client: pg.Pool };

/** A transaction or the database itself. */
export type Session = Pick<Database, 'select' | 'insert' | 'update' | 'delete' | 'execute'>;

export interface OpenDatabase {
  db: Database;
  pool: pg.Pool;
  /** With its password: for processes of ours, never for a log. */
  url: string;
  /** Resolves when the embedded server is gone, wanted or not; never for a server elsewhere. */
  gone: Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  log: Log;
  /** Who takes the data folder, for the words another start is refused with. */
  what?: string;
}

/**
 * The server of DATABASE_URL, else an embedded one with its data in DATA_DIR; migrated, checked, and
 * marked as this deployment's. Everything a person can put right is a `StartRefusal`.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'mode'>,
  { log, what = 'backend' }: OpenOptions,
): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const opened = await prepare(config.databaseUrl, config.mode, log);
    return { ...opened, gone: new Promise(() => undefined), close: () => opened.pool.end() };
  }
  const claim = await claimFolder(config.dataDir, what);
  try {
    const server = await startEmbedded({ folder: join(config.dataDir, 'postgres'), log });
    try {
      await createIfMissing(server.url('postgres'));
      const opened = await prepare(server.url(NAME), config.mode, log);
      await claim.publish(opened.url);
      const close = async () => {
        await opened.pool.end();
        await server.stop();
        await claim.release();
      };
      return { ...opened, gone: server.gone, close };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** The database's name in the embedded server. */
const NAME = 'foryou';

async function createIfMissing(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [NAME]);
    if (found.rowCount === 0) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}

async function prepare(url: string, mode: Mode, log: Log) {
  await checkServer(url);
  await migrateDatabase(url);
  const { db, pool } = connect(url, log);
  try {
    await checkDeployment(db, mode);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { db, pool, url };
}

/** A pool on a database that is ready; nothing is checked. */
export function connect(url: string, log: Log): { db: Database; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'foryou-crm',
    max: 10,
    connectionTimeoutMillis: 5_000,
    // No query of a request is meant to last: a stuck one must not hold its connection for ever.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    // A server that fell silent ends no statement: then our own clock does.
    query_timeout: 35_000,
    keepAlive: true,
  });
  const broke = (error: Error) => {
    if (!pool.ending) log.warn({ reason: error.message }, 'A database connection broke');
  };
  // A connection that breaks is replaced by the pool, and its query, if it has one, fails. Without a
  // listener it would end the process: the pool listens to idle ones only, not inside a transaction.
  pool.on('error', broke);
  pool.on('connect', (client) => client.on('error', broke));
  return { db: drizzle(pool, { schema }), pool };
}

/**
 * Does all of `work` or nothing. Instead of Drizzle's own, which never gives a connection back whose
 * BEGIN fails: after a few moments without a database the pool would be empty for good.
 */
export async function transaction<T>(db: Database, work: (tx: Session) => Promise<T>): Promise<T> {
  const client = await db.$client.connect();
  let isUsable = true;
  try {
    await client.query('begin');
    const result = await work(drizzle(client));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      isUsable = false;
    });
    throw error;
  } finally {
    client.release(!isUsable);
  }
}

const OLDEST_VERSION = 150_000;

/** Says what is wrong with a server before anything is changed on it. */
async function checkServer(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    throw new StartRefusal(`The database at ${placeOf(url)} cannot be used: ${wordsOf(cause)}`, {
      cause,
    });
  }
  try {
    const version = await client.query<{ n: number }>(
      `select current_setting('server_version_num')::int as n`,
    );
    if ((version.rows[0]?.n ?? 0) < OLDEST_VERSION) {
      throw new StartRefusal(`The database at ${placeOf(url)} is older than PostgreSQL 15.`);
    }
  } finally {
    await client.end();
  }
}

/** A demo's made-up people and a real agency's never share a database. */
async function checkDeployment(db: Database, mode: Mode): Promise<void> {
  await db.insert(schema.deployment).values({ id: 1, mode }).onConflictDoNothing();
  const [row] = await db.select({ mode: schema.deployment.mode }).from(schema.deployment);
  if (row === undefined || (row.mode === 'demo') === (mode === 'demo')) return;
  throw new StartRefusal(
    row.mode === 'demo'
      ? `This database belongs to a demo, and FORYOU_MODE is ${mode}. Choose another DATA_DIR or DATABASE_URL.`
      : `This database belongs to a ${row.mode} deployment, and FORYOU_MODE is demo: a demo would ` +
          'put made-up people into it. Choose another DATA_DIR or DATABASE_URL.',
  );
}

/** True when the database answers; the health check's whole question. */
export async function isAnswering(db: Database): Promise<boolean> {
  return db.execute(sql`select 1`).then(
    () => true,
    () => false,
  );
}
