import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoIntegration, startSandbox } from 'amocrm-sandbox';
import { z } from 'zod';
import { freePort, runExample } from './example-run.ts';
import { orders } from './sandbox-world.ts';

export type ExampleWorld = Awaited<ReturnType<typeof exampleWorld>>;

/** A sandbox, a folder for tokens, and the user who says yes. */
export async function exampleWorld() {
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const sandbox = await startSandbox({ control: true, redirectUri });
  const folder = await mkdtemp(join(tmpdir(), 'amocrm-examples-'));
  const env = {
    AMO_SANDBOX: sandbox.origin,
    AMO_CLIENT_ID: demoIntegration.clientId,
    AMO_CLIENT_SECRET: demoIntegration.clientSecret,
    AMO_REDIRECT_URI: redirectUri,
    AMO_TOKENS: join(folder, 'tokens.json'),
  };

  const order = orders(sandbox.port);

  /** Runs the first example and plays the user: reads the address, consents, is sent back. */
  async function connect(examples: string): Promise<string> {
    const example = runExample(examples, '01-connect.ts', env);
    const said = await example.until('Open http');
    const state = new URL(/Open (\S+)/.exec(said)?.[1] ?? '').searchParams.get('state') ?? '';
    const answer = await order('consent', { subdomain: 'oasiskey', userId: 10412001, state });
    await fetch(z.object({ location: z.url() }).parse(answer).location);
    return example.done;
  }

  return {
    env,
    order,
    connect,
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
