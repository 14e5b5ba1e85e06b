import { sandboxServer } from '@foryou-crm/amocrm';
import type { ExchangeCodeRequest } from '@foryou-crm/contract/amo-crm';
import { problemSchema, type Problem } from '@foryou-crm/contract/problem';
import { startSandbox } from 'amocrm-sandbox';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { inspect } from 'node:util';
import { z } from 'zod';
import type { Config } from '../../config.ts';
import { amoCrmTokens, users } from '../../database/schema.ts';
import { ApiError } from '../../http/problem.ts';
import type { Log } from '../../log.ts';
import { createTestDatabase } from '../../testing/database.ts';
import { createConnections, type ConnectionsParts } from '../connections.ts';

export const clientId = '5a9d0b0c-0000-4000-8000-5a4db0c50001';
export const clientSecret = 'canary-client-secret-1b9d6bcd0f7e4b2d';

/** Accounts and people of the sandbox's seed, named by what they may see. */
export const oasis = {
  subdomain: 'oasiskey',
  head: 10412001,
  seesAll: 10412006,
  seesOwn: 10412009,
};
export const palm = { subdomain: 'palmco', userId: 11250003 };

const requestsSchema = z.object({
  requests: z.array(z.object({ method: z.string(), host: z.string(), path: z.string() })),
  tokenCalls: z.object({ authorization_code: z.number(), refresh_token: z.number() }),
});

export interface Consent {
  code: string;
  state: string;
  referer: string;
}

export type AmoWorld = Awaited<ReturnType<typeof startAmoWorld>>;

/**
 * A real PostgreSQL and a real amoCRM sandbox with the connection service between them. Time is one
 * for both: `advance` moves it.
 */
export async function startAmoWorld({
  refreshReuse = 'strict',
  leads,
  accounts,
}: {
  /** How many the first account has; those of the seed unless told otherwise. */
  leads?: number | undefined;
  /** amoCRM's reading (a refresh token is spent at once) or Kommo's. */
  refreshReuse?: 'strict' | 'until_new_used';
  /** How many agencies there are; see the sandbox. */
  accounts?: number;
} = {}) {
  const publicUrl = new URL('http://app.example.test');
  const redirectUri = new URL('/api/amo-crm/callback', publicUrl).href;
  const sandbox = await startSandbox({
    port: 0,
    control: true,
    clientId,
    clientSecret,
    redirectUri,
    refreshReuse,
    leads,
    accounts,
  });
  const database = await createTestDatabase();
  let offsetMs = 0;
  const clock = () => new Date(Date.now() + offsetMs);
  const logged: string[] = [];
  const write = (...line: unknown[]) => void logged.push(inspect(line, { depth: 12 }));
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const config: Config = {
    mode: 'development',
    host: '127.0.0.1',
    port: 0,
    publicUrl,
    trustProxy: false,
    dataDir: '/nowhere',
    databaseUrl: null,
    logLevel: 'silent',
    auth: { secret: 'a-secret-for-tests-that-is-long-enough', external: null },
    amoCrm: {
      clientId,
      clientSecret,
      redirectUri,
      vendor: 'amocrm',
      server: sandboxServer({ origin: sandbox.origin }),
    },
    tokenKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    demo: null,
    metricsToken: null,
    androidPackage: 'com.foryoure.crm',
  };
  const parts = { config, db: database.db, clock, log };

  const order = async (path: string, body: object = {}): Promise<unknown> => {
    const answer = await toSandbox(`/_sandbox/${path}`, {
      type: 'application/json',
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    return JSON.parse(answer.body);
  };

  /** fetch does not resolve *.localhost, so the name goes into the Host header. */
  const toSandbox = (
    path: string,
    sent?: { type: string; body: string },
  ): Promise<{ status: number; location: string | undefined; body: string }> =>
    new Promise((resolve, reject) => {
      const { port, host } = new URL(sandbox.origin);
      const method = sent ? 'POST' : 'GET';
      const headers = { host, ...(sent && { 'content-type': sent.type }) };
      const call = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            location: answer.headers.location,
            body: text,
          }),
        );
      });
      call.on('error', reject);
      call.end(sent?.body);
    });

  return {
    sandbox,
    database,
    config,
    clock,
    log,
    logged,
    parts,
    /** As a process of its own would have it: nothing shared but the database. */
    newConnections: ({
      dataDir = config.dataDir,
      tokenKeys = config.tokenKeys,
      ...overrides
    }: Partial<ConnectionsParts & Pick<Config, 'dataDir' | 'tokenKeys'>> = {}) =>
      createConnections({ ...parts, ...overrides, config: { ...config, dataDir, tokenKeys } }),
    /** How far the world's time is from the machine's, for processes that have to be told. */
    offsetMs: () => offsetMs,
    order,
    fault: (fault: object) => order('faults', fault),
    async advance(seconds: number): Promise<void> {
      offsetMs += seconds * 1000;
      await order('clock/advance', { seconds });
    },
    async seen() {
      return requestsSchema.parse(JSON.parse((await toSandbox('/_sandbox/requests')).body));
    },
    async newUser(): Promise<string> {
      const subject = randomUUID();
      const [row] = await database.db
        .insert(users)
        .values({ issuer: 'test', subject, name: 'Test' })
        .returning({ id: users.id });
      if (!row) throw new Error('no user');
      return row.id;
    },
    /** As if the time that amoCRM has to be left alone after a 429 or a block were over. */
    async endPauses(): Promise<void> {
      await database.pool.query('update amo_limiter set pause_until = null');
    },
    /** What the browser brings back after Allow. */
    async consent(
      state: string,
      { subdomain = oasis.subdomain, userId = oasis.head } = {},
    ): Promise<Consent> {
      const answer = await order('consent', { subdomain, userId, state });
      const { location } = z.object({ location: z.string() }).parse(answer);
      const query = Object.fromEntries(new URL(location).searchParams);
      return z.object({ code: z.string(), state: z.string(), referer: z.string() }).parse(query);
    },
    /** As a person does it: opens the consent page and presses a button. Where that leads. */
    async press(decision: 'allow' | 'deny', authUrl: string): Promise<URL> {
      const { pathname, search } = new URL(authUrl);
      const page = await toSandbox(pathname + search);
      const form = /name="form" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
      const user = /name="user_id" value="(\d+)"[^>]*checked/.exec(page.body)?.[1] ?? '';
      const answer = await toSandbox(pathname, {
        type: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ form, decision, user_id: user }).toString(),
      });
      return new URL(answer.location ?? 'about:blank');
    },
    async reset(): Promise<void> {
      offsetMs = 0;
      logged.length = 0;
      await database.db.delete(amoCrmTokens);
      await database.pool.query('delete from amo_limiter');
      await order('reset');
    },
    async close(): Promise<void> {
      await sandbox.close();
      await database.close();
    },
  };
}

export const newVerifier = () => {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
};

type Service = ReturnType<typeof createConnections>;

/** An attempt up to the point where the app holds everything it has to send. */
export async function answeredAttempt(
  world: AmoWorld,
  service: Service,
  userId: string,
  who: { subdomain?: string; userId?: number } = {},
): Promise<ExchangeCodeRequest> {
  const { verifier, challenge } = newVerifier();
  const { state } = await service.createAuthUrl(userId, { challenge, platform: 'native' });
  const consent = await world.consent(state, who);
  const attempt = await service.attempts.byState(state);
  if (!attempt) throw new Error('no attempt');
  await service.attempts.recordAnswer(attempt.id, consent);
  return { ...consent, verifier };
}

export async function connect(
  world: AmoWorld,
  service: Service,
  userId: string,
  who: { subdomain?: string; userId?: number } = {},
): Promise<void> {
  await service.exchangeCodeForUser(userId, await answeredAttempt(world, service, userId, who));
}

/** The problem an act is refused with; anything else is thrown on. */
export async function refusalOf(act: Promise<unknown>): Promise<Problem> {
  try {
    await act;
  } catch (error) {
    if (error instanceof ApiError) return problemSchema.parse(error.problem);
    throw error;
  }
  throw new Error('It was not refused.');
}
