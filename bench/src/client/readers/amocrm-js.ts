import { demoIntegration } from 'amocrm-sandbox';
import { Client } from 'amocrm-js';
import { pageSize, serveReader, type LeadsBody } from '../reading.ts';

const { clientId, clientSecret, redirectUri } = demoIntegration;

/** amocrm-js by its cheaper way: the bodies of its requests, not wrapped in its entities. */
serveReader(({ subdomain, accessToken }) => {
  const integration = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
  };
  const auth = { ...integration, bearer: accessToken };
  const client = new Client({ domain: `${subdomain}.amocrm.ru`, auth });
  return async (page) => {
    const query = { limit: pageSize, page };
    const { data } = await client.request.get<LeadsBody>('/api/v4/leads', query);
    return data._embedded.leads.map(({ price }) => price);
  };
});
