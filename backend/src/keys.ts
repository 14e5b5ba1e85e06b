import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { runningWriters, strangersTo } from './amo-crm/instances.ts';
import { readKeyUse, resealAll } from './amo-crm/vault/resealing.ts';
import { createSealer, type Sealer } from './amo-crm/vault/sealing.ts';
import { verifyAll, type Findings, type KeyFinding } from './amo-crm/vault/verifying.ts';
import { systemClock } from './clock.ts';
import { addGeneratedKey, keyFileOf, type TokenKey } from './config-secrets.ts';
import { readKeysConfig, type KeysConfig } from './config.ts';
import { isDatabaseFailure } from './database/failure.ts';
import type { Database } from './database/open.ts';
import { reachDatabase } from './database/reach.ts';
import { createLogger } from './http/logging.ts';
import { StartRefusal } from './start-refusal.ts';

const help = `The keys that seal the amoCRM tokens.

  npm run keys -- <command>

  new      makes a key and says where to put it; where the keys are generated into DATA_DIR,
           it puts it there
  rotate   seals everything anew by the ring's first key, now
  verify   opens everything that is sealed, says which key it needs and which keys are needed no
           more; exits with 1 when something does not open

  The ring is AMO_CRM_TOKEN_KEYS, or DATA_DIR/keys.json in a demo or development deployment without
  it. Its first key seals, all of them open. The backend may run meanwhile, and seals anew by itself
  within the hour: rotate only makes it now. No command shows a key that is there already.
`;

/** A wrong word on the command line: said in one sentence, with where to read on. */
class UsageError extends Error {}

async function run(args: string[]): Promise<number> {
  const { command, isHelp } = read(args);
  if (isHelp || command === undefined) {
    say(help);
    return isHelp ? 0 : 1;
  }
  const act = commands[command];
  if (!act) throw new UsageError(`There is no command "${command}".`);
  return act(readKeysConfig(process.env));
}

function read(args: string[]): { command: string | undefined; isHelp: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' } },
    });
    if (positionals.length > 1) throw new UsageError('One command at a time.');
    return { command: positionals[0], isHelp: values.help === true };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

/** Each answers the exit code. */
const commands: Record<string, ((config: KeysConfig) => Promise<number>) | undefined> = {
  new: (config) => Promise.resolve(addKey(config)),
  rotate: (config) => onDatabase(config, rotate),
  verify: (config) => onDatabase(config, verify),
};

interface Context {
  config: KeysConfig;
  db: Database;
  sealer: Sealer;
}

async function onDatabase(
  config: KeysConfig,
  act: (context: Context) => Promise<number>,
): Promise<number> {
  const { db, close } = await reachDatabase(config, 'keys command');
  try {
    return await act({ config, db, sealer: createSealer(config.tokenKeys) });
  } finally {
    await close();
  }
}

function addKey({ keySource, tokenKeys, dataDir }: KeysConfig): number {
  const made = makeKey(tokenKeys);
  if (keySource === 'file') {
    addGeneratedKey(dataDir, made);
    say(`The key ${made.id} is in front of the ring in ${keyFileOf(dataDir)}.
Restart the backend: from then on it seals with this key, and seals anew in the background what
older keys have sealed. Leave those in the file until "npm run keys -- verify" says that they are
used by nothing.`);
    return 0;
  }
  say(`A new key. It is shown this once and kept nowhere: copy it now.

${made.id}:${made.key.toString('base64')}

1. Put it in front of AMO_CRM_TOKEN_KEYS, with a comma behind it, and restart the backend.
   With several backends: first put it behind the other keys on each of them and restart them all,
   then move it to the front on each and restart again. So none meets a key that it does not have.
2. The backends seal everything anew in the background, within the hour. To do it now:
   npm run keys -- rotate
3. Keep the old keys until "npm run keys -- verify" says that they are used by nothing.`);
  return 0;
}

function makeKey(ring: readonly TokenKey[]): TokenKey {
  const day = systemClock().toISOString().slice(0, 10).replaceAll('-', '');
  for (;;) {
    const id = `k-${day}-${randomBytes(3).toString('hex')}`;
    if (ring.every((key) => key.id !== id)) return { id, key: randomBytes(32) };
  }
}

async function rotate({ db, sealer }: Context): Promise<number> {
  const { writer } = sealer;
  await refuseStrangers(db, writer);
  const { resealed, unreadable, total } = await resealAll({
    db,
    sealer,
    clock: systemClock,
    actor: { kind: 'command' },
    onProgress: (now) => say(`${now.resealed} of ${now.total} …`),
  });
  if (total === 0) {
    say(`There is nothing to do: ${writer} has sealed everything.`);
    return 0;
  }
  say(`Sealed anew by ${writer}: ${many(resealed, 'pair')}.`);
  if (unreadable > 0) {
    say(
      `${many(unreadable, 'pair')} could not be opened and ${unreadable === 1 ? 'was' : 'were'} ` +
        'left as before. "npm run keys -- verify" says which keys they need.',
      'stderr',
    );
  }
  const others = [...(await readKeyUse(db))].filter(([key]) => key !== writer);
  const late = others.reduce((sum, [, pairs]) => sum + pairs, 0) - unreadable;
  if (late > 0) {
    say(
      `${many(late, 'pair')} ${late === 1 ? 'was' : 'were'} sealed by another key meanwhile. Where ` +
        `${writer} is not the first key of a running backend, put it in front; then rotate again.`,
    );
  }
  return unreadable > 0 ? 1 : 0;
}

/** Whoever lacks the key could not open what it seals. */
async function refuseStrangers(db: Database, writer: string): Promise<void> {
  const strangers = await strangersTo(db, writer);
  if (strangers === 0) return;
  const [they, it] =
    strangers === 1
      ? ['1 running backend does', 'it']
      : [`${strangers} running backends do`, 'them'];
  throw new StartRefusal(
    `${they} not have the key ${writer} yet and would be locked out. Nothing was changed. Give ${it} ` +
      'the key, restart, and rotate again. (A backend that was killed counts for two minutes more.)',
  );
}

async function verify({ config, db, sealer }: Context): Promise<number> {
  const { dataDir } = config;
  const findings = await verifyAll({ db, sealer, dataDir }).catch((error: unknown) => {
    if (!isForbidden(error)) throw error;
    throw new StartRefusal(
      `${dataDir}/spool cannot be read by this user. Run the command as the user of the backend.`,
    );
  });
  const writers = await runningWriters(db);
  for (const id of new Set([...sealer.keyIds, ...findings.keys.keys()])) {
    say(describe(id, sealer, findings.keys.get(id)));
  }
  if (findings.shapeless > 0) {
    say(`Without the name of a key, so damaged: ${many(findings.shapeless, 'pair')}.`);
  }
  say('');
  sayWhatMayGo(config, sealer, findings, writers);
  return findings.shapeless > 0 || [...findings.keys.values()].some(({ unreadable }) => unreadable)
    ? 1
    : 0;
}

function describe(id: string, { writer, keyIds }: Sealer, finding: KeyFinding | undefined): string {
  const isKnown = keyIds.includes(id);
  const place = id === writer ? 'in the ring, seals' : isKnown ? 'in the ring' : 'not in the ring';
  if (!finding) return `${id} (${place}): nothing.`;
  const { connections, attempts, spoolFiles, unreadable } = finding;
  const held = [
    many(connections, 'connection'),
    ...(attempts > 0 ? [many(attempts, 'unfinished attempt')] : []),
    ...(spoolFiles > 0 ? [many(spoolFiles, 'spool file')] : []),
  ].join(', ');
  if (unreadable === 0) return `${id} (${place}): ${held}. All of them open.`;
  const why = isKnown
    ? 'they were changed or moved, or another key had this name'
    : 'their key is missing';
  return `${id} (${place}): ${held}. ${unreadable} cannot be opened: ${why}.`;
}

function sayWhatMayGo(
  { keySource, dataDir, databaseUrl }: KeysConfig,
  { writer, keyIds }: Sealer,
  { keys }: Findings,
  writers: ReadonlySet<string>,
): void {
  const unused = keyIds.filter((id) => id !== writer && !keys.has(id));
  for (const id of unused.filter((one) => writers.has(one))) {
    say(`${id} is used by nothing now, but a running backend still seals with it: keep it.`);
  }
  const free = unused.filter((id) => !writers.has(id));
  if (free.length === 0) {
    say('No key of the ring may be removed.');
    return;
  }
  const place = keySource === 'file' ? keyFileOf(dataDir) : 'AMO_CRM_TOKEN_KEYS';
  say(`Used by nothing, may be removed from ${place}: ${free.join(', ')}.`);
  say('Keep a copy for as long as you keep backups of the database from before.');
  if (databaseUrl === null) return;
  // What waits on another machine's disk cannot be seen from here.
  say('Each backend has a spool of its own: run this on every one of them first.');
}

const many = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const isForbidden = (error: unknown) =>
  error instanceof Error && 'code' in error && ['EACCES', 'EPERM'].includes(String(error.code));

function say(text: string, to: 'stdout' | 'stderr' = 'stdout'): void {
  process[to].write(`${text}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) say(`${error.message} See: npm run keys -- --help`, 'stderr');
  else if (error instanceof StartRefusal) say(error.message, 'stderr');
  else if (isDatabaseFailure(error)) {
    say('The database does not answer. Nothing is lost: try again when it does.', 'stderr');
    // An error of a query carries the row it failed on; the logger leaves it out.
  } else createLogger('error', process.stderr).error({ err: error }, 'The command failed');
  process.exitCode = 1;
}
