import type { Contact } from '../store/model.ts';
import { contactWriting } from './cards/contact-writing.ts';
import { companyLinks } from './cards/linked.ts';
import { changeCard, changeCards, createCards } from './cards/writing.ts';
import { counterpartReading, emptyLists, linked } from './counterparts.ts';
import { canSeeContact } from './rights.ts';
import { get, patch, post } from './route.ts';
import type { ApiRoute } from './route.ts';

/** `GET /api/v4/contacts` and `/{id}`. */
const reading = counterpartReading<Contact>({
  kind: 'contacts',
  rows: (account) => account.contacts,
  canSee: canSeeContact,
  names: ({ firstName, lastName }) => ({ first_name: firstName, last_name: lastName }),
  embedded: (call, contact, links) => ({
    companies: companyLinks(call, contact),
    ...emptyLists(call),
    ...(call.query.with.has('leads') && {
      leads: linked(call, 'leads', links.leadsOfContact(contact.id)),
    }),
  }),
});

export const contactsRoutes: readonly ApiRoute[] = [
  get('/api/v4/contacts', reading.list),
  post('/api/v4/contacts', (call) => createCards(call, contactWriting)),
  patch('/api/v4/contacts', (call) => changeCards(call, contactWriting)),
  get('/api/v4/contacts/:first', reading.one),
  patch('/api/v4/contacts/:first', (call, id) => changeCard(call, contactWriting, id)),
];
