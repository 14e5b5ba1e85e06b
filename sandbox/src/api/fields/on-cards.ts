import type { Account, CustomField, FieldItem, FieldValue } from '../../store/model.ts';

/**
 * Makes the cards say of a field what it says now: its new name and choices, or nothing when it is
 * gone. A definition is not a change of the cards: their times stay, and neither history nor
 * webhooks tell of them.
 */
export function retell(
  { leads, contacts, companies }: Account,
  before: CustomField,
  after: CustomField | null,
): void {
  const rewritten = (fields: readonly FieldValue[]) =>
    fields.flatMap((field) => (field.field_id === before.id ? retold(field, after) : [field]));
  switch (before.kind) {
    case 'leads':
      return each(leads, before.id, rewritten);
    case 'contacts':
      return each(contacts, before.id, rewritten);
    case 'companies':
      return each(companies, before.id, rewritten);
  }
}

function each<Card extends { readonly fields: readonly FieldValue[] }>(
  cards: Map<number, Card>,
  fieldId: number,
  rewritten: (fields: readonly FieldValue[]) => readonly FieldValue[],
): void {
  for (const [id, card] of cards) {
    if (card.fields.some((field) => field.field_id === fieldId)) {
      cards.set(id, { ...card, fields: rewritten(card.fields) });
    }
  }
}

function retold(field: FieldValue, after: CustomField | null): FieldValue[] {
  if (after === null) return [];
  const values = field.values.flatMap((item) => retoldItem(item, after));
  if (values.length === 0) return [];
  return [{ ...field, field_name: after.name, field_code: after.code, values }];
}

/** A choice that is no more leaves the cards that had it. */
function retoldItem(item: FieldItem, { enums, type }: CustomField): FieldItem[] {
  if (enums === null || item.enum_id === undefined) return [item];
  const choice = enums.find(({ id }) => id === item.enum_id);
  if (choice === undefined) return [];
  const isLabel = type === 'multitext' || type === 'smart_address';
  const words = isLabel ? {} : { value: choice.value };
  return [{ ...item, ...words, enum_code: choice.code }];
}
