import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Company } from '../store/model.ts';
import { heldBack } from '../store/unsorted.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { printedFields } from './fields/printed.ts';
import { fieldSieve } from './filter-fields.ts';
import { canSeeCompany, groupOf } from './rights.ts';
import { rememberedLists } from './remembered-lists.ts';
import { mentions, sieve, walkOf } from './select.ts';
import { backLinks, fieldTexts } from './shared.ts';
import type { BackLinks } from './shared.ts';
import { get, patch, post } from './route.ts';
import { cardOf } from './cards/kinds.ts';
import { companyWriting } from './cards/company-writing.ts';
import { changeCard, changeCards, createCards } from './cards/writing.ts';
import type { ApiRoute } from './route.ts';

export const companiesRoutes: readonly ApiRoute[] = [
  get('/api/v4/companies', listCompanies),
  post('/api/v4/companies', (call) => createCards(call, companyWriting)),
  patch('/api/v4/companies', (call) => changeCards(call, companyWriting)),
  get('/api/v4/companies/:first', oneCompany),
  patch('/api/v4/companies/:first', (call, id) => changeCard(call, companyWriting, id)),
];

const listed = rememberedLists<Company>();

/** `GET /api/v4/companies`. */
export function listCompanies(call: ApiCall): Answer {
  const { account, query, viewer } = call;
  const links = backLinks(account);
  const rows = listed(call, () => {
    const passes = account.isApiFilterEnabled ? filters(call) : () => true;
    const hidden = heldBack(account);
    return walkOf(
      account.companies,
      query,
      (company) =>
        !company.isDeleted &&
        !hidden.has(company.id) &&
        canSeeCompany(viewer, account, company) &&
        passes(company) &&
        matches(call, company),
      { updated_at: (company) => company.updatedAt },
    );
  });
  return page(call, 'companies', rows, (company) => companyBody(call, company, links));
}

/** `GET /api/v4/companies/{id}`; 204 for a company that is not there or not for these eyes. */
export function oneCompany(call: ApiCall, id: number): Answer {
  const company = cardOf(call.account, 'companies', id);
  if (company === undefined || !canSeeCompany(call.viewer, call.account, company)) return nothing();
  return ok(companyBody(call, company, backLinks(call.account)));
}

function matches({ query }: ApiCall, company: Company): boolean {
  return query.text === '' || mentions(query, [company.name, ...fieldTexts(company.fields)]);
}

function filters(call: ApiCall): (company: Company) => boolean {
  const passes = sieve<Company>(
    call.query,
    {
      id: (company) => company.id,
      name: (company) => company.name,
      created_by: (company) => company.createdBy,
      updated_by: (company) => company.updatedBy,
      responsible_user_id: (company) => company.responsibleUserId,
    },
    {
      created_at: (company) => company.createdAt,
      updated_at: (company) => company.updatedAt,
      closest_task_at: (company) => call.closestTask('companies', company.id),
    },
    'same',
  );
  const fieldsPass = fieldSieve(call.query, call.account.customFields);
  return (company) => passes(company) && fieldsPass(company.fields);
}

function companyBody(call: ApiCall, company: Company, links: BackLinks): object {
  const { account, query } = call;
  const linked = (path: string, ids: readonly number[]) =>
    ids.map((id) => ({ id, _links: self(call, `/api/v4/${path}/${id}`) }));
  return {
    id: company.id,
    name: company.name,
    responsible_user_id: company.responsibleUserId,
    group_id: groupOf(account, company.responsibleUserId),
    created_by: company.createdBy,
    updated_by: company.updatedBy,
    created_at: company.createdAt,
    updated_at: company.updatedAt,
    closest_task_at: call.closestTask('companies', company.id),
    is_deleted: false,
    custom_fields_values: printedFields(company.fields),
    account_id: account.id,
    _links: self(call, `/api/v4/companies/${company.id}`),
    _embedded: {
      tags: company.tags,
      ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
      ...(query.with.has('customers') && { customers: [] }),
      ...(query.with.has('contacts') && {
        contacts: linked('contacts', links.contactsOfCompany(company.id)),
      }),
      ...(query.with.has('leads') && { leads: linked('leads', links.leadsOfCompany(company.id)) }),
    },
  };
}
