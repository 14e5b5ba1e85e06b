import type { OpenPair } from '@foryou-crm/backend/amo-crm/vault/token-pair';
import { demoIntegration } from 'amocrm-sandbox';
import { betterAuth } from 'better-auth';
import { symmetricEncrypt } from 'better-auth/crypto';
import { getMigrations } from 'better-auth/db/migration';
import { genericOAuth } from 'better-auth/plugins';
import type pg from 'pg';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/**
 * better-auth as a keeper of amoCRM tokens: amoCRM as a generic OAuth provider, tokens encrypted, on
 * tables of its own. Given a pool it uses its Kysely adapter, a tenth faster than the Drizzle one.
 */
export async function betterAuthOn(pool: pg.Pool, tokenUrl: string) {
  const auth = betterAuth({
    baseURL: 'http://localhost:3000',
    secret: 'a-secret-for-the-benchmark-that-is-long-enough',
    database: pool,
    account: { encryptOAuthTokens: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [
      genericOAuth({
        config: [
          {
            providerId: 'amocrm',
            clientId,
            clientSecret,
            authorizationUrl: 'https://www.amocrm.ru/oauth',
            tokenUrl,
            authentication: 'post',
            refreshTokenParams: { redirect_uri: redirectUri },
          },
        ],
      }),
    ],
  });
  await (await getMigrations(auth.options)).runMigrations();
  const { internalAdapter, secretConfig } = await auth.$context;

  async function columnsOf(pair: OpenPair) {
    const sealed = (data: string) => symmetricEncrypt({ key: secretConfig, data });
    return {
      accessToken: await sealed(pair.accessToken.reveal()),
      refreshToken: await sealed(pair.refreshToken.reveal()),
      accessTokenExpiresAt: pair.expiresAt,
      refreshTokenExpiresAt: pair.refreshExpiresAt,
    };
  }

  return {
    /** Adds a user with an account; returns what its token is asked for with. */
    async add(name: string, pair: OpenPair): Promise<{ userId: string; accountId: string }> {
      const user = await internalAdapter.createUser(
        { name, email: `${name}@bench.example` },
        { method: 'admin' },
      );
      const account = { userId: user.id, providerId: 'amocrm', accountId: name };
      const { id } = await internalAdapter.createAccount({
        ...account,
        ...(await columnsOf(pair)),
      });
      return { userId: user.id, accountId: id };
    },

    async replacePair({ accountId }: { accountId: string }, pair: OpenPair): Promise<void> {
      await internalAdapter.updateAccount(accountId, await columnsOf(pair));
    },

    /** What a server that uses better-auth calls for a user; rejects when it gives no token. */
    async accessToken(of: { userId: string; accountId: string }): Promise<string> {
      return (await auth.api.getAccessToken({ body: of })).accessToken;
    },
  };
}
