/** Reads every lead, as fast as amoCRM allows and no faster. */
import { connectedApi } from './setup.ts';

const api = await connectedApi('background'); // room is left for who holds a phone
const began = performance.now();
let leads = 0;
let pages = 0;
for await (const page of api.leads.pages({ limit: 25, order: { by: 'id', direction: 'asc' } })) {
  leads += page.items.length;
  pages += 1;
}
const seconds = (performance.now() - began) / 1000;
console.log(`${leads} leads on ${pages} pages in ${seconds.toFixed(1)} s.`);
