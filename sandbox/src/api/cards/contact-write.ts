import type { Account, Contact } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import type { Viewer } from '../rights.ts';
import { fieldErrors } from '../validate.ts';
import { below, checkCard } from './draft.ts';
import type { CardDraft, Checked } from './draft.ts';
import type { GivenContact } from './given.ts';
import { seesCompany } from './lead-draft.ts';
import { changedCard, madeCard } from './row.ts';

/** What a write wants of a contact. */
export interface ContactDraft extends CardDraft {
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly companyId: number | null;
}

export function checkContact(
  account: Account,
  viewer: Viewer,
  given: GivenContact,
  path: string,
): Checked<ContactDraft> {
  const { draft, errors } = checkCard(account, 'contacts', given, path);
  const companies = given._embedded?.companies ?? [];
  const at = below(path, '_embedded.companies');
  for (const [place, { id }] of companies.entries()) {
    if (!seesCompany(account, viewer, id)) errors.push(fieldErrors.choice(`${at}.${place}.id`));
  }
  if (companies.length > 1) errors.push(fieldErrors.tooMany(at, 1));
  if (errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    draft: {
      ...draft,
      firstName: given.first_name,
      lastName: given.last_name,
      companyId: companies[0]?.id ?? null,
    },
  };
}

export function madeContact(call: ApiCall, id: number, draft: ContactDraft): Contact {
  return {
    id,
    ...madeCard(call, 'contacts', draft),
    ...names({ name: '', firstName: '', lastName: '' }, draft),
    isDeleted: false,
    companyId: draft.companyId,
  };
}

export function changedContact(call: ApiCall, before: Contact, draft: ContactDraft): Contact {
  return {
    ...before,
    ...changedCard(call, 'contacts', before, draft),
    ...names(before, draft),
  };
}

type Names = Pick<Contact, 'name' | 'firstName' | 'lastName'>;

/** The name that shows is made of its parts, unless it was said; a bare name has no parts. */
function names(before: Names, { name, firstName, lastName }: ContactDraft): Names {
  const hasParts = firstName !== undefined || lastName !== undefined;
  if (!hasParts) {
    if (name === undefined || name === before.name) {
      return { name: before.name, firstName: before.firstName, lastName: before.lastName };
    }
    return { name, firstName: '', lastName: '' };
  }
  const first = firstName ?? before.firstName;
  const last = lastName ?? before.lastName;
  return { name: name ?? `${first} ${last}`.trim(), firstName: first, lastName: last };
}
