import { z } from 'zod';
import { cardFields, cardShape } from '../cards/card.ts';
import { linkedElements, linkedIds, tags } from '../common.ts';

export type CompanyWith = 'contacts' | 'leads' | 'customers' | 'catalog_elements';

/** Source: https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export const companySchema = z
  .object({
    ...cardShape,
    _embedded: z
      .object({
        tags,
        contacts: linkedIds,
        leads: linkedIds,
        customers: linkedIds,
        catalog_elements: linkedElements,
      })
      .nullish(),
  })
  .transform((raw) => ({
    ...cardFields(raw),
    tags: raw._embedded?.tags ?? [],
    /** Null unless asked for: `with: ['contacts']`, `with: ['leads']`. */
    contactIds: raw._embedded?.contacts ?? null,
    leadIds: raw._embedded?.leads ?? null,
    customerIds: raw._embedded?.customers ?? null,
    catalogElements: raw._embedded?.catalog_elements ?? null,
  }));

export type Company = z.output<typeof companySchema>;

/** The fields that a name in `with` fills for certain. */
export interface CompanyFieldOf {
  contacts: 'contactIds';
  leads: 'leadIds';
  customers: 'customerIds';
  catalog_elements: 'catalogElements';
}

/** The schema of a company for which `asked` was asked: what it fills is not null. */
export function companySchemaFor(asked: readonly string[]): z.ZodType<Company> {
  const none = (name: CompanyWith) => (asked.includes(name) ? [] : null);
  return companySchema.transform((card): Company => ({
    ...card,
    contactIds: card.contactIds ?? none('contacts'),
    leadIds: card.leadIds ?? none('leads'),
    customerIds: card.customerIds ?? none('customers'),
    catalogElements: card.catalogElements ?? none('catalog_elements'),
  }));
}
