import { randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  fchownSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartRefusal } from './start-refusal.ts';

const keySchema = z.object({
  id: z.string().regex(/^[\w-]{1,32}$/),
  key: z.base64().refine((key) => Buffer.from(key, 'base64').length === 32),
});
const authSecret = z.string().min(32);
const fileSchema = z
  .union([
    z.object({ authSecret, tokenKeys: z.array(keySchema).min(1) }),
    // The first form had one key, and deployments have it still.
    z
      .object({ authSecret, tokenKey: keySchema })
      .transform(({ tokenKey, ...rest }) => ({ ...rest, tokenKeys: [tokenKey] })),
  ])
  .refine(({ tokenKeys }) => new Set(tokenKeys.map(({ id }) => id)).size === tokenKeys.length);
type KeyFile = z.output<typeof fileSchema>;

export type TokenKey = { id: string; key: Buffer };

export interface GeneratedSecrets {
  authSecret: string;
  /** The first key writes, all read. */
  tokenKeys: TokenKey[];
}

/** Where a demo or development deployment keeps the keys it has made for itself. */
export const keyFileOf = (dataDir: string): string => join(dataDir, 'keys.json');

/** The keys of a demo or development deployment: made once, mode 0600, then the same for ever. */
export function generatedSecrets(dataDir: string): GeneratedSecrets {
  const file = keyFileOf(dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new StartRefusal(`DATA_DIR ${dataDir} cannot be used as a folder: ${reasonOf(error)}`);
  }
  const first = { id: 'local', key: randomBytes(32).toString('base64') };
  const made = { authSecret: randomBytes(32).toString('base64url'), tokenKeys: [first] };
  if (!exists(file)) putFirst(dataDir, file, made);
  const found = readKeyFile(file);
  return {
    ...found,
    tokenKeys: found.tokenKeys.map(({ id, key }) => ({ id, key: Buffer.from(key, 'base64') })),
  };
}

/**
 * Puts a key in front of the ring in DATA_DIR. The new file is whole and on disk before it takes the
 * old one's place, so a crash leaves one ring or the other, never none.
 */
export function addGeneratedKey(dataDir: string, { id, key }: TokenKey): void {
  const file = keyFileOf(dataDir);
  const next = `${file}.new`;
  const handle = lock(dataDir, next);
  try {
    const old = readKeyFile(file);
    const tokenKeys = [{ id, key: key.toString('base64') }, ...old.tokenKeys];
    // Made by root for a backend that is not: it has to go on reading it.
    if (process.getuid?.() === 0) fchownSync(handle, statSync(file).uid, statSync(file).gid);
    fill(handle, { ...old, tokenKeys });
    renameSync(next, file);
    syncFolder(dataDir);
  } catch (error) {
    rmSync(next, { force: true });
    throw error instanceof StartRefusal ? error : cannotKeep(dataDir, error);
  }
}

/** The new file's being there is the lock: of two changes at once one would lose the other's key. */
function lock(dataDir: string, next: string): number {
  try {
    return openSync(next, 'wx', 0o600);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw cannotKeep(dataDir, error);
    throw new StartRefusal(
      `${next} is in the way: another "keys new" is at work, or one was cut off. In that case ` +
        'delete this file, nothing uses it, and try again.',
    );
  }
}

/** Of two programs that start at once one makes the file, whole; the other finds it there. */
function putFirst(dataDir: string, file: string, content: KeyFile): void {
  const next = `${file}.${randomUUID()}`;
  try {
    fill(openSync(next, 'wx', 0o600), content);
    linkSync(next, file);
    syncFolder(dataDir);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw cannotKeep(dataDir, error);
  } finally {
    rmSync(next, { force: true });
  }
}

function readKeyFile(file: string): KeyFile {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    text = null;
  }
  const parsed = fileSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new StartRefusal(
    `${file} cannot be read or is damaged. Without its keys, stored connections cannot be opened: ` +
      'bring the file back, or delete the data folder to begin again.',
  );
}

/** On disk for good when it returns: what the keys seal is, and one without the other is lost. */
function fill(handle: number, content: KeyFile): void {
  try {
    writeFileSync(handle, `${JSON.stringify(content, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The name of a new file is safe when its folder is. Windows has no such call, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A file that may not be looked at is there all the same. */
function exists(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    return !isCode(error, 'ENOENT');
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;
const cannotKeep = (dataDir: string, error: unknown) =>
  new StartRefusal(`The keys cannot be kept in DATA_DIR ${dataDir}: ${reasonOf(error)}`);
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown error');
