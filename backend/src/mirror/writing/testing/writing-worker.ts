import { acceptanceSchema } from '@foryou-crm/contract/incoming';
import {
  leadChangeSchema,
  newLeadSchema,
  newNoteSchema,
  newTaskSchema,
  taskCompletionSchema,
} from '@foryou-crm/contract/writing';
import { sandboxServer } from '@foryou-crm/amocrm';
import { z } from 'zod';
import { createConnections } from '../../../amo-crm/connections.ts';
import { connect } from '../../../database/open.ts';
import { silentLog } from '../../../testing/silent-log.ts';
import { createReadViewer } from '../../rights/read-viewer.ts';
import { addNote } from '../add-note.ts';
import { addTask } from '../add-task.ts';
import { changeLead } from '../change-lead.ts';
import { completeTask } from '../complete-task.ts';
import { createLead } from '../create-lead.ts';
import { writePoints } from '../parts.ts';
import { acceptIncoming, declineIncoming } from '../sort-incoming.ts';

/*
 * A backend that does one write and dies at the point it was told, for tests that look at what it left.
 */

export const writingSetupSchema = z.object({
  databaseUrl: z.string(),
  sandboxOrigin: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUri: z.string(),
  tokenKey: z.string(),
  keyId: z.string(),
  offsetMs: z.number(),
  userId: z.string(),
  act: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('create'), key: z.string(), body: newLeadSchema }),
    z.object({ kind: z.literal('change'), id: z.number(), body: leadChangeSchema }),
    z.object({ kind: z.literal('note'), id: z.number(), key: z.string(), body: newNoteSchema }),
    z.object({ kind: z.literal('task'), id: z.number(), key: z.string(), body: newTaskSchema }),
    z.object({ kind: z.literal('complete'), id: z.number(), body: taskCompletionSchema }),
    z.object({ kind: z.literal('accept'), uid: z.string(), body: acceptanceSchema }),
    z.object({ kind: z.literal('decline'), uid: z.string() }),
  ]),
  dieAt: z.enum(writePoints),
});
export type WritingSetup = z.infer<typeof writingSetupSchema>;

const setup = writingSetupSchema.parse(JSON.parse(process.env['WORKER_SETUP'] ?? ''));
const clock = () => new Date(Date.now() + setup.offsetMs);
const { db, pool } = connect(setup.databaseUrl, silentLog);
const { clientId, clientSecret, redirectUri, userId, act } = setup;
const connections = createConnections({
  config: {
    amoCrm: {
      ...{ clientId, clientSecret, redirectUri, vendor: 'amocrm' },
      server: sandboxServer({ origin: setup.sandboxOrigin }),
    },
    tokenKeys: [{ id: setup.keyId, key: Buffer.from(setup.tokenKey, 'base64') }],
    dataDir: '/nowhere',
  },
  ...{ db, clock, log: silentLog },
});
const parts = {
  ...{ db, clock, accountFor: connections.accountFor },
  readViewer: createReadViewer({ db, clock }),
  at(point: string) {
    if (point === setup.dieAt) process.kill(process.pid, 'SIGKILL');
  },
};
function perform(): Promise<unknown> {
  switch (act.kind) {
    case 'create':
      return createLead(parts, { userId, key: act.key }, act.body);
    case 'change':
      return changeLead(parts, userId, act.id, act.body);
    case 'note':
      return addNote(parts, { userId, key: act.key }, act.id, act.body);
    case 'task':
      return addTask(parts, { userId, key: act.key }, act.id, act.body);
    case 'complete':
      return completeTask(parts, userId, act.id, act.body);
    case 'accept':
      return acceptIncoming(parts, userId, act.uid, act.body);
    case 'decline':
      return declineIncoming(parts, userId, act.uid);
  }
}
await perform();
await connections.close();
await pool.end();
