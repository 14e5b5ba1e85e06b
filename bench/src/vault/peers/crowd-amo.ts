import { Amo } from '@shevernitskiy/amo';
import { demoIntegration } from 'amocrm-sandbox';
import { serveCrowd } from '../crowd-process.ts';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/**
 * @shevernitskiy/amo. It looks after its token in requests only, so a caller makes the smallest one.
 * Its pause between requests is off: its waits are to be those of the token.
 */
await serveCrowd(({ subdomain }) => {
  const auth = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
  let amo: Amo | null = null;
  return Promise.resolve({
    expire: ({ accessToken, refreshToken }) => {
      const old = {
        token_type: 'Bearer',
        expires_in: 86_400,
        access_token: accessToken,
        refresh_token: refreshToken,
        expires_at: Date.now() - 1_000,
      };
      amo = new Amo(`${subdomain}.amocrm.ru`, { ...auth, ...old }, { request_delay: 0 });
      return Promise.resolve();
    },
    async ask() {
      await amo?.account.getAccount();
      const token = amo?.token;
      if (!token) throw new Error('it has no token');
      return token.access_token;
    },
  });
});
