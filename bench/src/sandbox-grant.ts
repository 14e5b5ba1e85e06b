import { exchangeCode, sandboxServer } from '@foryou-crm/amocrm';
import { demoIntegration } from 'amocrm-sandbox';
import { z } from 'zod';

/** A person of the sandbox's seed who sees every lead. */
export const seesAll = { subdomain: 'oasiskey', accountId: 31_894_702, userId: 10_412_001 };

const locationSchema = z.object({ location: z.url() });

/** An access token of a sandbox that has its control API open. */
export async function grantedBy(sandbox: { origin: string; port: number }): Promise<string> {
  const { subdomain, userId } = seesAll;
  // The control API is on the common host, which a bare address is too.
  const answer = await fetch(`http://127.0.0.1:${sandbox.port}/_sandbox/consent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subdomain, userId }),
  });
  const { location } = locationSchema.parse(await answer.json());
  const pair = await exchangeCode(
    { ...demoIntegration, server: sandboxServer({ origin: sandbox.origin }) },
    {
      host: `${subdomain}.amocrm.localhost`,
      code: new URL(location).searchParams.get('code') ?? '',
    },
  );
  return pair.accessToken;
}
