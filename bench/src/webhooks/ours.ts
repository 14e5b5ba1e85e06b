import { buildApp } from '@foryou-crm/backend/app';
import { systemClock } from '@foryou-crm/backend/clock';
import { connect } from '@foryou-crm/backend/database/open';
import { hookHashOf, hooksPath, newHookSecret } from '@foryou-crm/backend/mirror/hooks/address';
import { mirrorAccounts, mirrorHooks } from '@foryou-crm/backend/mirror/tables';
import { testConfig } from '@foryou-crm/backend/testing/config';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';

/*
 * The whole backend on a database, with an account whose hooks come in; nobody is connected, so none of
 * them is read. Says where they come in, and then how many are stored.
 */

const { databaseUrl, accountId } = readSetup(
  z.object({ databaseUrl: z.string(), accountId: z.int() }),
);
const { db } = connect(databaseUrl, silentLog);
const secret = newHookSecret();
await db
  .insert(mirrorAccounts)
  .values({ accountId, coverage: 'full', hookHash: hookHashOf(secret) });
const app = await buildApp({ config: testConfig(), db, clock: systemClock });
const origin = await app.listen({ port: 0, host: '127.0.0.1' });
serveChild(async () => ({
  url: `${origin}${hooksPath}/${secret}`,
  stored: await db.$count(mirrorHooks),
}));
