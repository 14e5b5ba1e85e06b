/** Sets a task on the newest lead, and completes it with what came of it. */
import { connectedApi } from './setup.ts';

const api = await connectedApi();
const { items } = await api.leads.list({ limit: 1, order: { by: 'id', direction: 'desc' } });
const lead = items[0];
if (!lead) throw new Error('The account has no leads.');
const inAnHour = Math.floor(Date.now() / 1000) + 3_600; // Unix seconds
const [task] = await api.tasks.add([
  { text: 'Call back', completeTill: inAnHour, entityType: 'leads', entityId: lead.id },
]);
if (!task) throw new Error('amoCRM made no task.');
await api.tasks.complete(task.id, 'Meeting on Friday.');
console.log(`Task ${task.id} of lead ${lead.id} is done.`);
