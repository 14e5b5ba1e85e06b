import type {
  Account,
  CardKind,
  Company,
  Contact,
  Lead,
  Reach,
  Task,
  User,
} from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { CardOf } from './cards/kinds.ts';

/** Whose eyes a request looks through. An administrator's grant sees all. */
export interface Viewer {
  readonly user: User;
  readonly seesAll: boolean;
  /** An external integration asks: it has no methods of users and of sources. */
  readonly isExternal?: boolean;
}

/** Users, roles and sources: an administrator's, and not for external integrations. */
export function mayManage({ seesAll, isExternal }: Viewer): boolean {
  return seesAll && isExternal !== true;
}

export function canSeeLead(viewer: Viewer, account: Account, lead: Lead): boolean {
  if (viewer.seesAll) return true;
  const { user } = viewer;
  const isShut = stageRights(user, lead)?.view === 'D';
  return !isShut && reaches(user, user.leads.view, account, lead.responsibleUserId);
}

export function canSeeContact(viewer: Viewer, account: Account, contact: Contact): boolean {
  const { user, seesAll } = viewer;
  return seesAll || reaches(user, user.contacts.view, account, contact.responsibleUserId);
}

export function canSeeCompany(viewer: Viewer, account: Account, company: Company): boolean {
  const { user, seesAll } = viewer;
  return seesAll || reaches(user, user.companies.view, account, company.responsibleUserId);
}

type Sight = {
  readonly [Kind in CardKind]: (viewer: Viewer, account: Account, card: CardOf[Kind]) => boolean;
};

const sight: Sight = { leads: canSeeLead, contacts: canSeeContact, companies: canSeeCompany };

export function canSeeCard<Kind extends CardKind>(
  viewer: Viewer,
  account: Account,
  kind: Kind,
  card: CardOf[Kind],
): boolean {
  return sight[kind](viewer, account, card);
}

/** New cards of a kind: a right that is given whole or not at all. */
export function mayAdd({ user, seesAll }: Viewer, kind: CardKind): boolean {
  return seesAll || user[kind].add === 'A';
}

/** A lead also needs a stage that is not closed to the user: `mayPutInto`. */
export function mayEditCard(
  { user, seesAll }: Viewer,
  account: Account,
  kind: CardKind,
  card: { readonly responsibleUserId: number },
): boolean {
  return seesAll || reaches(user, user[kind].edit, account, card.responsibleUserId);
}

/** Stage rights stand above the others: neither out of nor into a stage that is closed to him. */
export function mayPutInto(
  { user, seesAll }: Viewer,
  stage: Pick<Lead, 'pipelineId' | 'statusId'>,
): boolean {
  return seesAll || stageRights(user, stage)?.edit !== 'D';
}

function stageRights(user: User, { pipelineId, statusId }: Pick<Lead, 'pipelineId' | 'statusId'>) {
  return user.stages.find(
    (stage) => stage.pipelineId === pipelineId && stage.statusId === statusId,
  );
}

/** A task has no view right of its own: it shows to its owner and with its card. */
export function canSeeTask(viewer: Viewer, account: Account, task: Task): boolean {
  if (viewer.seesAll || task.responsibleUserId === viewer.user.id) return true;
  if (task.entityId === null || task.entityType === null) return false;
  switch (task.entityType) {
    case 'leads': {
      const lead = account.leads.get(task.entityId);
      return lead !== undefined && canSeeLead(viewer, account, lead);
    }
    case 'contacts': {
      const contact = account.contacts.get(task.entityId);
      return contact !== undefined && canSeeContact(viewer, account, contact);
    }
    case 'companies': {
      const company = account.companies.get(task.entityId);
      return company !== undefined && canSeeCompany(viewer, account, company);
    }
  }
}

function reaches(user: User, reach: Reach, account: Account, ownerId: number): boolean {
  switch (reach) {
    case 'A':
      return true;
    case 'G':
      return ownerId === user.id || userOf(account, ownerId)?.groupId === user.groupId;
    case 'M':
      return ownerId === user.id;
    case 'D':
      return false;
  }
}

/** The group that amoCRM prints beside a responsible user. */
export function groupOf(account: Account, userId: number): number {
  return userOf(account, userId)?.groupId ?? 0;
}
