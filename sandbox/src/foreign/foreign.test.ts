import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { demoIntegration, startSandbox, type Sandbox } from '../index.ts';
import { taleSchema, type Setup, type Tale } from './journey.ts';

/**
 * Clients that others wrote for amoCRM, as they are on npm, each in a process of its own that trusts
 * the sandbox's authority and takes it for amocrm.ru.
 */
const subdomain = 'oasiskey';
const admin = 10412001;
/** «Off-plan та оренда»: another pipeline than new leads come to. */
const pipelineId = 8412318;

let folder: string;
let sandbox: Sandbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-foreign-'));
  sandbox = await startSandbox({ control: true, tls: true, tlsFolder: join(folder, 'ca') });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => order('reset', {}));

const control = () => `http://127.0.0.1:${sandbox.port}/_sandbox`;

async function order(path: string, body: object): Promise<unknown> {
  const response = await fetch(`${control()}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  expect(response.status, JSON.stringify(answer)).toBe(200);
  return answer;
}

async function journey(client: string): Promise<Tale> {
  const consent = await order('consent', { subdomain, userId: admin });
  const { location } = z.object({ location: z.string() }).parse(consent);
  const code = new URL(location).searchParams.get('code') ?? '';
  const setup: Setup = {
    ...demoIntegration,
    host: `${subdomain}.amocrm.ru`,
    code,
    stage: { pipeline_id: pipelineId, status_id: 142 },
  };
  const preload = join(import.meta.dirname, 'lead-here.ts');
  const script = join(import.meta.dirname, `${client}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', preload, script], {
    env: {
      PATH: process.env['PATH'],
      NODE_EXTRA_CA_CERTS: sandbox.secure?.caFile ?? '',
      FOREIGN_PORT: String(sandbox.secure?.port),
      FOREIGN_SETUP: JSON.stringify(setup),
    },
  });
  return taleSchema.parse(JSON.parse(stdout));
}

const requestsSchema = z.object({
  requests: z.array(z.object({ method: z.string(), path: z.string(), status: z.int() })),
  tokenCalls: z.object({ authorization_code: z.int(), refresh_token: z.int() }),
});

describe.each(['shevernitskiy-amo', 'amocrm-js'])('%s, unchanged', (client) => {
  it('connects, pages, creates, moves and refreshes', { timeout: 30_000 }, async () => {
    const tale = await journey(client);
    expect(new Set(tale.leads).size).toBe(tale.leads.length);
    expect(tale.leads.length).toBeGreaterThan(300);
    expect(tale.leads).not.toContain(tale.made);
    expect(tale.stage).toEqual({ pipeline_id: pipelineId, status_id: 142 });
    expect(tale.isRenewed).toBe(true);
    expect(tale.leadsAfterwards).toBe(tale.leads.length + 1);

    const seen = requestsSchema.parse(await (await fetch(`${control()}/requests`)).json());
    expect(seen.tokenCalls).toEqual({ authorization_code: 1, refresh_token: 1 });
    expect(seen.requests.filter(({ status }) => status >= 400)).toEqual([]);
  });
});
