import { fork } from 'node:child_process';
import { join } from 'node:path';
import { clientId, clientSecret, type AmoWorld } from '../../amo-crm/testing/amo-world.ts';
import type { ImportSetup } from './import-worker.ts';

interface Death extends Pick<ImportSetup, 'dieAt' | 'point'> {
  /** Killed by us so long after its first write, whatever it does then. */
  killAfterMs?: number;
}

/** Runs a backend process until it dies at its n-th write or has nothing left to do; true: it died. */
export async function workUntil(
  { config, database, sandbox, offsetMs }: AmoWorld,
  { dieAt, point, killAfterMs }: Death,
): Promise<boolean> {
  const [key] = config.tokenKeys;
  if (!key) throw new Error('no key');
  const setup: ImportSetup = {
    databaseUrl: database.url,
    sandboxOrigin: sandbox.origin,
    ...{ clientId, clientSecret, dieAt, point },
    redirectUri: config.amoCrm.redirectUri,
    publicUrl: config.publicUrl.href,
    keyId: key.id,
    tokenKey: key.key.toString('base64'),
    offsetMs: offsetMs(),
  };
  const child = fork(join(import.meta.dirname, 'import-worker.ts'), {
    env: { PATH: process.env['PATH'], WORKER_SETUP: JSON.stringify(setup) },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let killing: NodeJS.Timeout | undefined;
    if (killAfterMs !== undefined) {
      child.once('message', () => {
        killing = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      });
    }
    child.once('exit', (code, signal) => {
      clearTimeout(killing);
      if (signal === 'SIGKILL') resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`The worker ended with ${String(code)}`));
    });
  });
}
