import { isLeadsBody, pageSize, serveReader } from '../reading.ts';

/** The least that can be done: fetch and JSON.parse, and a look at one field. */
serveReader(({ subdomain, accessToken }) => async (page) => {
  const address = `https://${subdomain}.amocrm.ru/api/v4/leads?limit=${pageSize}&page=${page}`;
  const response = await fetch(address, { headers: { authorization: `Bearer ${accessToken}` } });
  const body: unknown = JSON.parse(await response.text());
  if (!isLeadsBody(body)) throw new Error('That is no page of leads.');
  return body._embedded.leads.map(({ price }) => price);
});
