import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. These scripts run before anything is installed, on whatever Node there is. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The Node that the project runs on; it comes with `npm ci`, so an older one on the PATH will do. */
export const node = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** @param {string} text */
export const say = (text) => process.stdout.write(`${text}\n`);

/** Ends in words: people read the last line first, and a stack says nothing to them. @param {string} text */
export function fail(text) {
  process.stderr.write(`\n✖ ${text}\n`);
  process.exit(1);
}

/** @param {...string} parts */
export const at = (...parts) => path.join(root, ...parts);

/** PATH with the project's own Node and tools in front. @returns {NodeJS.ProcessEnv} */
export const toolEnv = () => ({
  ...process.env,
  PATH: [path.dirname(node), at('node_modules', '.bin'), process.env['PATH']].join(path.delimiter),
});

/**
 * Runs a command to its end. Its output is shown; with `quiet` only when it failed.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} [options]
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: options.env ?? toolEnv(),
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      shell: process.platform === 'win32',
    });
    /** @type {Buffer[]} */
    const held = [];
    child.stdout?.on('data', (chunk) => held.push(chunk));
    child.stderr?.on('data', (chunk) => held.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(held));
      resolve(code ?? 1);
    });
  });
}

/**
 * Installs what the lock file says, once for each lock file. `npm ci` rather than `install`: the
 * lock is what was tested.
 */
export async function install() {
  const stamp = at('node_modules', '.foryou-installed');
  const wanted = hash([readFileSync(at('package-lock.json'))]);
  const present = existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
  if (present === wanted && existsSync(node)) return;
  say('Installing packages (about a minute, once)…');
  const code = await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    env: process.env,
  });
  if (code !== 0 || !existsSync(node))
    fail('The packages could not be installed. Check the network and run the command again.');
  writeFileSync(stamp, wanted);
}

/** @param {(string | Buffer)[]} parts */
export function hash(parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}
