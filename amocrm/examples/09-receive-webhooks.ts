/** Receives webhooks. AMO_WEBHOOK_URL: the public https address of this server, secret path included. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { parseWebhook } from '@foryou-crm/amocrm';
import { connectedApi } from './setup.ts';

const api = await connectedApi();
const account = await api.account.get();
const destination = new URL(process.env['AMO_WEBHOOK_URL'] ?? 'http://localhost:3100/hooks/secret');

/** amoCRM signs nothing: the path is the secret, and what the body says is only a hint to look. */
async function look(body: string): Promise<void> {
  const hook = parseWebhook(body);
  if (hook.account?.id !== account.id) return;
  for (const { entity, action, id } of hook.events) {
    if (entity !== 'lead' || id === null) continue;
    const lead = await api.leads.get(id); // null: deleted
    console.log(`Lead ${id}, ${action}: ${lead?.name ?? 'gone'}.`);
  }
}

const listener = createServer((request, response) => {
  if (request.url !== destination.pathname) return void response.writeHead(404).end();
  void text(request).then((body) => {
    response.writeHead(200).end(); // within two seconds; what it says is read afterwards
    return look(body);
  });
});
listener.listen(Number(destination.port), () => console.log('Listening.'));
if (destination.protocol === 'https:') {
  await api.webhooks.subscribe({
    destination: destination.href,
    settings: ['add_lead', 'update_lead', 'delete_lead', 'status_lead'],
  });
}
