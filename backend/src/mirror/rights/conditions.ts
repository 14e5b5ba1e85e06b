import { and, eq, isNull, or, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import {
  mirrorCompanies,
  mirrorContacts,
  mirrorEvents,
  mirrorLeads,
  mirrorNotes,
  mirrorStageTotals,
  mirrorTasks,
  mirrorUnsorted,
} from '../tables.ts';
import { eyesOf, type Eyes, type Owners } from './eyes.ts';
import type { Viewer } from './viewer.ts';

/*
 * The one place where rights become SQL. Every query of the mirror that answers a person has one of
 * these in its `where`; each names the account too, so that forgetting it is not possible.
 */

const nobody = sql`false`;

/** Either a viewer, or what a prepared query has in one's place. */
type Who = Viewer | Eyes;
const asEyes = (who: Who): Eyes => ('shutStages' in who ? eyesOf(who) : who);

function within(owners: Owners, responsible: AnyColumn): SQL | undefined {
  if (owners === 'all') return undefined;
  const ids = sql`${owners.ids}::bigint[]`;
  return owners.isOne ? sql`${responsible} = (${ids})[1]` : sql`${responsible} = any(${ids})`;
}

function outside({ shut }: Eyes, pipelineId: AnyColumn, stageId: AnyColumn): SQL | undefined {
  if (shut === null) return undefined;
  return sql`not exists (
    select 1 from unnest(${shut.pipelineIds}::bigint[], ${shut.stageIds}::bigint[]) as shut(pipeline, stage)
    where shut.pipeline = ${pipelineId} and shut.stage = ${stageId})`;
}

const every = (...conditions: (SQL | undefined)[]): SQL => and(...conditions) ?? sql`true`;

/** Leads that are there and are the viewer's to see. */
export function leadsSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorLeads.accountId, eyes.accountId),
    isNull(mirrorLeads.deletedAt),
    within(eyes.leads, mirrorLeads.responsibleUserId),
    outside(eyes, mirrorLeads.pipelineId, mirrorLeads.stageId),
  );
}

/** The totals of the leads that `leadsSeen` finds. */
export function totalsSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorStageTotals.accountId, eyes.accountId),
    within(eyes.leads, mirrorStageTotals.responsibleUserId),
    outside(eyes, mirrorStageTotals.pipelineId, mirrorStageTotals.stageId),
  );
}

export function contactsSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorContacts.accountId, eyes.accountId),
    isNull(mirrorContacts.deletedAt),
    within(eyes.contacts, mirrorContacts.responsibleUserId),
  );
}

export function companiesSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorCompanies.accountId, eyes.accountId),
    isNull(mirrorCompanies.deletedAt),
    within(eyes.companies, mirrorCompanies.responsibleUserId),
  );
}

/** With their card; a task also to whoever has to do it. One without a card is its owner's. */
export function tasksSeen(who: Who): SQL {
  const eyes = asEyes(who);
  const ofAccount = eq(mirrorTasks.accountId, eyes.accountId);
  if (eyes.seesAll) return ofAccount;
  if (!eyes.isActive) return nobody;
  return every(
    ofAccount,
    or(
      eq(mirrorTasks.responsibleUserId, eyes.amoUserId),
      withCard(eyes, mirrorTasks.entityType, mirrorTasks.entityId),
    ),
  );
}

/** Notes have no owner's right: who sees the card sees them. */
export function notesSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorNotes.accountId, eyes.accountId),
    withCard(eyes, mirrorNotes.entityType, mirrorNotes.entityId),
  );
}

/** What happened to a lead is seen with the lead. */
export function eventsSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorEvents.accountId, eyes.accountId),
    sql`exists (
      select 1 from ${mirrorLeads} where ${mirrorLeads.id} = ${mirrorEvents.leadId} and ${leadsSeen(eyes)})`,
  );
}

/** An incoming lead is seen with the lead that it would become. */
export function incomingSeen(who: Who): SQL {
  const eyes = asEyes(who);
  return every(
    eq(mirrorUnsorted.accountId, eyes.accountId),
    eyes.seesAll
      ? undefined
      : sql`exists (
          select 1 from ${mirrorLeads}
          where ${mirrorLeads.id} = ${mirrorUnsorted.leadId} and ${leadsSeen(eyes)})`,
  );
}

function withCard(eyes: Eyes, entityType: AnyColumn, entityId: AnyColumn): SQL {
  return sql`(
    (${entityType} = 'leads' and exists (
      select 1 from ${mirrorLeads} where ${mirrorLeads.id} = ${entityId} and ${leadsSeen(eyes)}))
    or (${entityType} = 'contacts' and exists (
      select 1 from ${mirrorContacts} where ${mirrorContacts.id} = ${entityId} and ${contactsSeen(eyes)}))
    or (${entityType} = 'companies' and exists (
      select 1 from ${mirrorCompanies} where ${mirrorCompanies.id} = ${entityId} and ${companiesSeen(eyes)}))
  )`;
}
