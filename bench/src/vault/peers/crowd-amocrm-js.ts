import { demoIntegration } from 'amocrm-sandbox';
import { Client } from 'amocrm-js';
import { serveCrowd } from '../crowd-process.ts';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/** amocrm-js: what each of its requests does first, `connection.update()`, and the token it has then. */
await serveCrowd(({ subdomain }) => {
  const auth = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
  const client = new Client({ domain: `${subdomain}.amocrm.ru`, auth });
  return Promise.resolve({
    expire: ({ accessToken, refreshToken }) => {
      client.token.setValue({
        token_type: 'Bearer',
        expires_in: 86_400,
        access_token: accessToken,
        refresh_token: refreshToken,
        expires_at: Date.now() - 1_000,
      });
      return Promise.resolve();
    },
    async ask() {
      await client.connection.update();
      const token = client.token.getValue();
      if (!token) throw new Error('it has no token');
      return token.access_token;
    },
  });
});
