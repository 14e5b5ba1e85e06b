import type { Account, Company, Contact, EntityRights, Lead, Task, User } from '../store/model.ts';
import { userOf } from '../store/world.ts';

/** Whose eyes a request looks through. An administrator's grant sees all. */
export interface Viewer {
  readonly user: User;
  readonly seesAll: boolean;
}

export function canSeeLead(viewer: Viewer, account: Account, lead: Lead): boolean {
  if (viewer.seesAll) return true;
  const denied = viewer.user.stages.some(
    (stage) =>
      stage.view === 'D' &&
      stage.pipelineId === lead.pipelineId &&
      stage.statusId === lead.statusId,
  );
  return !denied && reaches(viewer.user, viewer.user.leads, account, lead.responsibleUserId);
}

export function canSeeContact(viewer: Viewer, account: Account, contact: Contact): boolean {
  const { user, seesAll } = viewer;
  return seesAll || reaches(user, user.contacts, account, contact.responsibleUserId);
}

export function canSeeCompany(viewer: Viewer, account: Account, company: Company): boolean {
  const { user, seesAll } = viewer;
  return seesAll || reaches(user, user.companies, account, company.responsibleUserId);
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

function reaches(user: User, rights: EntityRights, account: Account, ownerId: number): boolean {
  switch (rights.view) {
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
