import type { Account, CardKind, FieldValue, Lead } from '../../store/model.ts';
import { isSystem } from '../cards/stages.ts';

export interface CalledCard {
  readonly kind: CardKind;
  readonly id: number;
}

/**
 * Where a call with this number belongs: the one active lead of whoever has it, else the contact or
 * the company itself. Whose card it is does not matter: a telephone rings for the house.
 * https://www.amocrm.ru/developers/content/crm_platform/calls-api
 */
export function cardForCall(account: Account, phone: string): CalledCard | undefined {
  const wanted = lastDigits(phone);
  if (wanted === '') return undefined;
  const has = (card: { isDeleted: boolean; fields: readonly FieldValue[] }) =>
    !card.isDeleted && phonesOf(card.fields).some((known) => lastDigits(known) === wanted);
  for (const contact of account.contacts.values()) {
    if (!has(contact)) continue;
    const lead = onlyActive(account, ({ contactIds }) => contactIds.includes(contact.id));
    return lead ?? { kind: 'contacts', id: contact.id };
  }
  for (const company of account.companies.values()) {
    if (!has(company)) continue;
    const lead = onlyActive(account, ({ companyId }) => companyId === company.id);
    return lead ?? { kind: 'companies', id: company.id };
  }
  return undefined;
}

/** Numbers are the same when their last ten digits are, however they are written. */
function lastDigits(phone: string): string {
  return phone.replaceAll(/\D/g, '').slice(-10);
}

function phonesOf(fields: readonly FieldValue[]): string[] {
  return fields
    .filter((field) => field.field_code === 'PHONE')
    .flatMap((field) =>
      field.values.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])),
    );
}

function onlyActive(account: Account, isTheirs: (lead: Lead) => boolean): CalledCard | undefined {
  const active = [...account.leads.values()].filter(
    (lead) => !lead.isDeleted && !isSystem(lead.statusId) && isTheirs(lead),
  );
  const [only] = active;
  return only !== undefined && active.length === 1 ? { kind: 'leads', id: only.id } : undefined;
}
