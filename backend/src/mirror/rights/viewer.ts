import type { Right, Rights } from '@foryou-crm/amocrm';
import type { LeadScope } from '../tables.ts';

/** Whose cards of one kind somebody sees: everybody's, or those of these users (of none: nothing). */
export type Reach = 'all' | readonly number[];

/** A stage whose leads the user's role does not show, whoever is responsible for them. */
export interface ShutStage {
  pipelineId: number;
  stageId: number;
}

/** One person's eyes on one account's mirror, as of one moment: made for a request, never kept. */
export interface Viewer {
  accountId: number;
  /** The caller's own amoCRM user. */
  amoUserId: number;
  /** False for a user that is inactive or gone: then nothing is seen, own tasks neither. */
  isActive: boolean;
  /** An administrator sees everything, tasks without a card included. */
  seesAll: boolean;
  leads: Reach;
  contacts: Reach;
  companies: Reach;
  shutStages: readonly ShutStage[];
}

/** What is known of the caller's amoCRM user. */
export interface KnownUser {
  isAdmin: boolean;
  isActive: boolean;
  rights: Rights | null;
  readAt: Date;
}

/** Rights older than this may have been taken away since. */
export const rightsGoodForMs = 60 * 60_000;

export interface Facts {
  accountId: number;
  amoUserId: number;
  /** Null: the mirror does not have the user. */
  user: KnownUser | null;
  /** Whether every user of the account is in the mirror, so that a missing one has left. */
  knowsAllUsers: boolean;
  /** The users of the caller's group, as the mirror knows them. */
  group: readonly number[];
  now: Date;
}

/**
 * What the caller may see. Where rights are not known, or were read too long ago, that is what he is
 * responsible for, and of that no more than the old rights allowed: nothing here ever widens.
 */
export function viewerFrom(facts: Facts): Viewer {
  const { accountId, amoUserId, user, group } = facts;
  const own = [amoUserId];
  const isActive = user === null ? !facts.knowsAllUsers : user.isActive;
  const who = { accountId, amoUserId, isActive };
  if (!isActive) return { ...who, ...sees([]), seesAll: false, shutStages: [] };
  if (user === null) return { ...who, ...sees(own), seesAll: false, shutStages: [] };

  const age = facts.now.getTime() - user.readAt.getTime();
  const isGood = age <= rightsGoodForMs;
  if (isGood && user.isAdmin) return { ...who, ...sees('all'), seesAll: true, shutStages: [] };

  const reach = (right: Right | null | undefined): Reach => {
    if (right === 'D') return [];
    if (!isGood) return own;
    if (right === 'A') return 'all';
    return right === 'G' ? [...new Set([...own, ...group])] : own;
  };
  const { rights } = user;
  return {
    ...who,
    seesAll: false,
    leads: reach(rights?.leads.view),
    contacts: reach(rights?.contacts.view),
    companies: reach(rights?.companies.view),
    // An administrator's stages are all open, also while that is only remembered.
    shutStages: rights && !user.isAdmin ? shutStagesOf(rights) : [],
  };
}

const sees = (reach: Reach) => ({ leads: reach, contacts: reach, companies: reach });

/** The vendor's samples say `leads`; the singular is what its events say. */
const leadWords = new Set(['leads', 'lead']);

/** amoCRM gives a stage A or D. A leaves the other rights as they are; anything else shuts it. */
const shutStagesOf = ({ statusRights }: Rights): ShutStage[] =>
  statusRights
    .filter(({ entityType, rights }) => leadWords.has(entityType) && (rights.view ?? 'A') !== 'A')
    .map(({ pipelineId, statusId }) => ({ pipelineId, stageId: statusId }));

/** Whether a card of this user's is within reach. */
export const reaches = (reach: Reach, responsibleUserId: number): boolean =>
  reach === 'all' || reach.includes(responsibleUserId);

/** Says of a lead's scope what `leadsSeen` says in SQL. */
export const seesLead = (viewer: Viewer, lead: LeadScope): boolean =>
  reaches(viewer.leads, lead.responsibleUserId) &&
  !viewer.shutStages.some(
    ({ pipelineId, stageId }) => pipelineId === lead.pipelineId && stageId === lead.stageId,
  );
