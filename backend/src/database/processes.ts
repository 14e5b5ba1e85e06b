import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a running process from a later one that was given the same number. Null: it is not
 * running (a zombie is not). Where the system does not tell, every process of that number is the same.
 */
export function processIdentity(pid: number): string | null {
  if (!isAlive(pid)) return null;
  if (process.platform === 'win32') return 'running';
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const stat = read(`/proc/${String(pid)}/stat`);
  if (stat === null) return null;
  // The name in brackets may hold anything; what follows the last bracket is fixed.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return null;
  const startedAt = fields[19] ?? '';
  return `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}:${startedAt}`;
}

/** The command line of a process; null where it is gone or the system does not tell. */
export function commandLine(pid: number): string | null {
  if (process.platform === 'linux') {
    return read(`/proc/${String(pid)}/cmdline`)?.replaceAll('\0', ' ') ?? null;
  }
  return process.platform === 'win32' ? null : ps(pid, 'command');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function ps(pid: number, column: string): string | null {
  try {
    const said = execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return said.trim() || null;
  } catch {
    return null;
  }
}
