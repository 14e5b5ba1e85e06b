import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from '../database/open.ts';
import { TEMPLATE } from './global-setup.ts';
import { silentLog } from './silent-log.ts';

export interface TestDatabase {
  db: Database;
  pool: pg.Pool;
  url: string;
  /** Also drops it. */
  close(): Promise<void>;
}

/** A fresh, migrated database on the run's real PostgreSQL, for one test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${TEMPLATE}`);
  const url = server.replace(/[^/]*$/, name);
  const { db, pool } = connect(url, silentLog);
  const close = async () => {
    await pool.end();
    await administer(server, `drop database ${name} with (force)`);
  };
  return { db, pool, url, close };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
