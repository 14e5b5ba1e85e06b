import type { Named } from '../../batch.ts';
import { cardBody, type CardFields, type TagRef } from '../cards/card-input.ts';

interface ContactFields extends CardFields {
  firstName?: string;
  lastName?: string;
}

/** A contact to create. Phone and e-mail are custom fields with the codes `PHONE` and `EMAIL`. */
export interface NewContact extends ContactFields, Named {
  tags?: readonly TagRef[];
  companyId?: number;
}

/** What to change in a contact; what is not named stays. */
export interface ContactChanges extends ContactFields {
  /** Replaces all tags; null removes them. */
  tags?: readonly TagRef[] | null;
  tagsToDelete?: readonly TagRef[];
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export function newContactBody(contact: NewContact): Record<string, unknown> {
  const { tags, companyId, ...fields } = contact;
  return cardBody(fields, {
    tags,
    companies: companyId === undefined ? undefined : [{ id: companyId }],
  });
}

/** Source: https://www.amocrm.ru/developers/content/crm_platform/contacts-api */
export function contactChangesBody(
  changes: ContactChanges & { id?: number } & Named,
): Record<string, unknown> {
  const { tags, ...fields } = changes;
  return cardBody(fields, { tags });
}
