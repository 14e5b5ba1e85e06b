import { fork } from 'node:child_process';
import { join } from 'node:path';
import { clientId, clientSecret, type AmoWorld } from '../../../amo-crm/testing/amo-world.ts';
import type { WritingSetup } from './writing-worker.ts';

/** Has a backend process do one write until it dies; false: it came to its end. */
export async function writeUntil(
  { config, database, sandbox, offsetMs }: AmoWorld,
  what: Pick<WritingSetup, 'userId' | 'act' | 'dieAt'>,
): Promise<boolean> {
  const [key] = config.tokenKeys;
  if (!key) throw new Error('no key');
  const setup: WritingSetup = {
    databaseUrl: database.url,
    sandboxOrigin: sandbox.origin,
    ...{ clientId, clientSecret },
    redirectUri: config.amoCrm.redirectUri,
    keyId: key.id,
    tokenKey: key.key.toString('base64'),
    offsetMs: offsetMs(),
    ...what,
  };
  const child = fork(join(import.meta.dirname, 'writing-worker.ts'), {
    env: { PATH: process.env['PATH'], WORKER_SETUP: JSON.stringify(setup) },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`The worker ended with ${String(code)}`));
    });
  });
}
