import { and, eq, inArray, isNull, or, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorLeads,
  mirrorNotes,
  mirrorStageTotals,
  mirrorTasks,
} from '../tables.ts';
import type { Reach, Viewer } from './viewer.ts';

/*
 * The one place where rights become SQL. Every query of the mirror that answers a person has one of
 * these in its `where`; each names the account too, so that forgetting it is not possible.
 */

const nobody = sql`false`;

function within(reach: Reach, responsible: AnyColumn): SQL | undefined {
  if (reach === 'all') return undefined;
  return reach.length === 0 ? nobody : inArray(responsible, [...reach]);
}

function outside(viewer: Viewer, pipelineId: AnyColumn, stageId: AnyColumn): SQL | undefined {
  if (viewer.shutStages.length === 0) return undefined;
  const shut = viewer.shutStages.map((stage) => sql`(${stage.pipelineId}, ${stage.stageId})`);
  return sql`(${pipelineId}, ${stageId}) not in (${sql.join(shut, sql`, `)})`;
}

const every = (...conditions: (SQL | undefined)[]): SQL => and(...conditions) ?? sql`true`;

/** Leads that are there and are the viewer's to see. */
export const leadsSeen = (viewer: Viewer): SQL =>
  every(
    eq(mirrorLeads.accountId, viewer.accountId),
    isNull(mirrorLeads.deletedAt),
    within(viewer.leads, mirrorLeads.responsibleUserId),
    outside(viewer, mirrorLeads.pipelineId, mirrorLeads.stageId),
  );

/** The totals of the leads that `leadsSeen` finds. */
export const totalsSeen = (viewer: Viewer): SQL =>
  every(
    eq(mirrorStageTotals.accountId, viewer.accountId),
    within(viewer.leads, mirrorStageTotals.responsibleUserId),
    outside(viewer, mirrorStageTotals.pipelineId, mirrorStageTotals.stageId),
  );

export const contactsSeen = (viewer: Viewer): SQL =>
  every(
    eq(mirrorContacts.accountId, viewer.accountId),
    isNull(mirrorContacts.deletedAt),
    within(viewer.contacts, mirrorContacts.responsibleUserId),
  );

export const companiesSeen = (viewer: Viewer): SQL =>
  every(
    eq(mirrorCompanies.accountId, viewer.accountId),
    isNull(mirrorCompanies.deletedAt),
    within(viewer.companies, mirrorCompanies.responsibleUserId),
  );

/** With their card; a task also to whoever has to do it. One without a card is its owner's. */
export function tasksSeen(viewer: Viewer): SQL {
  const ofAccount = eq(mirrorTasks.accountId, viewer.accountId);
  if (viewer.seesAll) return ofAccount;
  if (!viewer.isActive) return nobody;
  return every(
    ofAccount,
    or(
      eq(mirrorTasks.responsibleUserId, viewer.amoUserId),
      withCard(viewer, mirrorTasks.entityType, mirrorTasks.entityId),
    ),
  );
}

/** Notes have no owner's right: who sees the card sees them. */
export const notesSeen = (viewer: Viewer): SQL =>
  every(
    eq(mirrorNotes.accountId, viewer.accountId),
    withCard(viewer, mirrorNotes.entityType, mirrorNotes.entityId),
  );

function withCard(viewer: Viewer, entityType: AnyColumn, entityId: AnyColumn): SQL {
  return sql`(
    (${entityType} = 'leads' and exists (
      select 1 from ${mirrorLeads} where ${mirrorLeads.id} = ${entityId} and ${leadsSeen(viewer)}))
    or (${entityType} = 'contacts' and exists (
      select 1 from ${mirrorContacts} where ${mirrorContacts.id} = ${entityId} and ${contactsSeen(viewer)}))
    or (${entityType} = 'companies' and exists (
      select 1 from ${mirrorCompanies} where ${mirrorCompanies.id} = ${entityId} and ${companiesSeen(viewer)}))
  )`;
}
