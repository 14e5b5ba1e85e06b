import type { Named } from '../../batch.ts';
import { cardBody, type CardFields, type TagRef } from '../cards/card-input.ts';

/** A company to create. Phone and e-mail are custom fields with the codes `PHONE` and `EMAIL`. */
export interface NewCompany extends CardFields, Named {
  tags?: readonly TagRef[];
}

/** What to change in a company; what is not named stays. */
export interface CompanyChanges extends CardFields {
  /** Replaces all tags; null removes them. */
  tags?: readonly TagRef[] | null;
  tagsToDelete?: readonly TagRef[];
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export function newCompanyBody(company: NewCompany): Record<string, unknown> {
  const { tags, ...fields } = company;
  return cardBody(fields, { tags });
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/companies-api */
export function companyChangesBody(
  changes: CompanyChanges & { id?: number } & Named,
): Record<string, unknown> {
  const { tags, ...fields } = changes;
  return cardBody(fields, { tags });
}
