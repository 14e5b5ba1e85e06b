import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { answerSchema, type Answer, type CrowdSetup, type Order } from './crowd-protocol.ts';

/** A process of callers. */
export interface Crowd {
  send(order: Order): Promise<Answer>;
  close(): Promise<void>;
}

const answerMs = 60_000;

/** Starts a crowd's process; rejects with what it said when it cannot begin. */
export async function startCrowd(
  module: string,
  setup: CrowdSetup,
  env: Record<string, string>,
): Promise<Crowd> {
  const child = fork(fileURLToPath(new URL(`peers/${module}.ts`, import.meta.url)), {
    env: { PATH: process.env['PATH'], CROWD_SETUP: JSON.stringify(setup), ...env },
    execArgv: [],
    // Some clients print each refusal, and any print a stack when they end.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-2_000);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  /** The next thing it says. */
  const hear = () =>
    new Promise<Answer>((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(deadline);
        child.off('message', heard).off('exit', ended);
        act();
      };
      const heard = (raw: unknown) =>
        settle(() => {
          const answer = answerSchema.parse(raw);
          if ('broken' in answer) reject(new Error(answer.broken));
          else resolve(answer);
        });
      const ended = () => settle(() => reject(new Error(`${module} has ended: ${printed}`)));
      const deadline = setTimeout(
        () => settle(() => reject(new Error(`${module} does not answer`))),
        answerMs,
      );
      child.once('message', heard).once('exit', ended);
    });

  const close = async () => {
    child.kill();
    await exited;
  };
  try {
    await hear();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    send(order) {
      const answer = hear();
      child.send(order);
      return answer;
    },
    close,
  };
}
