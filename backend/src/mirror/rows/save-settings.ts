import type { CustomField, CustomFieldGroup } from '@foryou-crm/amocrm';
import { eq } from 'drizzle-orm';
import { isDeepStrictEqual } from 'node:util';
import type { AccountTx } from '../account-lock.ts';
import { mirrorChoices, mirrorFieldGroups, mirrorFields, type cardKinds } from '../tables.ts';

type CardKind = (typeof cardKinds)[number];
type GroupRow = typeof mirrorFieldGroups.$inferSelect;
type FieldRow = typeof mirrorFields.$inferSelect;
type ChoiceRow = typeof mirrorChoices.$inferSelect;

/** How the account is set up; null: amoCRM did not tell. */
export interface ReadSettings {
  fields: { card: CardKind; groups: CustomFieldGroup[]; fields: CustomField[] }[] | null;
  lossReasons: { id: number; name: string; sort: number }[] | null;
  /** In amoCRM's order. */
  taskTypes: { id: number; name: string }[] | null;
}

/** The account's custom fields and choices, each kind whole: what is not among them is gone. */
export async function saveSettings(account: AccountTx, read: ReadSettings): Promise<void> {
  const { tx, accountId } = account;
  const known = {
    groups: await tx
      .select()
      .from(mirrorFieldGroups)
      .where(eq(mirrorFieldGroups.accountId, accountId)),
    fields: await tx.select().from(mirrorFields).where(eq(mirrorFields.accountId, accountId)),
    choices: await tx.select().from(mirrorChoices).where(eq(mirrorChoices.accountId, accountId)),
  };
  const kept = (kind: ChoiceRow['kind']) => known.choices.filter((row) => row.kind === kind);
  const next = {
    groups: read.fields?.flatMap((of) => groupRowsOf(accountId, of)) ?? known.groups,
    fields: read.fields?.flatMap((of) => fieldRowsOf(accountId, of)) ?? known.fields,
    choices: [
      ...(read.lossReasons?.map((one) => choiceRow(accountId, 'loss_reason', one)) ??
        kept('loss_reason')),
      ...(read.taskTypes?.map((one, sort) => choiceRow(accountId, 'task_type', { ...one, sort })) ??
        kept('task_type')),
    ],
  };
  let isSame = true;
  if (differ(known.groups, next.groups)) {
    isSame = false;
    await tx.delete(mirrorFieldGroups).where(eq(mirrorFieldGroups.accountId, accountId));
    if (next.groups.length > 0) await tx.insert(mirrorFieldGroups).values(inOrder(next.groups));
  }
  if (differ(known.fields, next.fields)) {
    isSame = false;
    await tx.delete(mirrorFields).where(eq(mirrorFields.accountId, accountId));
    if (next.fields.length > 0) await tx.insert(mirrorFields).values(inOrder(next.fields));
  }
  if (differ(known.choices, next.choices)) {
    isSame = false;
    await tx.delete(mirrorChoices).where(eq(mirrorChoices.accountId, accountId));
    if (next.choices.length > 0) await tx.insert(mirrorChoices).values(inOrder(next.choices));
  }
  if (!isSame) account.changed([{ entity: 'settings' }]);
}

type AnyRow = GroupRow | FieldRow | ChoiceRow;

const differ = <Row extends AnyRow>(known: readonly Row[], next: readonly Row[]): boolean =>
  !isDeepStrictEqual(inOrder(known), inOrder(next));

/** In one order; an id that amoCRM gives twice is one. */
function inOrder<Row extends AnyRow>(rows: readonly Row[]): Row[] {
  const kindOf = (row: Row) => ('card' in row ? row.card : row.kind);
  const byKey = new Map(rows.map((row) => [`${kindOf(row)} ${String(row.id)}`, row]));
  return [...byKey.values()].sort((a, b) =>
    kindOf(a) === kindOf(b) ? (a.id < b.id ? -1 : 1) : kindOf(a) < kindOf(b) ? -1 : 1,
  );
}

type OfCard = NonNullable<ReadSettings['fields']>[number];

const groupRowsOf = (accountId: number, { card, groups }: OfCard): GroupRow[] =>
  groups.map(({ id, name, sort }) => ({ accountId, card, id, name, sort }));

const stageOf = ({ pipelineId, statusId }: { pipelineId: number; statusId: number }) => ({
  pipelineId,
  stageId: statusId,
});

const fieldRowsOf = (accountId: number, { card, fields }: OfCard): FieldRow[] =>
  fields.map((field) => ({
    accountId,
    card,
    id: field.id,
    groupId: field.groupId,
    name: field.name,
    code: field.code,
    type: field.type,
    sort: field.sort,
    isGiven: field.isComputed || field.isApiOnly,
    options: [...field.enums]
      .sort((a, b) => a.sort - b.sort || a.id - b.id)
      .map(({ id, value, code }) => ({ id, value, code })),
    currency: field.currency,
    requiredIn: field.requiredStatuses.map(stageOf),
    hiddenIn: field.hiddenStatuses.map(stageOf),
  }));

const choiceRow = (
  accountId: number,
  kind: ChoiceRow['kind'],
  { id, name, sort }: { id: number; name: string; sort: number },
): ChoiceRow => ({ accountId, kind, id, name, sort });
