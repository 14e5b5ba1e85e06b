import { demoIntegration } from 'amocrm-sandbox';
import { Client } from 'amocrm-js';
import { z } from 'zod';
import { isLeadsBody } from '../client/reading.ts';
import { readSetup, serveChild } from '../serve-child.ts';
import { loopSetupSchema, pageSize, type Looped } from './protocol.ts';

/*
 * How leads are read with amocrm-js: page after page, or all pages at once. It has no limiter, and what
 * it throws ends the loop, as it would end a script.
 */

const { subdomain, accessToken, pages } = readSetup(loopSetupSchema);
const { clientId, clientSecret, redirectUri } = demoIntegration;
const client = new Client({
  domain: `${subdomain}.amocrm.ru`,
  auth: {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
    bearer: accessToken,
  },
});
let leads = 0;

async function read(page: number): Promise<void> {
  const { data } = await client.request.get<unknown>('/api/v4/leads', { limit: pageSize, page });
  if (!isLeadsBody(data)) throw new Error('That is no page of leads.');
  leads += data._embedded.leads.length;
}

const everyPage = Array.from({ length: pages }, (_, place) => place + 1);
const ways = {
  async 'one after the other'() {
    for (const page of everyPage) await read(page);
  },
  async 'all at once'() {
    await Promise.all(everyPage.map(read));
  },
};
const questionSchema = z.object({ do: z.enum(['one after the other', 'all at once']) });

serveChild(async (question): Promise<Looped> => {
  const { do: way } = questionSchema.parse(question);
  const began = performance.now();
  let failure: string | null = null;
  try {
    await ways[way]();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  return { leads, seconds: (performance.now() - began) / 1000, failure };
});
