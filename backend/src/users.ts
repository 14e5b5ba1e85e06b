import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  addPerson,
  blockPerson,
  deletePerson,
  findPeople,
  listPeople,
  makeOneTimeLink,
  setRole,
  unblockPerson,
  type Person,
} from './auth/people.ts';
import { createSignIn, OWN_ISSUER } from './auth/sign-in.ts';
import { systemClock } from './clock.ts';
import { readCoreConfig, type CoreConfig } from './config.ts';
import type { Database } from './database/open.ts';
import { reachDatabase } from './database/reach.ts';
import { createLogger } from './http/logging.ts';
import { StartRefusal } from './start-refusal.ts';

const help = `The people of this deployment.

  npm run users -- <command> [options]

  add --email E --name N [--admin]   adds a person and prints the link that sets the password
  list                               everybody, with role and state
  invite --email E                   another link for somebody who has not used the first
  reset --email E                    a link to set a new password (the same thing)
  role --email E --to admin|user     changes what a person may do, at once
  block --email E                    ends the person's sessions and keeps them out
  unblock --email E
  delete --email E --yes             removes the person, their sign-in and their amoCRM connection

  Instead of --email, --id takes a person's id, or its beginning, as "list" shows it.
  Links work once, for 72 hours. The settings are those of the backend (FORYOU_MODE, DATA_DIR or
  DATABASE_URL, PUBLIC_URL); the backend may run meanwhile.
`;

/** A wrong word on the command line: said in one sentence, with where to read on. */
class UsageError extends Error {}

async function run(args: string[]): Promise<number> {
  const { command, options } = read(args);
  if (options.help || command === undefined) {
    say(help);
    return command === undefined && !options.help ? 1 : 0;
  }
  const act = commands[command];
  if (!act) throw new UsageError(`There is no command "${command}".`);
  const config = readCoreConfig(process.env);
  const { db, close } = await reachDatabase(config, 'users command');
  try {
    await act({ config, db, options });
  } finally {
    await close();
  }
  return 0;
}

interface Options {
  email?: string | undefined;
  name?: string | undefined;
  id?: string | undefined;
  to?: string | undefined;
  admin?: boolean | undefined;
  yes?: boolean | undefined;
  help?: boolean | undefined;
}

interface Context {
  config: CoreConfig;
  db: Database;
  options: Options;
}

function read(args: string[]): { command: string | undefined; options: Options } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        id: { type: 'string' },
        to: { type: 'string' },
        admin: { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (positionals.length > 1) throw new UsageError('One command at a time.');
    return { command: positionals[0], options: values };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read.');
  }
}

const commands: Record<string, ((context: Context) => Promise<void>) | undefined> = {
  async add({ config, db, options }) {
    const email = z.email().max(320).safeParse(options.email);
    if (!email.success)
      throw new UsageError('Give an e-mail address: --email olena@agency.example.');
    const name = options.name?.trim() ?? '';
    if (name === '') throw new UsageError('Give a name: --name "Olena Koval".');
    const role = options.admin === true ? 'admin' : 'user';
    const person = await addPerson(db, { email: email.data, name, role });
    if (!person) {
      throw new StartRefusal(
        `There is already somebody with ${email.data}. For another link use invite.`,
      );
    }
    say(`Added ${describe(person)}.`);
    await printLink({ config, db }, person);
  },

  async list({ db }) {
    const people = await listPeople(db);
    if (people.length === 0) say('Nobody yet. Add somebody: npm run users -- add --help');
    for (const person of people) say(describe(person));
  },

  invite: (context) => linkFor(context),
  reset: (context) => linkFor(context),

  async role({ db, options }) {
    const role = z.enum(['admin', 'user']).safeParse(options.to);
    if (!role.success) throw new UsageError('Say which role: --to admin, or --to user.');
    const person = await pick(db, options);
    await setRole(db, person, role.data);
    say(`${describe({ ...person, role: role.data })}.`);
  },

  async block({ db, options }) {
    const person = await pick(db, options);
    const blockedAt = systemClock();
    await blockPerson(db, person, blockedAt);
    say(`${describe({ ...person, blockedAt })}. Every session was ended.`);
  },

  async unblock({ db, options }) {
    const person = await pick(db, options);
    await unblockPerson(db, person);
    say(`${describe({ ...person, blockedAt: null })}.`);
  },

  async delete({ db, options }) {
    const person = await pick(db, options);
    if (options.yes !== true) {
      throw new UsageError(`This cannot be undone. To delete ${describe(person)}, add --yes.`);
    }
    await deletePerson(db, person, systemClock());
    say(`Deleted ${describe(person)}, the sign-in and the amoCRM connection.`);
  },
};

async function linkFor({ config, db, options }: Context): Promise<void> {
  const person = await pick(db, options);
  if (person.blockedAt) {
    throw new StartRefusal(`${describe(person)}: unblock first, the link would let nobody in.`);
  }
  await printLink({ config, db }, person);
}

async function printLink({ config, db }: Omit<Context, 'options'>, person: Person): Promise<void> {
  const { publicUrl } = config;
  if (person.issuer !== OWN_ISSUER) {
    throw new StartRefusal(
      `${describe(person)} signs in elsewhere: ${person.issuer} keeps the password.`,
    );
  }
  // No session or token is signed here, so the deployment's secret is not needed.
  const secret = crypto.randomUUID() + crypto.randomUUID();
  const signIn = createSignIn({ db, publicUrl, secret, log: createLogger('silent') });
  const { link, expiresAt } = await makeOneTimeLink(
    { db, signIn, publicUrl, clock: systemClock },
    person,
  );
  say(`Hand over this link; it works once, until ${expiresAt.toISOString()}:\n${link.href}`);
}

async function pick(db: Database, { email, id }: Options): Promise<Person> {
  if (email === undefined && id === undefined) throw new UsageError('Say who: --email or --id.');
  const found = await findPeople(db, id === undefined ? { email: email ?? '' } : { id });
  const [person] = found;
  if (!person) throw new StartRefusal(`There is nobody with ${id ?? email ?? ''}.`);
  if (found.length > 1) {
    const all = found.map((one) => `\n  ${describe(one)}`).join('');
    throw new StartRefusal(`Several people fit; take one by --id:${all}`);
  }
  return person;
}

function describe({ id, email, name, role, blockedAt }: Person): string {
  const state = blockedAt ? ', blocked' : '';
  return `${id.slice(0, 8)}  ${email ?? '(no e-mail)'}  ${name}  (${role}${state})`;
}

function say(text: string, to: 'stdout' | 'stderr' = 'stdout'): void {
  process[to].write(`${text}\n`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError) say(`${error.message} See: npm run users -- --help`, 'stderr');
  else if (error instanceof StartRefusal) say(error.message, 'stderr');
  else throw error;
  process.exitCode = 1;
}
