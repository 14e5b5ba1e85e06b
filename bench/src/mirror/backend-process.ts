import { buildApp } from '@foryou-crm/backend/app';
import { systemClock } from '@foryou-crm/backend/clock';
import { connect } from '@foryou-crm/backend/database/open';
import { testConfig } from '@foryou-crm/backend/testing/config';
import { silentLog } from '@foryou-crm/backend/testing/silent-log';
import { z } from 'zod';
import { readSetup, serveChild } from '../serve-child.ts';

/*
 * One backend of several on one database.
 */

const { databaseUrl } = readSetup(z.object({ databaseUrl: z.string() }));
const { db } = connect(databaseUrl, silentLog);
const config = testConfig({ databaseUrl });
const app = await buildApp({ config, db, clock: systemClock, keepsMirrors: false });
const origin = await app.listen({ host: '127.0.0.1', port: 0 });
serveChild(() => Promise.resolve({ origin }));
