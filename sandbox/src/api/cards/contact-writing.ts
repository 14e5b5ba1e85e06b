import { contactSchema } from './given.ts';
import type { GivenContact } from './given.ts';
import { changedContact, checkContact, madeContact } from './contact-write.ts';
import type { ContactDraft } from './contact-write.ts';
import type { CardWriting } from './writing.ts';

export const contactWriting: CardWriting<'contacts', GivenContact, ContactDraft> = {
  kind: 'contacts',
  schema: contactSchema,
  check: ({ account, viewer }, given) => checkContact(account, viewer, given, ''),
  made: madeContact,
  changed: changedContact,
  told: ({ name }) => ({ name }),
};
