import { paths } from '@foryou-crm/contract/paths';
import { Writable } from 'node:stream';
import { z } from 'zod';
import { buildApp, type AppParts } from '../../app.ts';
import { createLogger } from '../../http/logging.ts';
import type { AmoWorld } from './amo-world.ts';

const password = 'a password for tests';

/** The whole backend on the world's database, logging into a list, with people who can sign in. */
export async function startSignedInApp(
  world: AmoWorld,
  parts: Pick<AppParts, 'keepsMirrors'> = {},
) {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
  const app = await buildApp({
    ...parts,
    config: { ...world.config, mode: 'demo', demo: { password } },
    db: world.database.db,
    clock: world.clock,
    logger: createLogger('debug', destination),
  });
  await app.ready();

  const signIn = async (email: string): Promise<string> => {
    const payload = { email, password };
    const session = await app.inject({ method: 'POST', url: paths.auth.signIn, payload });
    const bearer = z.string().parse(session.headers['set-auth-token']);
    const headers = { authorization: `Bearer ${bearer}` };
    const jwt = await app.inject({ url: paths.auth.token, headers });
    return z.object({ token: z.string() }).parse(jwt.json()).token;
  };

  return {
    app,
    lines,
    /** Calls the API as one of the demo's people. */
    async as(email: 'olena@demo.example' | 'maksym@demo.example' | 'admin@demo.example') {
      const headers = { authorization: `Bearer ${await signIn(email)}` };
      return {
        headers,
        get: (url: string) => app.inject({ url, headers }),
        delete: (url: string) => app.inject({ method: 'DELETE', url, headers }),
        post: (url: string, payload: object = {}) =>
          app.inject({ method: 'POST', url, headers, payload }),
      };
    },
    close: () => app.close(),
  };
}

export type SignedInApp = Awaited<ReturnType<typeof startSignedInApp>>;
export type Person = Awaited<ReturnType<SignedInApp['as']>>;

export const dataOf = <T>(schema: z.ZodType<T>, answer: { json: () => unknown }): T =>
  schema.parse(z.object({ data: z.unknown() }).parse(answer.json()).data);
