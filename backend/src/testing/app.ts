import { apiTokenSchema } from '@foryou-crm/contract/app';
import { paths } from '@foryou-crm/contract/paths';
import type { FastifyInstance } from 'fastify';
import { buildApp, type AppParts } from '../app.ts';
import { addPerson, type NewPerson, type Person } from '../auth/people.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config.ts';
import { createLogger } from '../http/logging.ts';
import { testConfig } from './config.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

export const PASSWORD = 'a-right-password';

export interface TestApp {
  app: FastifyInstance;
  config: Config;
  database: TestDatabase;
  /** Every line the app has logged so far. */
  logged: () => string;
  add(person?: Partial<NewPerson>): Promise<Person>;
  /** Signs in as a phone does. */
  signIn(email: string, password?: string): Promise<{ sessionToken: string; jwt: string }>;
  close(): Promise<void>;
}

/** The real app on a fresh database of its own; or on a given one, as a second instance. */
export async function startTestApp(
  overrides: Partial<Config> = {},
  parts: Partial<Omit<AppParts, 'config' | 'db'>> & { database?: TestDatabase } = {},
): Promise<TestApp> {
  const config = testConfig(overrides);
  const database = parts.database ?? (await createTestDatabase());
  const lines: string[] = [];
  const logger = createLogger('trace', { write: (line: string) => void lines.push(line) });
  const app = await buildApp({ clock: systemClock, logger, ...parts, config, db: database.db });
  await app.ready();
  let added = 0;
  return {
    app,
    config,
    database,
    logged: () => lines.join(''),
    async add(person = {}) {
      added += 1;
      const email = person.email ?? `person${String(added)}@agency.example`;
      const made = await addPerson(database.db, {
        name: 'Test Person',
        role: 'user',
        password: PASSWORD,
        ...person,
        email,
      });
      if (!made) throw new Error(`There is already somebody with ${email}`);
      return made;
    },
    async signIn(email, password = PASSWORD) {
      const answer = await app.inject({
        method: 'POST',
        url: paths.auth.signIn,
        body: { email, password },
      });
      const sessionToken = answer.headers['set-auth-token'];
      if (typeof sessionToken !== 'string') throw new Error(`Sign-in said ${answer.body}`);
      const token = await app.inject({
        url: paths.auth.token,
        headers: { authorization: `Bearer ${sessionToken}` },
      });
      return { sessionToken, jwt: apiTokenSchema.parse(token.json()).token };
    },
    async close() {
      await app.close();
      if (!parts.database) await database.close();
    },
  };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
