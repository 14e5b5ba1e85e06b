import type { Field, FieldGroup, Fields } from '@foryou-crm/contract/fields';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../../database/open.ts';
import { mirrorFieldGroups, mirrorFields } from '../tables.ts';

type FieldRow = typeof mirrorFields.$inferSelect;
type GroupRow = typeof mirrorFieldGroups.$inferSelect;

/** The custom fields of the account's cards, by amoCRM's groups. They are everybody's to see. */
export async function readFields(db: Database, accountId: number): Promise<Fields> {
  const [groups, fields] = await Promise.all([
    db
      .select()
      .from(mirrorFieldGroups)
      .where(eq(mirrorFieldGroups.accountId, accountId))
      .orderBy(asc(mirrorFieldGroups.sort), asc(mirrorFieldGroups.id)),
    db
      .select()
      .from(mirrorFields)
      .where(eq(mirrorFields.accountId, accountId))
      .orderBy(asc(mirrorFields.sort), asc(mirrorFields.id)),
  ]);
  const of = (card: FieldRow['card']) =>
    grouped(
      groups.filter((group) => group.card === card),
      fields.filter((field) => field.card === card),
    );
  return { leads: of('leads'), contacts: of('contacts'), companies: of('companies') };
}

/** The tab that amoCRM shows a field on which names none, or one that is gone. */
const mainGroup = 'default';

function grouped(groups: readonly GroupRow[], fields: readonly FieldRow[]): FieldGroup[] {
  const known = new Set(groups.map(({ id }) => id));
  const byGroup = Map.groupBy(fields, ({ groupId }) =>
    groupId !== null && known.has(groupId) ? groupId : mainGroup,
  );
  const all = known.has(mainGroup) ? groups : [{ id: mainGroup, name: '' }, ...groups];
  return all.flatMap(({ id, name }) => {
    const its = byGroup.get(id);
    return its ? [{ id, name, fields: its.map(fieldOf) }] : [];
  });
}

/** Types whose values are a text, a number, a flag or one of the options: see `leadChangeSchema`. */
const writable: ReadonlySet<string> = new Set([
  'text',
  'textarea',
  'numeric',
  'monetary',
  'price',
  'streetaddress',
  'url',
  'checkbox',
  'date',
  'date_time',
  'birthday',
  'select',
  'multiselect',
  'radiobutton',
]);

const fieldOf = (row: FieldRow): Field => ({
  id: row.id,
  name: row.name,
  code: row.code,
  type: row.type,
  isEditable: row.card === 'leads' && !row.isGiven && writable.has(row.type),
  options: row.options,
  currency: row.currency,
  requiredIn: row.requiredIn,
  hiddenIn: row.hiddenIn,
});
