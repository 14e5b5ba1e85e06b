import { createAmoApi, sandboxServer } from '@foryou-crm/amocrm';
import { pageSize, serveReader } from '../reading.ts';

serveReader(({ origin, subdomain, accessToken }) => {
  const server = sandboxServer({ origin });
  const host = `${subdomain}.${new URL(origin).hostname}`;
  const api = createAmoApi({ server, host, accessToken: () => accessToken });
  return async (page) => {
    const { items } = await api.leads.list({ limit: pageSize, page });
    return items.map(({ price }) => price);
  };
});
