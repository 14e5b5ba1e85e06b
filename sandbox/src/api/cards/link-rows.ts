import type { Account, CardKind, Company, Contact, Lead } from '../../store/model.ts';
import type { Change } from '../../store/changes.ts';
import { backLinks } from '../shared.ts';
import { cardChange, cardOf } from './kinds.ts';
import { presentCompany, presentContacts } from './linked.ts';

/** One link, seen from one of its ends. */
export interface Link {
  readonly kind: CardKind;
  readonly id: number;
  /** Only of contacts is one the main one. */
  readonly isMain: boolean | null;
}

/** One end of a link. */
export interface End {
  readonly kind: CardKind;
  readonly id: number;
}

/**
 * What a card is linked to: leads to contacts and a company, contacts to a company, companies to
 * contacts and leads. https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 */
export function linksOf(account: Account, { kind, id }: End): Link[] {
  switch (kind) {
    case 'leads': {
      const lead = cardOf(account, 'leads', id);
      return lead === undefined ? [] : linksOfLead(account, lead);
    }
    case 'contacts': {
      const contact = cardOf(account, 'contacts', id);
      return contact === undefined ? [] : companyLink(account, contact);
    }
    case 'companies': {
      const back = backLinks(account);
      const contacts = back.contactsOfCompany(id);
      const leads = back.leadsOfCompany(id);
      return [
        ...contacts.map((to, place): Link => ({ kind: 'contacts', id: to, isMain: place === 0 })),
        ...leads.map((to): Link => ({ kind: 'leads', id: to, isMain: null })),
      ];
    }
  }
}

function linksOfLead(account: Account, lead: Lead): Link[] {
  const contacts = presentContacts(account, lead);
  return [
    ...contacts.map((id, place): Link => ({ kind: 'contacts', id, isMain: place === 0 })),
    ...companyLink(account, lead),
  ];
}

function companyLink(account: Account, card: Lead | Contact): Link[] {
  const id = presentCompany(account, card);
  return id === null ? [] : [{ kind: 'companies', id, isMain: null }];
}

/** Can these two kinds be linked at all? Two of a kind cannot. */
export function canLink(one: CardKind, other: CardKind): boolean {
  return one !== other;
}

/**
 * The change that links two cards, whichever was named first; null when they are linked already.
 * A second company takes the place of the first.
 */
export function linking(account: Account, one: End, other: End, isMain: boolean): Change | null {
  return onPair(account, one, other, {
    leadContact: (lead, { id }) => {
      const others = lead.contactIds.filter((known) => known !== id);
      if (isMain) return { ...lead, contactIds: [id, ...others] };
      return lead.contactIds.includes(id) ? lead : { ...lead, contactIds: [...others, id] };
    },
    toCompany: (card, { id }) => (card.companyId === id ? card : { ...card, companyId: id }),
  });
}

/** The change that parts two cards; null when they were not linked. */
export function unlinking(account: Account, one: End, other: End): Change | null {
  return onPair(account, one, other, {
    leadContact: (lead, { id }) =>
      lead.contactIds.includes(id)
        ? { ...lead, contactIds: lead.contactIds.filter((known) => known !== id) }
        : lead,
    toCompany: (card, { id }) => (card.companyId === id ? { ...card, companyId: null } : card),
  });
}

interface Acts {
  readonly leadContact: (lead: Lead, contact: Contact) => Lead;
  readonly toCompany: <Row extends Lead | Contact>(card: Row, company: Company) => Row;
}

/** Finds which of the two rows holds the link. The card's time of change stays: see the README. */
function onPair(account: Account, one: End, other: End, acts: Acts): Change | null {
  const ends = [one, other];
  const find = <Kind extends CardKind>(kind: Kind) => {
    const end = ends.find((candidate) => candidate.kind === kind);
    return end === undefined ? undefined : cardOf(account, kind, end.id);
  };
  const lead = find('leads');
  const contact = find('contacts');
  const company = find('companies');
  if (lead !== undefined && contact !== undefined) {
    const after = acts.leadContact(lead, contact);
    return after === lead || sameOrder(after, lead) ? null : cardChange('leads', lead, after);
  }
  if (lead !== undefined && company !== undefined) {
    const after = acts.toCompany(lead, company);
    return after === lead ? null : cardChange('leads', lead, after);
  }
  if (contact !== undefined && company !== undefined) {
    const after = acts.toCompany(contact, company);
    return after === contact ? null : cardChange('contacts', contact, after);
  }
  return null;
}

function sameOrder(one: Lead, other: Lead): boolean {
  return one.contactIds.join() === other.contactIds.join();
}
