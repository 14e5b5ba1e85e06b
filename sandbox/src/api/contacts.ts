import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Contact } from '../store/model.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { canSeeContact, groupOf } from './rights.ts';
import { mentions, sift, sorted } from './select.ts';
import { fieldTexts, leadsOf } from './shared.ts';

/** `GET /api/v4/contacts`. */
export function listContacts(call: ApiCall): Answer {
  const { account, query } = call;
  const seen = [...account.contacts.values()].filter(
    (contact) =>
      canSeeContact(call.viewer, account, contact) &&
      mentions(query, [contact.name, ...fieldTexts(contact.fields)]),
  );
  const chosen = account.isApiFilterEnabled ? filtered(call, seen) : seen;
  const rows = sorted(chosen, query, {
    id: (contact) => contact.id,
    updated_at: (contact) => contact.updatedAt,
  });
  return page(call, 'contacts', rows, (contact) => contactBody(call, contact));
}

/** `GET /api/v4/contacts/{id}`; 204 for a contact that is not there or not for these eyes. */
export function oneContact(call: ApiCall, id: number): Answer {
  const contact = call.account.contacts.get(id);
  if (contact === undefined || !canSeeContact(call.viewer, call.account, contact)) return nothing();
  return ok(contactBody(call, contact));
}

function filtered(call: ApiCall, contacts: Contact[]): Contact[] {
  return sift(
    contacts,
    call.query,
    {
      id: (contact) => contact.id,
      name: (contact) => contact.name,
      created_by: (contact) => contact.createdBy,
      updated_by: (contact) => contact.updatedBy,
      responsible_user_id: (contact) => contact.responsibleUserId,
    },
    {
      created_at: (contact) => contact.createdAt,
      updated_at: (contact) => contact.updatedAt,
      closest_task_at: (contact) => call.closestTask('contacts', contact.id),
    },
    'same',
  );
}

function contactBody(call: ApiCall, contact: Contact): object {
  const { account, query } = call;
  return {
    id: contact.id,
    name: contact.name,
    first_name: contact.firstName,
    last_name: contact.lastName,
    responsible_user_id: contact.responsibleUserId,
    group_id: groupOf(account, contact.responsibleUserId),
    created_by: contact.createdBy,
    updated_by: contact.updatedBy,
    created_at: contact.createdAt,
    updated_at: contact.updatedAt,
    is_deleted: false,
    closest_task_at: call.closestTask('contacts', contact.id),
    custom_fields_values: contact.fields.length === 0 ? null : contact.fields,
    account_id: account.id,
    _links: self(call, `/api/v4/contacts/${contact.id}`),
    _embedded: {
      tags: contact.tags,
      companies:
        contact.companyId === null
          ? []
          : [
              {
                id: contact.companyId,
                _links: self(call, `/api/v4/companies/${contact.companyId}`),
              },
            ],
      ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
      ...(query.with.has('customers') && { customers: [] }),
      ...(query.with.has('leads') && {
        leads: leadsOf(account, (lead) => lead.contactIds.includes(contact.id)).map(({ id }) => ({
          id,
          _links: self(call, `/api/v4/leads/${id}`),
        })),
      }),
    },
  };
}
