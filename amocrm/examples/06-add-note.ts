/** Adds a note to the newest lead. */
import { connectedApi } from './setup.ts';

const api = await connectedApi();
const { items } = await api.leads.list({ limit: 1, order: { by: 'id', direction: 'desc' } });
const lead = items[0];
if (!lead) throw new Error('The account has no leads.');
const [note] = await api.notes.addTo('leads', lead.id, [
  { content: { type: 'common', params: { text: 'Called: wants to see it on Friday.' } } },
]);
console.log(`Note ${note?.id ?? 0} on lead ${lead.id}.`);
