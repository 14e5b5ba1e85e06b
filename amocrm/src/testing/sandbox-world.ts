import { startSandbox } from 'amocrm-sandbox';
import { z } from 'zod';
import { createAmoApi, type AmoApi } from '../api.ts';
import type { AmoApiOptions } from '../caller.ts';
import { exchangeCode, type Integration, type TokenPair } from '../oauth.ts';
import { sandboxServer } from '../server.ts';

/** A sandbox of one's own, and an administrator's and a broker's way into it. */
export type SandboxWorld = Awaited<ReturnType<typeof sandboxWorld>>;

export const subdomain = 'oasiskey';
export const host = `${subdomain}.amocrm.localhost`;
export const admin = 10412001;
export const broker = 10412006;

const registered = {
  clientId: '00000000-0000-4000-8000-00000000a0c1',
  clientSecret: 'TestSecretTestSecretTestSecret01',
  redirectUri: 'https://app.example/api/amo-crm/callback',
};

/** Starts one with an administrator connected as `api`. Close it when done. */
export async function sandboxWorld(options: { disconnectHookUrl?: string } = {}) {
  const sandbox = await startSandbox({ control: true, ...registered, ...options });
  const order = orders(sandbox.port);
  const integration: Integration = {
    ...registered,
    server: sandboxServer({ origin: sandbox.origin }),
  };

  /** What the browser brings back after consent. */
  async function consent(userId = admin, at = subdomain): Promise<{ code: string; host: string }> {
    const answer = await order('consent', { subdomain: at, userId, state: 'state-1' });
    const { searchParams } = new URL(z.object({ location: z.string() }).parse(answer).location);
    return { code: searchParams.get('code') ?? '', host: searchParams.get('referer') ?? '' };
  }
  const connect = async (userId = admin): Promise<TokenPair> =>
    exchangeCode(integration, await consent(userId));
  const apiWith = (accessToken: string, more: Partial<AmoApiOptions> = {}): AmoApi =>
    createAmoApi({ server: integration.server, host, accessToken: () => accessToken, ...more });

  const tokens = await connect();
  return {
    sandbox,
    integration,
    order,
    consent,
    connect,
    apiWith,
    /** The administrator's. Gone after `order('reset')`. */
    tokens,
    api: apiWith(tokens.accessToken),
    close: () => sandbox.close(),
  };
}

/** Orders to a sandbox's control; rejects with its answer when it refuses one. */
export function orders(port: number): (path: string, body: object) => Promise<unknown> {
  return async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    const answer: unknown = await response.json();
    return answer;
  };
}
