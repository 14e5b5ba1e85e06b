/** Lists the newest leads with their contacts. */
import { connectedApi } from './setup.ts';

const api = await connectedApi();
const page = await api.leads.list({
  limit: 10,
  with: ['contacts'], // every lead then has `contacts`, never null
  order: { by: 'updated_at', direction: 'desc' },
});
for (const lead of page.items) {
  const main = lead.contacts.find(({ isMain }) => isMain);
  const contact = main && (await api.contacts.get(main.id));
  console.log(`${lead.id} ${lead.name}: ${lead.price}, ${contact?.name ?? 'nobody'}`);
}
