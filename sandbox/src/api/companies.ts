import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Company } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { canSeeCompany, groupOf } from './rights.ts';
import { mentions, sift, sorted } from './select.ts';
import { fieldTexts, leadsOf } from './shared.ts';

/** `GET /api/v4/companies`. */
export function listCompanies(call: ApiCall): Answer {
  const { account, query } = call;
  const seen = [...account.companies.values()].filter(
    (company) =>
      canSeeCompany(call.viewer, account, company) &&
      mentions(query, [company.name, ...fieldTexts(company.fields)]),
  );
  const chosen = account.isApiFilterEnabled ? filtered(call, seen) : seen;
  const rows = sorted(chosen, query, {
    id: (company) => company.id,
    updated_at: (company) => company.updatedAt,
  });
  return page(call, 'companies', rows, (company) => companyBody(call, company));
}

/** `GET /api/v4/companies/{id}`; 204 for a company that is not there or not for these eyes. */
export function oneCompany(call: ApiCall, id: number): Answer {
  const company = call.account.companies.get(id);
  if (company === undefined || !canSeeCompany(call.viewer, call.account, company)) return nothing();
  return ok(companyBody(call, company));
}

function filtered(call: ApiCall, companies: Company[]): Company[] {
  return sift(
    companies,
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
}

function companyBody(call: ApiCall, company: Company): object {
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
    custom_fields_values: company.fields.length === 0 ? null : company.fields,
    account_id: account.id,
    _links: self(call, `/api/v4/companies/${company.id}`),
    _embedded: {
      tags: company.tags,
      ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
      ...(query.with.has('customers') && { customers: [] }),
      ...(query.with.has('contacts') && {
        contacts: linked(
          'contacts',
          [...account.contacts.values()]
            .filter((contact) => contact.companyId === company.id)
            .map((contact) => contact.id),
        ),
      }),
      ...(query.with.has('leads') && {
        leads: linked(
          'leads',
          leadsOf(account, (lead) => lead.companyId === company.id).map((lead) => lead.id),
        ),
      }),
    },
  };
}
