import type { Account, Lead } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import type { LeadDraft } from './lead-draft.ts';
import { changedCard, madeCard } from './row.ts';
import { isSystem, lost } from './stages.ts';

/** A new lead. Its stage was decided by the check: there is always one. */
export function madeLead(call: ApiCall, id: number, draft: LeadDraft): Lead {
  const shared = madeCard(call, 'leads', draft);
  const stage = draft.stage ?? { pipelineId: 0, statusId: 0 };
  return {
    id,
    ...shared,
    ...stage,
    name: draft.name ?? unnamed(call.account, id),
    price: draft.price ?? 0,
    lossReasonId: stage.statusId === lost ? (draft.lossReasonId ?? null) : null,
    closedAt: isSystem(stage.statusId) ? (draft.closedAt ?? shared.updatedAt) : null,
    isDeleted: false,
    contactIds: draft.contactIds,
    companyId: draft.companyId,
    sourceId: draft.sourceId,
    score: null,
  };
}

export function changedLead(call: ApiCall, before: Lead, draft: LeadDraft): Lead {
  const shared = changedCard(call, 'leads', before, draft);
  const after = { ...before, ...shared, ...draft.stage };
  return {
    ...after,
    name: draft.name ?? before.name,
    price: draft.price ?? before.price,
    lossReasonId: lossReasonAfter(before, after.statusId, draft.lossReasonId),
    closedAt: closedAfter(before, after, draft.closedAt),
    sourceId: draft.sourceId ?? before.sourceId,
  };
}

/** A reason belongs to a lost lead: it goes when the lead comes back. */
function lossReasonAfter(
  before: Lead,
  statusId: number,
  wanted: number | null | undefined,
): number | null {
  if (statusId !== lost) return null;
  return wanted === undefined ? before.lossReasonId : wanted;
}

/** Set when a lead is won or lost, kept while it stays so, cleared when it comes back. */
function closedAfter(before: Lead, after: Lead, wanted: number | null | undefined): number | null {
  if (!isSystem(after.statusId)) return null;
  const isSame = before.statusId === after.statusId && before.closedAt !== null;
  return wanted ?? (isSame ? before.closedAt : after.updatedAt);
}

/** What amoCRM calls a lead that nobody named. */
function unnamed(account: Account, id: number): string {
  return account.language === 'ru' ? `Сделка #${id}` : `Lead #${id}`;
}
