import type { Company } from '../store/model.ts';
import { companyWriting } from './cards/company-writing.ts';
import { changeCard, changeCards, createCards } from './cards/writing.ts';
import { counterpartReading, emptyLists, linked } from './counterparts.ts';
import { canSeeCompany } from './rights.ts';
import { get, patch, post } from './route.ts';
import type { ApiRoute } from './route.ts';

/** `GET /api/v4/companies` and `/{id}`. */
const reading = counterpartReading<Company>({
  kind: 'companies',
  rows: (account) => account.companies,
  canSee: canSeeCompany,
  names: () => ({}),
  embedded: (call, company, links) => ({
    ...emptyLists(call),
    ...(call.query.with.has('contacts') && {
      contacts: linked(call, 'contacts', links.contactsOfCompany(company.id)),
    }),
    ...(call.query.with.has('leads') && {
      leads: linked(call, 'leads', links.leadsOfCompany(company.id)),
    }),
  }),
});

export const companiesRoutes: readonly ApiRoute[] = [
  get('/api/v4/companies', reading.list),
  post('/api/v4/companies', (call) => createCards(call, companyWriting)),
  patch('/api/v4/companies', (call) => changeCards(call, companyWriting)),
  get('/api/v4/companies/:first', reading.one),
  patch('/api/v4/companies/:first', (call, id) => changeCard(call, companyWriting, id)),
];
