import { nothing, ok } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Contact } from '../store/model.ts';
import { heldBack } from '../store/unsorted.ts';
import type { ApiCall } from './envelope.ts';
import { page, self } from './envelope.ts';
import { printedFields } from './fields/printed.ts';
import { fieldSieve } from './filter-fields.ts';
import { canSeeContact, groupOf } from './rights.ts';
import { rememberedLists } from './remembered-lists.ts';
import { mentions, sieve, walkOf } from './select.ts';
import { backLinks, fieldTexts } from './shared.ts';
import type { BackLinks } from './shared.ts';
import { get, patch, post } from './route.ts';
import { cardOf } from './cards/kinds.ts';
import { contactWriting } from './cards/contact-writing.ts';
import { companyLinks } from './cards/linked.ts';
import { changeCard, changeCards, createCards } from './cards/writing.ts';
import type { ApiRoute } from './route.ts';

export const contactsRoutes: readonly ApiRoute[] = [
  get('/api/v4/contacts', listContacts),
  post('/api/v4/contacts', (call) => createCards(call, contactWriting)),
  patch('/api/v4/contacts', (call) => changeCards(call, contactWriting)),
  get('/api/v4/contacts/:first', oneContact),
  patch('/api/v4/contacts/:first', (call, id) => changeCard(call, contactWriting, id)),
];

const listed = rememberedLists<Contact>();

/** `GET /api/v4/contacts`. */
export function listContacts(call: ApiCall): Answer {
  const { account, query, viewer } = call;
  const links = backLinks(account);
  const rows = listed(call, () => {
    const passes = account.isApiFilterEnabled ? filters(call) : () => true;
    const hidden = heldBack(account);
    return walkOf(
      account.contacts,
      query,
      (contact) =>
        !contact.isDeleted &&
        !hidden.has(contact.id) &&
        canSeeContact(viewer, account, contact) &&
        passes(contact) &&
        matches(call, contact),
      { updated_at: (contact) => contact.updatedAt },
    );
  });
  return page(call, 'contacts', rows, (contact) => contactBody(call, contact, links));
}

/** `GET /api/v4/contacts/{id}`; 204 for a contact that is not there or not for these eyes. */
export function oneContact(call: ApiCall, id: number): Answer {
  const contact = cardOf(call.account, 'contacts', id);
  if (contact === undefined || !canSeeContact(call.viewer, call.account, contact)) return nothing();
  return ok(contactBody(call, contact, backLinks(call.account)));
}

function matches({ query }: ApiCall, contact: Contact): boolean {
  return query.text === '' || mentions(query, [contact.name, ...fieldTexts(contact.fields)]);
}

function filters(call: ApiCall): (contact: Contact) => boolean {
  const passes = sieve<Contact>(
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
  const fieldsPass = fieldSieve(call.query, call.account.customFields);
  return (contact) => passes(contact) && fieldsPass(contact.fields);
}

function contactBody(call: ApiCall, contact: Contact, links: BackLinks): object {
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
    closest_task_at: call.closestTask('contacts', contact.id),
    is_deleted: false,
    custom_fields_values: printedFields(contact.fields),
    account_id: account.id,
    _links: self(call, `/api/v4/contacts/${contact.id}`),
    _embedded: {
      tags: contact.tags,
      companies: companyLinks(call, contact),
      ...(query.with.has('catalog_elements') && { catalog_elements: [] }),
      ...(query.with.has('customers') && { customers: [] }),
      ...(query.with.has('leads') && {
        leads: links.leadsOfContact(contact.id).map((id) => ({
          id,
          _links: self(call, `/api/v4/leads/${id}`),
        })),
      }),
    },
  };
}
