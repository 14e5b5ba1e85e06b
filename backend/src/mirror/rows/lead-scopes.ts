import { and, eq, inArray } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorLeads, type LeadScope } from '../tables.ts';

type LeadRow = typeof mirrorLeads.$inferSelect;

/** What rights look at in a lead; null when there is none, or it is in the trash. */
export const scopeOf = (row: LeadRow | undefined): LeadScope | null =>
  row?.deletedAt === null
    ? {
        responsibleUserId: row.responsibleUserId,
        groupId: row.groupId,
        pipelineId: row.pipelineId,
        stageId: row.stageId,
      }
    : null;

/** What rights look at in some leads, as they are now; leads that are not there have none. */
export async function leadScopes(
  { tx, accountId }: AccountTx,
  ids: readonly (number | null)[],
): Promise<Map<number, LeadScope>> {
  const wanted = [...new Set(ids.flatMap((id) => id ?? []))];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(mirrorLeads)
    .where(and(eq(mirrorLeads.accountId, accountId), inArray(mirrorLeads.id, wanted)));
  return new Map(
    rows.flatMap((row) => {
      const scope = scopeOf(row);
      return scope === null ? [] : [[row.id, scope]];
    }),
  );
}

/** A change of something that hangs on a lead: whoever sees the lead is told. */
export function changeOn(
  entity: 'task' | 'note' | 'event' | 'unsorted',
  entityId: number | null,
  leadId: number | null,
  scopes: ReadonlyMap<number, LeadScope>,
) {
  const scope = leadId === null ? null : (scopes.get(leadId) ?? null);
  return { entity, entityId, leadId, before: scope, after: scope };
}
