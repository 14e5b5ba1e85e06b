/**
 * What every example needs. Set AMO_CLIENT_ID, AMO_CLIENT_SECRET and AMO_REDIRECT_URI to those of your
 * integration; AMO_SANDBOX to the origin of a sandbox to use that instead of amoCRM.
 */
import {
  amocrmServer,
  createAmoApi,
  createTokenKeeper,
  fileTokenStore,
  limiterKey,
  memoryLimiter,
  sandboxServer,
  type AmoApi,
  type Integration,
  type Priority,
} from '@foryou-crm/amocrm';

const { env } = process;
const sandbox = env['AMO_SANDBOX'];

export const integration: Integration = {
  clientId: env['AMO_CLIENT_ID'] ?? '',
  clientSecret: env['AMO_CLIENT_SECRET'] ?? '',
  redirectUri: env['AMO_REDIRECT_URI'] ?? 'http://localhost:3000/callback', // to the letter
  server: sandbox === undefined ? amocrmServer() : sandboxServer({ origin: sandbox }),
};

/** One for all calls of a process; `createLimiter` with PostgreSQL for all calls of a fleet. */
export const limiter = memoryLimiter();

/** Keeps the pair in a file and renews it, whoever asks. */
export const keeper = createTokenKeeper({
  integration,
  limiter,
  store: fileTokenStore(env['AMO_TOKENS'] ?? 'amocrm-tokens.json'),
});

/** The connected account's API. */
export async function connectedApi(priority: Priority = 'interactive'): Promise<AmoApi> {
  const { host, accountId } = await keeper.get();
  return createAmoApi({
    server: integration.server,
    host,
    accessToken: keeper.accessToken, // asked before every request
    limiter, // told of every 429 and block page, too
    limiterKey: limiterKey({ clientId: integration.clientId, account: accountId ?? host }),
    priority,
  });
}
