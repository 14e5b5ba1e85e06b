/** Connects an account: sends the user to amoCRM, takes the code, keeps the tokens. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { exchangeCode, readRedirect } from '@foryou-crm/amocrm';
import { connectedApi, integration, keeper } from './setup.ts';

const { clientId, redirectUri, server } = integration;
const state = randomBytes(32).toString('base64url'); // one use, bound to the user's session
const consentPage = server.authorizeUrl({ clientId, state });

async function finish(query: URLSearchParams): Promise<string> {
  const came = readRedirect(server, query);
  if (came.kind === 'denied') return `The user said no (${came.error}).`;
  if (came.kind !== 'granted' || came.state !== state) return 'That was not our redirect.';
  // The code is good once, for 20 minutes.
  const pair = await exchangeCode(integration, { host: came.host, code: came.code });
  await keeper.connect(came.host, pair); // on the disk before anyone uses it
  const account = await (await connectedApi()).account.get();
  return `Connected ${account.name} (${account.id}).`;
}

const { port, pathname } = new URL(redirectUri);
const listener = createServer((request, response) => {
  const url = new URL(request.url ?? '/', redirectUri);
  if (url.pathname !== pathname) return void response.writeHead(404).end();
  void finish(url.searchParams).then((said) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(said);
    console.log(said);
    listener.close();
  });
});
listener.listen(Number(port), () => {
  console.log(`Open ${consentPage}`);
});
