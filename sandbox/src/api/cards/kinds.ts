import type { Change } from '../../store/changes.ts';
import type { Account, CardKind, Company, Contact, Lead } from '../../store/model.ts';

/** The row behind each kind of card. */
export interface CardOf {
  readonly leads: Lead;
  readonly contacts: Contact;
  readonly companies: Company;
}

export const cardKinds = ['leads', 'contacts', 'companies'] as const satisfies readonly CardKind[];

type Rows = { readonly [Kind in CardKind]: ReadonlyMap<number, CardOf[Kind]> };

/** The cards of one kind, oldest id first: ids only grow, and a change keeps a row's place. */
export function rowsOf<Kind extends CardKind>(
  account: Account,
  kind: Kind,
): ReadonlyMap<number, CardOf[Kind]> {
  const rows: Rows = account;
  return rows[kind];
}

/** A card that is there: trashed ones answer like missing ones. */
export function cardOf<Kind extends CardKind>(
  account: Account,
  kind: Kind,
  id: number,
): CardOf[Kind] | undefined {
  const card = rowsOf(account, kind).get(id);
  return card?.isDeleted === true ? undefined : card;
}

type Told = {
  readonly [Kind in CardKind]: (before: CardOf[Kind] | null, after: CardOf[Kind] | null) => Change;
};

const told: Told = {
  leads: (before, after) => ({ entity: 'lead', before, after }),
  contacts: (before, after) => ({ entity: 'contact', before, after }),
  companies: (before, after) => ({ entity: 'company', before, after }),
};

export function cardChange<Kind extends CardKind>(
  kind: Kind,
  before: CardOf[Kind] | null,
  after: CardOf[Kind] | null,
): Change {
  return told[kind](before, after);
}
