import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { fail, node, root, toolEnv } from './toolchain.mjs';

const followParent = fileURLToPath(new URL('follow-parent.mjs', import.meta.url));

/**
 * A long-running part of the product as a child process. It ends with its parent, however the
 * parent ends, and it gets no Ctrl-C of its own: the parent decides the order.
 * @typedef {{ name: string, stop: () => Promise<void>, exited: Promise<number> }} Service
 */

/**
 * @param {string} name
 * @param {string} file
 * @param {{ args?: string[], env?: Record<string, string | undefined> }} [options]
 * @returns {Service}
 */
export function startService(name, file, options = {}) {
  const child = spawn(node, ['--import', followParent, file, ...(options.args ?? [])], {
    cwd: root,
    env: { ...toolEnv(), ...options.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  return {
    name,
    exited,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const overdue = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(overdue);
    },
  };
}

/**
 * Waits until an address answers, or the service behind it has ended.
 * @param {string} url
 * @param {Service} service
 * @param {{ seconds: number }} limit
 */
export async function untilReady(url, service, { seconds }) {
  const deadline = Date.now() + seconds * 1000;
  let ended = false;
  void service.exited.then(() => (ended = true));
  while (Date.now() < deadline) {
    if (ended) return false;
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
    if (answer !== null && answer.status < 500) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/**
 * Refuses a taken port before anything is started, with the way out.
 * @param {number} port
 * @param {string} host
 * @param {string} variable
 */
export async function requireFreePort(port, host, variable) {
  const taken = await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) =>
      'code' in error && error.code === 'EADDRINUSE' ? resolve(true) : reject(error),
    );
    probe.listen({ port, host }, () => probe.close(() => resolve(false)));
  });
  if (taken)
    fail(
      `Port ${port} is taken by another program. Stop it, or choose another port: ${variable}=${port + 10} npm start`,
    );
}

/**
 * @param {string} variable
 * @param {number} fallback
 */
export function portFrom(variable, fallback) {
  const text = process.env[variable];
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    fail(`${variable}=${text} is not a port: use a number from 1 to 65535.`);
  return port;
}
