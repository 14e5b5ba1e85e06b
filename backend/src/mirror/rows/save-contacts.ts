import type { Contact, CustomFieldValue } from '@foryou-crm/amocrm';
import { and, eq, inArray } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorContacts } from '../tables.ts';
import { cardRowOf, replacing, weigh, type Read, type Times } from './card-row.ts';

type ContactRow = typeof mirrorContacts.$inferSelect;

/** Contacts as amoCRM tells them; see `saveLeads`. Answers the ids of those that differ. */
export async function saveContacts(
  account: AccountTx,
  { items, ...times }: Read<Contact>,
): Promise<number[]> {
  if (items.length === 0) return [];
  const { tx, accountId, importNumber } = account;
  const ids = items.map(({ id }) => id);
  const known = new Map(
    (
      await tx
        .select()
        .from(mirrorContacts)
        .where(and(eq(mirrorContacts.accountId, accountId), inArray(mirrorContacts.id, ids)))
    ).map((row) => [row.id, row]),
  );
  const weighed = items.map((contact) =>
    weigh(contactRowOf(accountId, importNumber, contact, times), known.get(contact.id)),
  );
  await tx
    .insert(mirrorContacts)
    .values(weighed.map(({ row }) => row))
    .onConflictDoUpdate({
      target: [mirrorContacts.accountId, mirrorContacts.id],
      set: replacing(mirrorContacts),
    });
  const news = weighed.filter(({ isNews }) => isNews).map(({ row }) => row.id);
  account.changed(news.map((entityId) => ({ entity: 'contact', entityId })));
  return news;
}

function contactRowOf(
  accountId: number,
  importNumber: number,
  contact: Contact,
  times: Times,
): ContactRow {
  const phones = valuesOf(contact.customFields, 'PHONE', phoneDigits);
  const emails = valuesOf(contact.customFields, 'EMAIL', (email) => email.trim().toLowerCase());
  return {
    ...cardRowOf(accountId, importNumber, contact, times),
    firstName: contact.firstName,
    lastName: contact.lastName,
    companyId: contact.companyIds[0] ?? null,
    phones,
    emails,
    searched: [contact.name.toLowerCase(), ...phones, ...emails].join('\n'),
  };
}

/** A phone as it is searched and compared: its digits. */
export const phoneDigits = (phone: string): string => phone.replaceAll(/\D/g, '');

function valuesOf(
  fields: readonly CustomFieldValue[],
  fieldCode: string,
  read: (text: string) => string,
): string[] {
  const texts = fields
    .filter((field) => field.fieldCode === fieldCode)
    .flatMap(({ values }) => values)
    .flatMap(({ value }) =>
      typeof value === 'string' || typeof value === 'number' ? [read(String(value))] : [],
    );
  return [...new Set(texts.filter((text) => text !== ''))];
}
