import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** An example that runs as a program of its own. */
export interface ExampleRun {
  /** Resolves with the whole output so far once `words` are in it; rejects when it ends before. */
  until(words: string): Promise<string>;
  /** Its output; rejects with it when the example fails. */
  done: Promise<string>;
  stop(): void;
}

/** Starts `{folder}/{name}` with nothing in its environment but `env`. */
export function runExample(folder: string, name: string, env: Record<string, string>): ExampleRun {
  const child = spawn(process.execPath, [join(folder, name)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const looks = new Set<() => void>();
  const take = (text: string) => {
    output += text;
    for (const look of looks) look();
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const done = new Promise<string>((resolve, reject) => {
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGTERM') resolve(output);
      else reject(new Error(`${name} failed: ${output}`));
    });
  });
  done.catch(() => undefined);
  return {
    done,
    stop: () => void child.kill('SIGTERM'),
    until: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes(words)) resolve(output);
        };
        looks.add(look);
        look();
        done.then(() => reject(new Error(`It never said "${words}": ${output}`)), reject);
      }),
  };
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
