import type { CoreConfig } from '../config.ts';
import { createLogger } from '../http/logging.ts';
import { livingOwner } from './folder-owner.ts';
import { connect, openDatabase, type Database } from './open.ts';

/**
 * For a command line: the database of a running backend, else one of our own for as long as the
 * command takes. `what` names the command in the words another start is refused with.
 */
export async function reachDatabase(
  config: Pick<CoreConfig, 'databaseUrl' | 'dataDir' | 'mode'>,
  what: string,
): Promise<{ db: Database; close(): Promise<void> }> {
  const log = createLogger('warn', process.stderr);
  const owner = config.databaseUrl === null ? await livingOwner(config.dataDir) : null;
  if (owner?.url) {
    const { db, pool } = connect(owner.url, log);
    return { db, close: () => pool.end() };
  }
  return openDatabase(config, { log, what });
}
