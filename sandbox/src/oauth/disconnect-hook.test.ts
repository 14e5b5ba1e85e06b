import http from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { demoIntegration } from '../options.ts';
import { oasis, palm, startClient } from '../testing/client.ts';
import type { Client } from '../testing/client.ts';
import { fixture, fixtureText } from '../testing/fixture.ts';
import { disconnectSignature } from './disconnect-hook.ts';

const vector = z
  .object({
    client_id: z.string(),
    client_secret: z.string(),
    account_id: z.number(),
    signature: z.string(),
  })
  .parse(fixture('oauth.disconnect-hook.test-vector'));

let amo: Client;
let receiver: http.Server;
let calls: { url: URL; agent: string | undefined }[] = [];

beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    calls.push({ url, agent: request.headers['user-agent'] });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const address = receiver.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  amo = await startClient({
    disconnectHookUrl: `http://127.0.0.1:${port}/hook?from=amo`,
    redirectUri: `http://127.0.0.1:${port}/callback`,
  });
});
afterAll(async () => {
  await amo.sandbox.close();
  receiver.closeAllConnections();
  receiver.close();
});
beforeEach(async () => {
  await amo.order('reset');
  calls = [];
});

test('the signature is that of the published rule', () => {
  expect(disconnectSignature(vector.client_id, vector.client_secret, vector.account_id)).toBe(
    vector.signature,
  );
});

test('switching the integration off tells every account’s owner once, signed', async () => {
  await amo.order('integration', { enabled: false });
  await amo.order('integration', { enabled: false });
  expect(calls.map(({ url }) => Object.fromEntries(url.searchParams))).toEqual(
    [oasis.id, palm.id].map((id) => ({
      from: 'amo',
      client_uuid: demoIntegration.clientId,
      account_id: String(id),
      signature: disconnectSignature(demoIntegration.clientId, demoIntegration.clientSecret, id),
    })),
  );
  const recorded = new URLSearchParams(fixtureText('oauth.disconnect-hook.query.txt').trim());
  expect([...(calls[0]?.url.searchParams.keys() ?? [])]).toEqual(['from', ...recorded.keys()]);
  expect(calls[0]?.agent).toBe('amoService-oAuth-Code-Sender/1.0');
});

test('a withdrawn grant is told too, unless there was none', async () => {
  await amo.code(oasis.subdomain, oasis.seesOwn);
  await amo.order('grants/revoke', { subdomain: oasis.subdomain, userId: oasis.admin });
  expect(calls).toHaveLength(0);
  await amo.order('grants/revoke', { subdomain: oasis.subdomain, userId: oasis.seesOwn });
  expect(calls).toHaveLength(1);
});

test('a forged call carries a signature that does not hold', async () => {
  await amo.order('disconnect-hook', { subdomain: oasis.subdomain, forged: true });
  const { clientId, clientSecret } = demoIntegration;
  const forged = calls[0]?.url.searchParams.get('signature');
  expect(forged).toMatch(/^[0-9a-f]{64}$/);
  expect(forged).not.toBe(disconnectSignature(clientId, clientSecret, oasis.id));
});

test('a widget install calls the redirect address itself: no state, from_widget=1', async () => {
  await amo.order('widget-install', { subdomain: oasis.subdomain, userId: oasis.admin });
  const recorded = fixtureText('oauth.redirect.widget-install.query.txt').trim();
  expect([...(calls[0]?.url.searchParams.keys() ?? [])]).toEqual([
    ...new URLSearchParams(recorded).keys(),
  ]);
});
