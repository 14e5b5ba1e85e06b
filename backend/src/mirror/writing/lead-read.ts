import type { Contact, LeadWithContacts } from '@foryou-crm/amocrm';
import type { WrittenLead } from '@foryou-crm/contract/writing';
import { ApiError } from '../../http/problem.ts';
import type { AccountTx } from '../account-lock.ts';
import { readLead } from '../reading/lead-details.ts';
import type { Times } from '../rows/card-row.ts';
import { saveContacts } from '../rows/save-contacts.ts';
import { saveLeads } from '../rows/save-leads.ts';
import { addFollowUps, addMissingCards } from '../sync/hints.ts';
import type { Writer } from './writer.ts';

/** A lead as amoCRM shows it to the writer; amoCRM's answers to writes are ids only. */
export interface LeadRead {
  /** Null: he may not see it, or it is gone. */
  lead: LeadWithContacts | null;
  contacts: Contact[];
  times: Times;
}

/** Reads a lead, and those of its contacts that came to it just now. */
export async function askLead(
  { account: { api }, ask }: Writer,
  id: number,
  contactIds: readonly (number | null)[] = [],
): Promise<LeadRead> {
  const { answer, times } = await ask(async () => {
    const lead = await api.leads.get(id, { with: ['contacts'] });
    const contacts: Contact[] = [];
    for (const contactId of new Set(contactIds)) {
      const contact = contactId === null ? null : await api.contacts.get(contactId);
      if (contact) contacts.push(contact);
    }
    return { lead, contacts };
  });
  return { ...answer, times };
}

/** Puts a lead into the mirror; one that amoCRM does not show to the writer is read again for all. */
export async function saveLead(
  account: AccountTx,
  id: number,
  { lead, contacts, times }: LeadRead,
): Promise<void> {
  await saveContacts(account, { items: contacts, ...times });
  if (lead === null) await addFollowUps(account, 'lead', [id]);
  else await addMissingCards(account, await saveLeads(account, { items: [lead], ...times }));
}

/** The lead as the writer now sees it in the mirror. */
export async function writtenLead({ db, seeing }: Writer, id: number): Promise<WrittenLead> {
  try {
    return { id, lead: await readLead(db, seeing, id) };
  } catch (error) {
    if (error instanceof ApiError && error.problem.kind === 'not_found') return { id, lead: null };
    throw error;
  }
}
