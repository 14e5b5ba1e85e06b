import { demoIntegration } from 'amocrm-sandbox';
import { Client } from 'amocrm-js';
import { pageSize, serveReader } from '../reading.ts';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/** amocrm-js by its leads, which are entities that know their client. */
serveReader(({ subdomain, accessToken }) => {
  const integration = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
  };
  const auth = { ...integration, bearer: accessToken };
  const client = new Client({ domain: `${subdomain}.amocrm.ru`, auth });
  return async (page) => {
    const leads = await client.leads.get({ limit: pageSize, page });
    return [...leads].map(({ price }) => price ?? 0);
  };
});
