import { sandboxServer } from '@foryou-crm/amocrm';
import { connect } from '../../database/open.ts';
import { ApiError } from '../../http/problem.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { createConnections } from '../connections.ts';
import type { AtCrashPoint } from '../vault/crash-points.ts';
import { resealAll } from '../vault/resealing.ts';
import { createSealer } from '../vault/sealing.ts';
import {
  orderSchema,
  workerSetupSchema,
  type Command,
  type Result,
} from './vault-worker-protocol.ts';

/*
 * A backend's connections as a process of their own, for tests that freeze and kill processes. It
 * does what its parent says over IPC.
 */

const setup = workerSetupSchema.parse(JSON.parse(process.env['WORKER_SETUP'] ?? ''));
let { offsetMs } = setup;
const clock = () => new Date(Date.now() + offsetMs);
const tell = (message: object) => process.send?.(message);

let go: () => void = () => undefined;
const at: AtCrashPoint = async (point) => {
  if (point === setup.crashAt) process.kill(process.pid, 'SIGKILL');
  if (point !== setup.holdAt) return;
  const told = new Promise<void>((resolve) => (go = resolve));
  tell({ at: point });
  await told;
};

const { db } = connect(setup.databaseUrl, silentLog);
const tokenKeys = setup.tokenKeys.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') }));
const { clientId, clientSecret, redirectUri, timing } = setup;
const server = sandboxServer({ origin: setup.sandboxOrigin });
const connections = createConnections({
  config: {
    amoCrm: { clientId, clientSecret, redirectUri, vendor: 'amocrm', server },
    tokenKeys,
    dataDir: setup.dataDir,
  },
  db,
  clock,
  log: silentLog,
  timing,
  at,
});

async function obey(command: Command): Promise<Result> {
  switch (command.do) {
    case 'usable':
      return measured(command.callers, () => connections.accountFor(command.userId));
    case 'exchange':
      return measured(1, () => connections.exchangeCodeForUser(command.userId, command.input));
    case 'disconnect':
      return measured(1, () => connections.disconnectUser(command.userId));
    case 'refreshDue':
      return measured(1, () => connections.keeper.refreshDue());
    case 'replaySpool':
      return measured(1, () => connections.keeper.replaySpool());
    case 'reseal':
      return measured(1, () =>
        resealAll({ db, sealer: createSealer(tokenKeys), clock, actor: { kind: 'command' }, at }),
      );
    case 'clock':
      offsetMs = command.offsetMs;
      return measured(0, () => Promise.resolve());
    case 'go':
      go();
      return measured(0, () => Promise.resolve());
  }
}

async function measured(times: number, work: () => Promise<unknown>): Promise<Result> {
  const result: Result = { served: 0, refused: [], broken: [], longestMs: 0 };
  const began = performance.now();
  const one = async () => {
    try {
      await work();
      result.served += 1;
    } catch (error) {
      if (error instanceof ApiError) result.refused.push(error.problem);
      else result.broken.push(error instanceof Error ? error.message : 'unknown');
    }
    result.longestMs = performance.now() - began;
  };
  await Promise.all(Array.from({ length: times }, one));
  return result;
}

process.on('message', (message) => {
  const { id, command } = orderSchema.parse(message);
  void obey(command).then((result) => tell({ id, result }));
});
process.on('disconnect', () => process.exit(0));
tell({ ready: true });
