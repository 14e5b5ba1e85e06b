import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded } from '@foryou-crm/backend/database/embedded';
import { migrateDatabase } from '@foryou-crm/backend/database/migrate';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import pg from 'pg';

export interface ScratchPostgres {
  /** Of a migrated database, password included. */
  url: string;
  /** Also removes its data. */
  dispose(): Promise<void>;
}

/** A real PostgreSQL with a migrated, empty database. It fsyncs as in service. */
export async function startScratchPostgres(): Promise<ScratchPostgres> {
  const folder = await mkdtemp(path.join(tmpdir(), 'foryou-bench-'));
  // As root the server is another user's, who has to pass through here.
  await chmod(folder, 0o711);
  const server = await startEmbedded({ folder: path.join(folder, 'postgres'), log: silentLog });
  const dispose = async () => {
    await server.stop();
    for (const made of [server.folder, folder]) await rm(made, { recursive: true, force: true });
  };
  try {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query('create database bench').finally(() => client.end());
    await migrateDatabase(server.url('bench'));
    return { url: server.url('bench'), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
