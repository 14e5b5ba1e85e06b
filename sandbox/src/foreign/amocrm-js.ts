import { Client } from 'amocrm-js';
import { travel } from './journey.ts';

/** amocrm-js: node:https, its own entities, pages by the links that amoCRM gives. */
await travel(({ host, code, clientId, clientSecret, redirectUri }) => {
  const auth = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    code,
  };
  const client = new Client({ domain: host, auth });
  const pair = () => {
    const value = client.token.getValue();
    if (value === undefined) throw new Error('no token came');
    return value;
  };
  const lead = async (id: number) => {
    const found = await client.leads.getById(id);
    if (found === null) throw new Error('no such lead');
    return found;
  };
  return {
    async allLeads() {
      const pages = await client.leads.get({ limit: 50 });
      const ids = pages.getData().map(({ id }) => id ?? 0);
      while (pages.hasNext()) {
        await pages.next();
        ids.push(...pages.getData().map(({ id }) => id ?? 0));
      }
      return ids;
    },
    async create(name) {
      const made = new client.Lead({ name });
      await made.save();
      return made.id ?? 0;
    },
    async move(id, stage) {
      const found = await lead(id);
      Object.assign(found, stage);
      await found.save();
    },
    async stageOf(id) {
      const { pipeline_id = 0, status_id = 0 } = await lead(id);
      return { pipeline_id, status_id };
    },
    async refresh() {
      const before = pair();
      await client.token.refresh();
      return { before, after: pair() };
    },
  };
});
