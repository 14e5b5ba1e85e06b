import type { AmoEvent, EventValue } from '@foryou-crm/amocrm';
import { and, eq, inArray, isNotNull, isNull, or, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { AccountTx } from '../account-lock.ts';
import { mirrorAccounts, mirrorEvents, mirrorTasks, type EventContent } from '../tables.ts';
import { changeOn, leadScopes } from './lead-scopes.ts';
import { settleStages } from './stage-since.ts';

type EventRow = typeof mirrorEvents.$inferSelect;

/** What of amoCRM's history a lead's timeline shows, by the entity that it is told of. */
export const timelineTypes = {
  lead: [
    'lead_added',
    'lead_status_changed',
    'entity_responsible_changed',
    'sale_field_changed',
  ] as const,
  task: ['task_added', 'task_completed'] as const,
};

/** Events as amoCRM tells them, and the tasks among them that the mirror does not have. */
export interface SavedEvents {
  /** How many of them were not known. */
  added: number;
  unknownTasks: number[];
}

/**
 * Saves what happened to leads and their tasks; other events are passed over. What is known stays as it is:
 * history does not change. A task's event goes with the lead that the task hangs on, as soon as that is known.
 */
export async function saveEvents(
  account: AccountTx,
  events: readonly AmoEvent[],
): Promise<SavedEvents> {
  const { tx, accountId } = account;
  const told = events.flatMap((event) => eventRowOf(accountId, event) ?? []);
  if (told.length === 0) return { added: 0, unknownTasks: [] };
  const added = await tx.insert(mirrorEvents).values(told).onConflictDoNothing().returning();
  const taskIds = [...new Set(added.flatMap(({ taskId }) => taskId ?? []))];
  const knownTasks = await placeTaskEvents(account, taskIds);
  const moves = added.filter(({ content }) => content.kind === 'stage_changed');
  await settleStages(
    account,
    [...new Set(moves.flatMap(({ leadId }) => leadId ?? []))].map((id) => ({ id, after: null })),
  );
  await tellEvents(
    account,
    added.map(({ leadId }) => leadId),
  );
  return { added: added.length, unknownTasks: taskIds.filter((id) => !knownTasks.has(id)) };
}

/**
 * Puts the events of these tasks to the lead that each hangs on now. Answers which of the tasks the mirror
 * has.
 */
export async function placeTaskEvents(
  account: AccountTx,
  taskIds: readonly number[],
): Promise<Set<number>> {
  if (taskIds.length === 0) return new Set();
  const { tx, accountId } = account;
  const ids = [...taskIds];
  const lead = sql`case when ${mirrorTasks.entityType} = 'leads' then ${mirrorTasks.entityId} end`;
  const placed = await tx
    .update(mirrorEvents)
    .set({ leadId: lead })
    .from(mirrorTasks)
    .where(
      and(
        eq(mirrorEvents.accountId, accountId),
        inArray(mirrorEvents.taskId, ids),
        eq(mirrorTasks.accountId, accountId),
        eq(mirrorTasks.id, mirrorEvents.taskId),
        sql`${mirrorEvents.leadId} is distinct from ${lead}`,
      ),
    )
    .returning({ leadId: mirrorEvents.leadId });
  await tellEvents(
    account,
    placed.map(({ leadId }) => leadId),
  );
  const known = await tx
    .select({ id: mirrorTasks.id })
    .from(mirrorTasks)
    .where(and(eq(mirrorTasks.accountId, accountId), inArray(mirrorTasks.id, ids)));
  return new Set(known.map(({ id }) => id));
}

async function tellEvents(account: AccountTx, leadIds: readonly (number | null)[]): Promise<void> {
  const ids = [...new Set(leadIds.flatMap((id) => id ?? []))];
  const scopes = await leadScopes(account, ids);
  account.changed(ids.map((id) => changeOn('event', null, id, scopes)));
}

/**
 * Has amoCRM's history looked at from this instant on: something was seen to change that must be in it.
 * While an account is read for the first time everything is news, and the history is read at its end.
 */
export async function awaitEvents({ tx, accountId }: AccountTx, at: Date): Promise<void> {
  await tx
    .update(mirrorAccounts)
    .set({ eventsDueAt: at })
    .where(
      and(
        eq(mirrorAccounts.accountId, accountId),
        isNotNull(mirrorAccounts.importFinishedAt),
        or(isNull(mirrorAccounts.eventsDueAt), sql`${mirrorAccounts.eventsDueAt} > ${at}`),
      ),
    );
}

/** amoCRM's are 26 letters and digits. */
const goodId = /^[\x21-\x7e]{1,64}$/;

/** Null for what the timeline does not show. */
function eventRowOf(accountId: number, event: AmoEvent): EventRow | null {
  const { id, entityId, createdBy } = event;
  const content = entityId === null ? null : contentOf(event, entityId);
  if (entityId === null || content === null || !goodId.test(id)) return null;
  return {
    accountId,
    id,
    leadId: 'taskId' in content ? null : entityId,
    taskId: 'taskId' in content ? content.taskId : null,
    content,
    createdBy,
    createdAt: new Date(event.createdAt * 1000),
  };
}

function contentOf(
  { entityType, type, valueBefore, valueAfter }: AmoEvent,
  entityId: number,
): EventContent | null {
  if (entityType === 'task') {
    const isShown = type === 'task_added' || type === 'task_completed';
    return isShown ? { kind: type, taskId: entityId } : null;
  }
  if (entityType !== 'lead') return null;
  switch (type) {
    case 'lead_added':
      return { kind: 'lead_created' };
    case 'lead_status_changed':
      return changed('stage_changed', stageIn(valueBefore), stageIn(valueAfter));
    case 'entity_responsible_changed':
      return changed('responsible_changed', userIn(valueBefore), userIn(valueAfter));
    case 'sale_field_changed':
      return changed('price_changed', priceIn(valueBefore), priceIn(valueAfter));
    default:
      return null;
  }
}

/** An event that does not say what became of it tells nothing. */
const changed = <Kind extends string, Value>(kind: Kind, from: Value | null, to: Value | null) =>
  to === null ? null : { kind, from, to };

function stageIn(values: readonly EventValue[]) {
  const found = values.find((value) => value.type === 'lead_status');
  return found ? { pipelineId: found.value.pipelineId, stageId: found.value.id } : null;
}

const userIn = (values: readonly EventValue[]): number | null =>
  values.find((value) => value.type === 'responsible_user')?.value.id ?? null;

/** Not documented: what public readers of the feed find there. */
const saleSchema = z.object({ sale_field_value: z.object({ sale: z.coerce.number().int() }) });

function priceIn(values: readonly EventValue[]): number | null {
  for (const { value } of values) {
    const sale = saleSchema.safeParse(value);
    if (sale.success) return sale.data.sale_field_value.sale;
  }
  return null;
}
