import type { Account, CardKind, FieldValue, Tag } from '../../store/model.ts';
import type { CardOf } from './kinds.ts';
import { presentCompany } from './linked.ts';

type Merge = {
  readonly [Kind in CardKind]: (
    account: Account,
    keep: CardOf[Kind],
    others: readonly CardOf[Kind][],
  ) => CardOf[Kind];
};

const merge: Merge = {
  leads: (account, keep, others) => {
    const all = [keep, ...others];
    return {
      ...keep,
      ...carried(all),
      contactIds: [...new Set(all.flatMap(({ contactIds }) => contactIds))],
      companyId: firstOf(all.map((lead) => presentCompany(account, lead))),
    };
  },
  contacts: (account, keep, others) => {
    const all = [keep, ...others];
    return {
      ...keep,
      ...carried(all),
      companyId: firstOf(all.map((contact) => presentCompany(account, contact))),
    };
  },
  companies: (_account, keep, others) => ({ ...keep, ...carried([keep, ...others]) }),
};

/** The kept card with what only the others had: fields, tags, links. Its own words stay. */
export function mergedCard<Kind extends CardKind>(
  account: Account,
  kind: Kind,
  keep: CardOf[Kind],
  others: readonly CardOf[Kind][],
): CardOf[Kind] {
  return merge[kind](account, keep, others);
}

function carried(all: readonly { fields: readonly FieldValue[]; tags: readonly Tag[] }[]): {
  fields: FieldValue[];
  tags: Tag[];
} {
  const tags = new Map(all.flatMap((card) => card.tags.map((tag) => [tag.id, tag] as const)));
  return { fields: mergedFields(all.map(({ fields }) => fields)), tags: [...tags.values()] };
}

/** The first card's word counts; phones and mails are kept from all. */
function mergedFields(all: readonly (readonly FieldValue[])[]): FieldValue[] {
  const merged = new Map<number, FieldValue>();
  for (const field of all.flat()) {
    const known = merged.get(field.field_id);
    if (known === undefined) merged.set(field.field_id, field);
    else if (field.field_type === 'multitext') merged.set(field.field_id, both(known, field));
  }
  return [...merged.values()];
}

function both(known: FieldValue, more: FieldValue): FieldValue {
  const values = new Set(known.values.map(({ value }) => value));
  const added = more.values.filter(({ value }) => !values.has(value));
  return { ...known, values: [...known.values, ...added] };
}

function firstOf(ids: readonly (number | null)[]): number | null {
  return ids.find((id) => id !== null) ?? null;
}
