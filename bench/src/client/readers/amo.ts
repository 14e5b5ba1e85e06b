import { Amo } from '@shevernitskiy/amo';
import { demoIntegration } from 'amocrm-sandbox';
import { pageSize, serveReader } from '../reading.ts';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/** @shevernitskiy/amo, its pause between requests off. */
serveReader(({ subdomain, accessToken }) => {
  const auth = { client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri };
  const tokens = {
    token_type: 'Bearer',
    expires_in: 86_400,
    access_token: accessToken,
    refresh_token: 'not used',
    expires_at: Date.now() + 86_400_000,
  };
  const amo = new Amo(`${subdomain}.amocrm.ru`, { ...auth, ...tokens }, { request_delay: 0 });
  return async (page) => {
    const { _embedded } = await amo.lead.getLeads({ limit: pageSize, page });
    return _embedded.leads.map(({ price }) => price ?? 0);
  };
});
