import { randomBytes, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Account } from '../store/model.ts';
import { createAccessTokens } from './access-token.ts';
import type { AccessTokens } from './access-token.ts';
import { createGrants, holds } from './grants.ts';
import type { Grant, Grants } from './grants.ts';
import type { Integration } from './integration.ts';

/**
 * What amoCRM's button for external integrations brings to the consent page in place of a client id.
 * Addresses must be https, but for this machine's own.
 * https://www.amocrm.ru/developers/content/oauth/button
 */
export const externalAskSchema = z.object({
  name: z.string().min(1).max(255),
  redirect_uri: z.url({ protocol: /^https?$/ }).refine(isSafe),
  secrets_uri: z.url({ protocol: /^https?$/ }).refine(isSafe),
});
export type ExternalAsk = z.output<typeof externalAskSchema>;

function isSafe(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname.endsWith('localhost');
}

/** One that an authorization made: it has its own id, secret, codes and tokens. */
export interface ExternalIntegration {
  readonly integration: Integration;
  readonly grants: Grants;
  readonly accessTokens: AccessTokens;
}

/** All of them. They live in memory: a restart and a reset forget them. */
export interface ExternalIntegrations {
  create(ask: ExternalAsk): ExternalIntegration;
  all(): readonly ExternalIntegration[];
  reset(): void;
}

export function createExternalIntegrations(
  clock: Clock,
  reuse: 'strict' | 'until_new_used',
  baseHost: string,
  signingKey: KeyObject,
): ExternalIntegrations {
  let made: readonly ExternalIntegration[] = [];
  return {
    create({ name, redirect_uri: redirectUri }) {
      const clientId = randomUUID();
      const secret = randomBytes(48).toString('base64url');
      const one: ExternalIntegration = {
        integration: { clientId, name, secret, redirectUri },
        grants: createGrants(clock, reuse),
        accessTokens: createAccessTokens(clock, clientId, baseHost, signingKey),
      };
      made = [...made, one];
      return one;
    },
    all: () => made,
    reset: () => {
      made = [];
    },
  };
}

/** Does a grant to an external integration still stand? There is no switching it off in an account. */
export function holdsExternal(account: Account, grant: Grant): boolean {
  return holds({ ...account, isIntegrationOn: true }, grant);
}

/**
 * Tells an external integration its id and secret, before the browser comes back with the code.
 * https://www.amocrm.ru/developers/content/oauth/oauth-external-integrations
 * That the browser goes on whatever is answered is chosen here.
 */
export async function sendSecrets(
  { secrets_uri: address }: ExternalAsk,
  { clientId, secret }: Integration,
  state: string | undefined,
): Promise<void> {
  const body = { client_id: clientId, client_secret: secret, state: state ?? null };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'amoService-oAuth-Code-Sender/1.0',
      },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    await response.body?.cancel();
  } catch {
    // Nobody there, or too slow: the code comes all the same, and is of no use.
  }
}
