import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

const source = join(import.meta.dirname, '..');

/** One of the backend's programs as a process of its own. */
export interface Program {
  child: ChildProcess;
  /** Everything it has said so far, on both streams. */
  said(): string;
  /** Resolves when it has said this; rejects with what it said, should it end before. */
  until(words: string): Promise<void>;
  /** Its exit code; null when a signal ended it. */
  exited: Promise<number | null>;
}

/** Runs `src/<file>` with exactly this environment (and a PATH). */
export function startProgram(
  file: string,
  env: Record<string, string>,
  args: string[] = [],
): Program {
  const child = spawn(process.execPath, [join(source, file), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting = new Set<() => void>();
  const take = (text: string) => {
    output += text;
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    said: () => output,
    exited,
    until: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(words)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
        void exited.then(() => reject(new Error(`It ended before it said "${words}": ${output}`)));
      }),
  };
}
