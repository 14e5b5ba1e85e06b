import { and, eq, sql } from 'drizzle-orm';
import type { AccountTx } from '../account-lock.ts';
import { mirrorEvents, mirrorLeads, type StageKey } from '../tables.ts';

interface Placed extends StageKey {
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
  stageSince: Date | null;
}

export const isSameStage = (a: StageKey, b: StageKey): boolean =>
  a.pipelineId === b.pipelineId && a.stageId === b.stageId;

/**
 * Since when a lead is in its stage, from what its own answers say. One that is in another stage than before
 * came there when it was changed last, or earlier: the event will tell. Of one that is seen for the first
 * time it is known when it was closed, or when nothing was ever changed in it.
 */
export function stageSinceOf(lead: Omit<Placed, 'stageSince'>, before: Placed | undefined) {
  if (before) return isSameStage(lead, before) ? before.stageSince : lead.updatedAt;
  if (lead.closedAt !== null) return lead.closedAt;
  return lead.createdAt.getTime() === lead.updatedAt.getTime() ? lead.createdAt : null;
}

/** A lead whose last move may be among the events; an event before `after` is of an earlier one. */
export interface Moved {
  id: number;
  after: Date | null;
}

/**
 * Dates stages by the last move of each lead that the events tell, where it led to the stage that the lead
 * is in. Where it did not, either the event or the lead is behind, and will be settled when it comes.
 */
export async function settleStages(
  { tx, accountId }: AccountTx,
  moved: readonly Moved[],
): Promise<void> {
  if (moved.length === 0) return;
  const ids = sql.param(moved.map(({ id }) => id));
  const after = sql.param(moved.map(({ after }) => after?.toISOString() ?? null));
  const to = sql`last.content -> 'to'`;
  await tx
    .update(mirrorLeads)
    .set({ stageSince: sql`last.created_at` })
    .from(
      sql`(
        select distinct on (${mirrorEvents.leadId})
          ${mirrorEvents.leadId} as lead_id, ${mirrorEvents.createdAt} as created_at,
          ${mirrorEvents.content} as content, moved.after as after
        from unnest(${ids}::bigint[], ${after}::timestamptz[]) as moved(id, after)
        join ${mirrorEvents} on ${mirrorEvents.accountId} = ${accountId}
          and ${mirrorEvents.leadId} = moved.id
          and ${mirrorEvents.content} ->> 'kind' = 'stage_changed'
        order by ${mirrorEvents.leadId}, ${mirrorEvents.createdAt} desc, ${mirrorEvents.id} desc
      ) as last`,
    )
    .where(
      and(
        eq(mirrorLeads.accountId, accountId),
        sql`${mirrorLeads.id} = last.lead_id`,
        sql`(${to} ->> 'pipelineId')::bigint = ${mirrorLeads.pipelineId}`,
        sql`(${to} ->> 'stageId')::bigint = ${mirrorLeads.stageId}`,
        sql`coalesce(last.created_at >= last.after, true)`,
        sql`${mirrorLeads.stageSince} is distinct from last.created_at`,
      ),
    );
}
