import { buildApp } from '@foryou-crm/backend/app';
import { addPerson } from '@foryou-crm/backend/auth/people';
import { systemClock } from '@foryou-crm/backend/clock';
import { migrateDatabase } from '@foryou-crm/backend/database/migrate';
import { connect } from '@foryou-crm/backend/database/open';
import { mirrorRows, rightsOf } from '@foryou-crm/backend/mirror/testing/mirror-rows';
import { testConfig } from '@foryou-crm/backend/testing/config';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { apiTokenSchema } from '@foryou-crm/contract/app';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { startScratchPostgres } from '../vault/scratch-postgres.ts';
import { brokers, fillMirror, pipelineId, stages } from './fill.ts';

/** Who looks, as amoCRM's users: an administrator, and brokers who see all, their group's or their own. */
export const kinds = ['admin', 'view A', 'view G', 'view M'] as const;
export type Kind = (typeof kinds)[number];

export interface World {
  databaseUrl: string;
  /** What the application itself asks through. */
  pool: pg.Pool;
  app: FastifyInstance;
  headers: Record<Kind, { authorization: string }>;
  close(): Promise<void>;
}

const accountId = 31_894_702;
const userIds: Record<Kind, number> = { admin: 99, 'view A': 1, 'view G': 2, 'view M': 3 };
const password = 'a-right-password';

/** Accounts of 1,000 and of 100,000 leads, each in a database of its own on one PostgreSQL. */
export async function withWorlds<T>(
  measure: (worlds: { small: World; big: World }) => Promise<T>,
): Promise<T> {
  const postgres = await startScratchPostgres();
  const open: World[] = [];
  try {
    const big = await startWorld(postgres.url, 100_000);
    open.push(big);
    const small = await startWorld(postgres.url, 1_000);
    open.push(small);
    return await measure({ small, big });
  } finally {
    await Promise.all(open.map((world) => world.close()));
    await postgres.dispose();
  }
}

/** The whole application on a database whose one account has these many leads. Sign-ins last 5 minutes. */
async function startWorld(server: string, leads: number): Promise<World> {
  const databaseUrl = await createDatabase(server, `leads_${leads}`);
  const { db, pool } = connect(databaseUrl, silentLog);
  const config = testConfig({ databaseUrl });
  const app = await buildApp({ config, db, clock: systemClock, keepsMirrors: false });
  const rows = mirrorRows(db, accountId);
  await rows.account({ importedRows: leads, lastSyncAt: rows.now });
  await rows.pipeline(pipelineId, stages);
  const rightsOfBroker = (id: number) => {
    if (id === userIds['view G']) return rightsOf('G');
    return id === userIds['view M'] ? rightsOf('M') : rightsOf('A');
  };
  for (let id = 1; id <= brokers; id += 1) {
    const groupId = Math.floor((id - 1) / 5);
    await rows.user(id, { name: `Broker ${id}`, groupId, rights: rightsOfBroker(id) });
  }
  await rows.user(userIds.admin, { name: 'Head of sales', isAdmin: true, groupId: 0 });
  await fillMirror(pool, accountId, leads);
  await pool.query('vacuum analyze');

  const signIn = async (kind: Kind) => {
    const email = `${userIds[kind]}@agency.example`;
    const person = await addPerson(db, { email, name: kind, role: 'user', password });
    if (!person) throw new Error(`${email} is there already.`);
    await rows.connect(person.id, userIds[kind]);
    const url = paths.auth.signIn;
    const signedIn = await app.inject({ method: 'POST', url, body: { email, password } });
    const session = String(signedIn.headers['set-auth-token']);
    const token = await app.inject({
      url: paths.auth.token,
      headers: { authorization: `Bearer ${session}` },
    });
    return { authorization: `Bearer ${apiTokenSchema.parse(token.json()).token}` };
  };
  return {
    databaseUrl,
    pool,
    app,
    headers: {
      admin: await signIn('admin'),
      'view A': await signIn('view A'),
      'view G': await signIn('view G'),
      'view M': await signIn('view M'),
    },
    async close() {
      await app.close();
      await pool.end();
    },
  };
}

async function createDatabase(server: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`).finally(() => client.end());
  const url = server.replace(/[^/]*$/, name);
  await migrateDatabase(url);
  return url;
}
