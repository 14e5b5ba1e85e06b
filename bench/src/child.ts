import { fork } from 'node:child_process';
import type { z } from 'zod';

/** A process of a benchmark that answers what it is asked over IPC, one question at a time. */
export interface Child {
  ask<T>(question: object, answer: z.ZodType<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Starts `module`, which says something once it is ready. Its setup is in CHILD_SETUP, as JSON.
 * Rejects with what it said last when it cannot begin.
 */
export async function startChild(
  module: URL,
  setup: object,
  env: Record<string, string> = {},
): Promise<Child> {
  const child = fork(module, {
    env: { PATH: process.env['PATH'], CHILD_SETUP: JSON.stringify(setup), ...env },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2_000);
  });
  const ended = new Promise<never>((_resolve, reject) => {
    child.once('exit', () => reject(new Error(`${module.pathname} has ended: ${printed}`)));
  });
  ended.catch(() => undefined);
  const heard = () =>
    Promise.race([
      new Promise<unknown>((resolve) => {
        child.once('message', resolve);
      }),
      ended,
    ]);
  const close = async () => {
    child.kill();
    await ended.catch(() => undefined);
  };
  await heard();
  return {
    async ask(question, answer) {
      const reply = heard();
      child.send(question);
      return answer.parse(await reply);
    },
    close,
  };
}
