import type { CustomFieldValue, Tag } from '@foryou-crm/amocrm';
import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { isDeepStrictEqual } from 'node:util';

/** What leads, contacts and companies have in common, as the client gives them. */
interface AmoCard {
  id: number;
  name: string;
  responsibleUserId: number;
  groupId: number | null;
  tags: readonly Tag[];
  customFields: CustomFieldValue[];
  createdAt: number;
  updatedAt: number;
  isDeleted: boolean;
}

/** When an answer was asked for, and when it is saved. */
export interface Times {
  askedAt: Date;
  savedAt: Date;
}

/** What amoCRM answered. */
export interface Read<T> extends Times {
  items: readonly T[];
}

/** The common columns of a card. */
export function cardRowOf(accountId: number, importNumber: number, card: AmoCard, times: Times) {
  const updatedAt = new Date(card.updatedAt * 1000);
  return {
    accountId,
    id: card.id,
    name: card.name,
    responsibleUserId: card.responsibleUserId,
    groupId: card.groupId ?? 0,
    tags: card.tags.map(({ id, name }) => ({ id, name })),
    customFields: card.customFields,
    createdAt: new Date(card.createdAt * 1000),
    updatedAt,
    deletedAt: card.isDeleted ? updatedAt : null,
    ...times,
    importNumber,
  };
}

interface Dated extends Times {
  updatedAt: Date;
}

/**
 * Whether an answer is to be believed over what is known. amoCRM's own date decides; where it is the
 * same (links and tags do not move it) the later question; and an earlier date, which amoCRM lets
 * people set, only when it was asked for after the known answer was there.
 */
export function isNewer(row: Dated, known: Dated): boolean {
  const later = row.updatedAt.getTime() - known.updatedAt.getTime();
  if (later > 0) return true;
  return later === 0 ? row.askedAt >= known.askedAt : row.askedAt >= known.savedAt;
}

interface Kept extends Dated {
  importNumber: number;
}

/**
 * What is to be written after an answer, and whether it says anything new. A row that is known better
 * stays as it is; it was seen all the same.
 */
export function weigh<Row extends Kept>(
  row: Row,
  before: Row | undefined,
): { row: Row; isNews: boolean; isBelieved: boolean } {
  if (!before) return { row, isNews: true, isBelieved: true };
  const { askedAt, savedAt } = before;
  if (!isNewer(row, before)) {
    const { importNumber } = row;
    return { row: { ...before, importNumber }, isNews: false, isBelieved: false };
  }
  const asBefore = { ...row, askedAt, savedAt, importNumber: before.importNumber };
  return { row, isNews: !isDeepStrictEqual(asBefore, before), isBelieved: true };
}

/** For an upsert: every column becomes what the insert would have written. */
export function replacing(table: PgTable): Record<string, SQL> {
  return Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([key, column]) => [
      key,
      sql.raw(`excluded."${column.name}"`),
    ]),
  );
}
