import { canSeeLead } from '../api/rights.ts';
import type { Lead } from '../store/model.ts';
import { userOf } from '../store/world.ts';
import type { Desk } from './desk.ts';

/** The API deletes nothing, so that only the desk asks for this right. */
export function mayDelete({ account, viewer, person }: Desk, lead: Lead): boolean {
  if (viewer.seesAll) return true;
  if (!canSeeLead(viewer, account, lead)) return false;
  const isShut = person.stages.some(
    (stage) =>
      stage.pipelineId === lead.pipelineId &&
      stage.statusId === lead.statusId &&
      stage.delete === 'D',
  );
  if (isShut) return false;
  switch (person.leads.delete) {
    case 'A':
      return true;
    case 'G':
      return userOf(account, lead.responsibleUserId)?.groupId === person.groupId;
    case 'M':
      return lead.responsibleUserId === person.id;
    case 'D':
      return false;
  }
}

/** A lead of the account that the person may see, in the trash or not. */
export function leadFor({ account, viewer }: Desk, id: number): Lead | undefined {
  const lead = account.leads.get(id);
  return lead !== undefined && canSeeLead(viewer, account, lead) ? lead : undefined;
}
