import http from 'node:http';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { z } from 'zod';
import { startSandbox } from '../index.ts';
import type { Sandbox } from '../index.ts';
import { demoIntegration } from '../options.ts';
import type { SandboxOptions } from '../options.ts';

/** What came back over the wire. */
export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  /** Host header; the socket always goes to 127.0.0.1. */
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
}

/** The seed's people and places that tests speak of. */
export const oasis = {
  host: 'oasiskey.amocrm.localhost',
  subdomain: 'oasiskey',
  id: 31894702,
  admin: 10412001,
  seesAll: 10412006,
  seesOwn: 10412009,
  seesGroup: 10412014,
  seesAllButBookings: 10412027,
  mainPipeline: 8412310,
} as const;
export const palm = {
  host: 'palmco.amocrm.localhost',
  subdomain: 'palmco',
  id: 31907455,
  admin: 11250003,
  broker: 11250008,
} as const;

const tokensSchema = z.strictObject({
  token_type: z.literal('Bearer'),
  expires_in: z.literal(86400),
  access_token: z.string().min(400),
  refresh_token: z.string().regex(/^def502[0-9a-f]{600,}$/),
});
export type Tokens = z.output<typeof tokensSchema>;

const listSchema = z.object({
  _page: z.number().optional(),
  _links: z.record(z.string(), z.object({ href: z.string() })).optional(),
  _embedded: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
});

/** A started sandbox and the ways a test talks to it: as an integration, a browser, a tester. */
export class Client {
  readonly #running: () => Sandbox;

  constructor(running: () => Sandbox) {
    this.#running = running;
  }

  get sandbox(): Sandbox {
    return this.#running();
  }

  call(path: string, call: Call = {}): Promise<Reply> {
    const body = bodyOf(call);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.sandbox.port,
          path,
          method: call.method ?? (body === null ? 'GET' : 'POST'),
          agent: false,
          headers: {
            host: call.host ?? 'amocrm.localhost',
            ...(body !== null && {
              'content-type': body.type,
              // Node sends the body of a DELETE without a length, and nobody can read it then.
              'content-length': Buffer.byteLength(body.text),
            }),
            ...call.headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      request.on('error', reject);
      request.end(body?.text);
    });
  }

  /** An order to the control API; throws when it is refused. */
  async order(path: string, json: unknown = {}): Promise<unknown> {
    const reply = await this.call(`/_sandbox/${path}`, { method: 'POST', json });
    if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
    return JSON.parse(reply.text);
  }

  /** A code as a user of an account would grant it. */
  async code(subdomain: string, userId: number): Promise<string> {
    const { location } = z
      .object({ location: z.string() })
      .parse(await this.order('consent', { subdomain, userId }));
    return new URL(location).searchParams.get('code') ?? '';
  }

  token(host: string, changes: Record<string, unknown>): Promise<Reply> {
    const json = {
      client_id: demoIntegration.clientId,
      client_secret: demoIntegration.clientSecret,
      redirect_uri: demoIntegration.redirectUri,
      ...changes,
    };
    return this.call('/oauth2/access_token', { host, json });
  }

  exchange(host: string, code: string): Promise<Reply> {
    return this.token(host, { grant_type: 'authorization_code', code });
  }

  refresh(host: string, refreshToken: string): Promise<Reply> {
    return this.token(host, { grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  /** Grants and exchanges at once. */
  async connect(account: { host: string; subdomain: string }, userId: number): Promise<Tokens> {
    return tokens(await this.exchange(account.host, await this.code(account.subdomain, userId)));
  }

  api(host: string, path: string, accessToken: string): Promise<Reply> {
    return this.call(path, { host, headers: { authorization: `Bearer ${accessToken}` } });
  }
}

export async function startClient(options: SandboxOptions = {}): Promise<Client> {
  const sandbox = await startSandbox({ control: true, ...options });
  return new Client(() => sandbox);
}

/** A sandbox of a test file's own: there before the first test, gone after the last. */
export function sharedClient(options: SandboxOptions = {}): Client {
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox({ control: true, ...options });
  });
  afterAll(() => sandbox?.close());
  return new Client(() => {
    if (sandbox === undefined) throw new Error('the sandbox is there for tests, not around them');
    return sandbox;
  });
}

/** The same, as the seed has it before every test. */
export function freshClient(options: SandboxOptions = {}): Client {
  const amo = sharedClient(options);
  beforeEach(async () => {
    await amo.order('reset');
  });
  return amo;
}

export function tokens(reply: Reply): Tokens {
  return tokensSchema.parse(JSON.parse(reply.text));
}

/** The rows of a list; none for 204. */
export function rows(reply: Reply, name: string): Record<string, unknown>[] {
  if (reply.status === 204) return [];
  return listSchema.parse(JSON.parse(reply.text))._embedded[name] ?? [];
}

export function links(reply: Reply): Record<string, string> {
  const found = listSchema.parse(JSON.parse(reply.text))._links ?? {};
  return Object.fromEntries(Object.entries(found).map(([name, { href }]) => [name, href]));
}

export function json(reply: Reply): unknown {
  return JSON.parse(reply.text);
}

function bodyOf(call: Call): { type: string; text: string } | null {
  if (call.form !== undefined) {
    const text = new URLSearchParams(call.form).toString();
    return { type: 'application/x-www-form-urlencoded', text };
  }
  if (call.json === undefined) return null;
  return { type: 'application/json', text: JSON.stringify(call.json) };
}
