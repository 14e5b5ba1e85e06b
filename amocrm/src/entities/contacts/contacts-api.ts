import { askedReads, type AskedReads } from '../../asked.ts';
import type { Client } from '../../client.ts';
import type { CardFilter, CardQuery } from '../cards/card-query.ts';
import { writes, type Writes } from '../writes.ts';
import {
  contactChangesBody,
  newContactBody,
  type ContactChanges,
  type NewContact,
} from './contact-input.ts';
import {
  contactSchemaFor,
  type Contact,
  type ContactFieldOf,
  type ContactWith,
} from './contact.ts';

export interface ContactsQuery extends CardQuery<ContactWith, 'updated_at' | 'id'> {
  filter?: CardFilter;
}

export interface ContactsApi
  extends
    AskedReads<Contact, ContactFieldOf, ContactWith, ContactsQuery>,
    Writes<NewContact, ContactChanges> {}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export function contactsApi(client: Client): ContactsApi {
  const at = { path: '/api/v4/contacts', collection: 'contacts' };
  return {
    ...askedReads<Contact, ContactFieldOf, ContactWith, ContactsQuery>(client, {
      ...at,
      item: contactSchemaFor,
    }),
    ...writes<NewContact, ContactChanges>(client, {
      ...at,
      newBody: newContactBody,
      changesBody: contactChangesBody,
    }),
  };
}
