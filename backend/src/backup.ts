import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from './clock.ts';
import { readCoreConfig, type CoreConfig } from './config.ts';
import { checkBackup, restoreBackup } from './database/backup/restore.ts';
import { markRestored, refuseRunning } from './database/backup/restored.ts';
import { saveBackup } from './database/backup/save.ts';
import { isDatabaseFailure } from './database/failure.ts';
import { livingOwner } from './database/folder-owner.ts';
import { openDatabase, type OpenDatabase } from './database/open.ts';
import { createLogger } from './http/logging.ts';
import { StartRefusal } from './start-refusal.ts';

const help = `The backup of this deployment's database.

  npm run backup -- <command>

  save <file>      writes everything the database holds into a new file; the backend may run
                   meanwhile
  restore <file>   puts it into an empty database; no backend may run
  mark-restored    for a database that came back by other means (pg_dump, a snapshot of a disk):
                   run it once, before the backend starts

  The amoCRM tokens in a backup are sealed. The keys that open them are not in it: keep them too,
  and apart from it. docs/backup.md says what to keep, and how to restore step by step. The settings
  are those of the backend (FORYOU_MODE, DATA_DIR or DATABASE_URL).
`;

/** A wrong word on the command line: said in one sentence, with where to read on. */
class UsageError extends Error {}

async function run(args: string[]): Promise<number> {
  const { command, file, isHelp } = read(args);
  if (isHelp || command === undefined) {
    say(help);
    return isHelp ? 0 : 1;
  }
  const act = commands[command];
  if (!act) throw new UsageError(`There is no command "${command}".`);
  await act(file);
  return 0;
}

function read(args: string[]): {
  command: string | undefined;
  file: string | undefined;
  isHelp: boolean;
} {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    const [command, file] = positionals;
    if (positionals.length > 2) throw new UsageError('One command and one file at a time.');
    return { command, file, isHelp: values.help === true };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

const commands: Record<string, ((file: string | undefined) => Promise<void>) | undefined> = {
  async save(name) {
    const file = resolve(named(name));
    const config = readCoreConfig(process.env);
    const saved = await onRunningOrOwn(config, (url) =>
      saveBackup({ url, file, clock: systemClock }),
    );
    const { counts, mode, bytes } = saved;
    say(`Saved to ${file} (${Math.ceil(bytes / 1024)} KB), of a ${mode} deployment: ${held(counts)}.

The keys are not in it. ${whereKeysAre(config)}
Keep them too, and apart from this file: without them the amoCRM connections in it cannot be opened.`);
  },

  async restore(name) {
    const file = resolve(named(name));
    const config = readCoreConfig(process.env);
    const { at } = await checkBackup(file, config.mode);
    const isOurs = config.databaseUrl === null;
    const { counts, connections, skipped } = await onOwn(config, ({ db, url }) =>
      restoreBackup({ db, url, file, isOurs }),
    );
    say(`Restored what there was on ${at}: ${held(counts)}.`);
    for (const table of skipped) say(`Left out: the table ${table}, which is none of ours.`);
    sayWhatFollows(connections);
  },

  async 'mark-restored'(name) {
    if (name !== undefined) throw new UsageError('mark-restored takes no file.');
    const config = readCoreConfig(process.env);
    const connections = await onOwn(config, async ({ db }) => {
      if (config.databaseUrl !== null) await refuseRunning(db);
      return markRestored(db);
    });
    sayWhatFollows(connections);
  },
};

function named(file: string | undefined): string {
  if (file === undefined || file === '') throw new UsageError('Name a file.');
  return file;
}

/** For what only reads: beside a running backend, else on a database started for it. */
async function onRunningOrOwn<T>(
  config: CoreConfig,
  work: (url: string) => Promise<T>,
): Promise<T> {
  // Not opened as a backend does: that would migrate what is to be saved as it is.
  if (config.databaseUrl !== null) return work(config.databaseUrl);
  const owner = await livingOwner(config.dataDir);
  if (owner?.url) return work(owner.url);
  return onOwn(config, ({ url }) => work(url));
}

/** For what changes everything: an embedded database is opened only where no backend runs. */
async function onOwn<T>(
  config: CoreConfig,
  work: (opened: OpenDatabase) => Promise<T>,
): Promise<T> {
  const log = createLogger('warn', process.stderr);
  const opened = await openDatabase(config, { log, what: 'backup command' });
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

function held(counts: Record<string, number>): string {
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const people = many(counts['users'] ?? 0, 'person', 'people');
  const connections = many(counts['amo_crm_tokens'] ?? 0, 'connection');
  return `${people}, ${connections}, ${many(rows, 'row')} in all`;
}

const whereKeysAre = ({ mode, dataDir }: CoreConfig) =>
  mode === 'production'
    ? 'They are AMO_CRM_TOKEN_KEYS and AUTH_SECRET in the settings.'
    : `They are in ${dataDir}/keys.json, or AMO_CRM_TOKEN_KEYS and AUTH_SECRET where those are set.`;

function sayWhatFollows(connections: number): void {
  say(`${many(connections, 'connection')} will be tried once when the backend starts. One that amoCRM has renewed since the
backup no longer takes the old tokens: that person is asked to connect again, and nothing else is lost.`);
}

const many = (count: number, one: string, more = `${one}s`) =>
  `${count} ${count === 1 ? one : more}`;

function say(text: string, to: 'stdout' | 'stderr' = 'stdout'): void {
  process[to].write(`${text}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) say(`${error.message} See: npm run backup -- --help`, 'stderr');
  else if (error instanceof StartRefusal) say(error.message, 'stderr');
  else if (isDatabaseFailure(error)) {
    say('The database does not answer. Nothing was changed: try again when it does.', 'stderr');
    // An error of a query carries the row it failed on; the logger leaves it out.
  } else createLogger('error', process.stderr).error({ err: error }, 'The command failed');
  process.exitCode = 1;
}
