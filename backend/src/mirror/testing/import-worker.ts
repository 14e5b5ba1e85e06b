import { sandboxServer } from '@foryou-crm/amocrm';
import { z } from 'zod';
import { createConnections } from '../../amo-crm/connections.ts';
import { connect } from '../../database/open.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { createMirror } from '../sync/mirror.ts';

/*
 * A backend that keeps mirrors and nothing else, for tests that kill it. It ends when nothing is due,
 * or by SIGKILL at the write it was told.
 */

export const importSetupSchema = z.object({
  databaseUrl: z.string(),
  sandboxOrigin: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  publicUrl: z.string(),
  tokenKey: z.string(),
  keyId: z.string(),
  offsetMs: z.number(),
  /** The write it dies at, counted from 1 (null: none), and whether that one is committed. */
  dieAt: z.number().nullable(),
  point: z.enum(['uncommitted', 'committed']),
});
export type ImportSetup = z.infer<typeof importSetupSchema>;

const setup = importSetupSchema.parse(JSON.parse(process.env['WORKER_SETUP'] ?? ''));
const clock = () => new Date(Date.now() + setup.offsetMs);
const { db, pool } = connect(setup.databaseUrl, silentLog);
const { clientId, clientSecret, redirectUri } = setup;
const server = sandboxServer({ origin: setup.sandboxOrigin });
const connections = createConnections({
  config: {
    amoCrm: { clientId, clientSecret, redirectUri, vendor: 'amocrm', server },
    tokenKeys: [{ id: setup.keyId, key: Buffer.from(setup.tokenKey, 'base64') }],
    dataDir: '/nowhere',
  },
  ...{ db, clock, log: silentLog },
});
let writes = 0;
const mirror = createMirror({
  config: { publicUrl: new URL(setup.publicUrl) },
  ...{ db, clock, log: silentLog, accountFor: connections.accountFor },
  at(point) {
    if (point !== setup.point) return;
    if (writes === 0) process.send?.('writing');
    writes += 1;
    if (writes === setup.dieAt) process.kill(process.pid, 'SIGKILL');
  },
});
await mirror.settle();
await connections.close();
await pool.end();
// An open channel would keep it alive.
process.disconnect();
