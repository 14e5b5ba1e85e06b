import { askedReads, type AskedReads } from '../../asked.ts';
import type { Client } from '../../client.ts';
import type { CardFilter, CardQuery } from '../cards/card-query.ts';
import { writes, type Writes } from '../writes.ts';
import {
  companyChangesBody,
  newCompanyBody,
  type CompanyChanges,
  type NewCompany,
} from './company-input.ts';
import {
  companySchemaFor,
  type Company,
  type CompanyFieldOf,
  type CompanyWith,
} from './company.ts';

export interface CompaniesQuery extends CardQuery<CompanyWith, 'updated_at' | 'id'> {
  filter?: CardFilter;
}

export interface CompaniesApi
  extends
    AskedReads<Company, CompanyFieldOf, CompanyWith, CompaniesQuery>,
    Writes<NewCompany, CompanyChanges> {}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export function companiesApi(client: Client): CompaniesApi {
  const at = { path: '/api/v4/companies', collection: 'companies' };
  return {
    ...askedReads<Company, CompanyFieldOf, CompanyWith, CompaniesQuery>(client, {
      ...at,
      item: companySchemaFor,
    }),
    ...writes<NewCompany, CompanyChanges>(client, {
      ...at,
      newBody: newCompanyBody,
      changesBody: companyChangesBody,
    }),
  };
}
