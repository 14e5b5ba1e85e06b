import { fieldTypes } from '../../store/model.ts';
import type { CardKind, FieldType } from '../../store/model.ts';

/** Those of lists, and those that only one kind of card has. */
const elsewhere: readonly FieldType[] = [
  'price',
  'category',
  'items',
  'payer',
  'supplier',
  'multitext',
  'tracking_data',
  'chained_list',
];
const everywhere = fieldTypes.filter((type) => !elsewhere.includes(type));

/**
 * Which types a kind of card has. Prices, categories, items, payers and suppliers are fields of lists,
 * of which there are none here.
 * https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export const typesOf: Readonly<Record<CardKind, readonly FieldType[]>> = {
  leads: [...everywhere, 'tracking_data', 'chained_list'],
  contacts: [...everywhere, 'multitext'],
  companies: [...everywhere, 'multitext'],
};

const choices: readonly FieldType[] = ['select', 'multiselect', 'radiobutton'];

/** Types whose choices an account makes up itself. */
export function hasOwnEnums(type: FieldType): boolean {
  return choices.includes(type);
}
