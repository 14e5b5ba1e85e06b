import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbedded } from '../database/embedded.ts';
import { migrateDatabase } from '../database/migrate.ts';
import { silentLog } from './silent-log.ts';

export const TEMPLATE = 'template_foryou';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/**
 * One real PostgreSQL for a test run, with a migrated database to clone. Its data does not outlive
 * the run, so it is not fsynced.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'foryou-tests-'));
  // As root the server is another user's, who has to pass through here.
  await chmod(folder, 0o711);
  const server = await startEmbedded({
    folder: join(folder, 'postgres'),
    log: silentLog,
    durable: false,
  });
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  await migrateDatabase(server.url(TEMPLATE));
  project.provide('postgresUrl', server.url('postgres'));
  return async () => {
    await server.stop();
    await rm(server.folder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
}
