import type { Account, Contact, Lead } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { self } from '../envelope.ts';
import { cardOf } from './kinds.ts';

/*
 * Cards keep the ids of those they are linked to, also while these are in the trash: a restored card
 * is linked as before. What is in the trash is not shown.
 */

/** The first one is the main contact. */
export function presentContacts(account: Account, { contactIds }: Lead): number[] {
  return contactIds.filter((id) => cardOf(account, 'contacts', id) !== undefined);
}

export function presentCompany(account: Account, { companyId }: Lead | Contact): number | null {
  if (companyId === null) return null;
  return cardOf(account, 'companies', companyId) === undefined ? null : companyId;
}

/** `_embedded.companies`: a list of at most one. */
export function companyLinks(call: ApiCall, card: Lead | Contact): object[] {
  const id = presentCompany(call.account, card);
  return id === null ? [] : [{ id, _links: self(call, `/api/v4/companies/${id}`) }];
}
