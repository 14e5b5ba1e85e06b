import type { Unsorted } from '@foryou-crm/amocrm';
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { AccountTx } from '../account-lock.ts';
import { mirrorUnsorted } from '../tables.ts';
import { replacing, weigh, type Read, type Times } from './card-row.ts';
import { changeOn, leadScopes } from './lead-scopes.ts';

type UnsortedRow = typeof mirrorUnsorted.$inferSelect;

/** Incoming leads as amoCRM tells them; see `saveLeads`. */
export async function saveUnsorted(
  account: AccountTx,
  { items, ...times }: Read<Unsorted>,
): Promise<void> {
  if (items.length === 0) return;
  const { tx, accountId, importNumber } = account;
  const uids = items.map(({ uid }) => uid);
  const known = new Map(
    (
      await tx
        .select()
        .from(mirrorUnsorted)
        .where(and(eq(mirrorUnsorted.accountId, accountId), inArray(mirrorUnsorted.uid, uids)))
    ).map((row) => [row.uid, dated(row)]),
  );
  const weighed = items.map((incoming) =>
    weigh(dated(unsortedRowOf(accountId, importNumber, incoming, times)), known.get(incoming.uid)),
  );
  await tx
    .insert(mirrorUnsorted)
    .values(weighed.map(({ row }) => row))
    .onConflictDoUpdate({
      target: [mirrorUnsorted.accountId, mirrorUnsorted.uid],
      set: replacing(mirrorUnsorted),
    });
  const news = weighed.filter(({ isNews }) => isNews).map(({ row }) => row);
  const scopes = await leadScopes(
    account,
    news.map(({ leadId }) => leadId),
  );
  account.changed(news.map(({ leadId }) => changeOn('unsorted', null, leadId, scopes)));
}

/** An incoming lead has no date of a change: the later answer counts. */
const dated = (row: UnsortedRow) => ({ ...row, updatedAt: row.createdAt });

const metadataSchema = z.record(z.string(), z.unknown()).catch({});

function unsortedRowOf(
  accountId: number,
  importNumber: number,
  incoming: Unsorted,
  times: Times,
): UnsortedRow {
  return {
    accountId,
    uid: incoming.uid,
    category: incoming.category,
    pipelineId: incoming.pipelineId ?? 0,
    leadId: incoming.leadIds[0] ?? null,
    contactId: incoming.contactIds[0] ?? null,
    sourceName: incoming.sourceName,
    metadata: metadataSchema.parse(incoming.origin.metadata),
    createdAt: incoming.createdAt === null ? times.askedAt : new Date(incoming.createdAt * 1000),
    ...times,
    importNumber,
  };
}
