import type { Lead } from '../../store/model.ts';
import type { ApiCall } from '../envelope.ts';
import { mayPutInto } from '../rights.ts';
import { leadSchema } from './given.ts';
import type { GivenLead } from './given.ts';
import { checkLead } from './lead-draft.ts';
import type { LeadDraft } from './lead-draft.ts';
import { changedLead, madeLead } from './lead-row.ts';
import { lost } from './stages.ts';
import type { CardWriting } from './writing.ts';

export const leadWriting: CardWriting<'leads', GivenLead, LeadDraft> = {
  kind: 'leads',
  schema: leadSchema,
  check: ({ account, viewer }, given, before) => checkLead(account, viewer, given, before),
  mayWrite: ({ viewer }, { stage }, before) =>
    (stage === undefined || mayPutInto(viewer, stage)) &&
    (before === null || mayPutInto(viewer, before)),
  refusal: ({ lossReasonId, stage }, before) => {
    const statusId = stage?.statusId ?? before?.statusId;
    const isSaid = lossReasonId !== null && lossReasonId !== undefined;
    // In amoCRM's words: https://github.com/amocrm/amocrm-api-php/issues/88
    return isSaid && statusId !== lost
      ? 'Loss reason can be specified only for lost lead'
      : undefined;
  },
  made: madeLead,
  changed: changedLead,
  afterwards: acceptIncoming,
};

/** A lead that left the incoming ones is accepted, whoever moved it. */
function acceptIncoming(call: ApiCall, before: Lead, after: Lead): void {
  if (before.statusId === after.statusId && before.pipelineId === after.pipelineId) return;
  for (const incoming of call.account.unsorted.values()) {
    if (incoming.leadId !== after.id || incoming.state !== 'waiting') continue;
    const accepted = { ...incoming, state: 'accepted', sortedAt: call.now } as const;
    call.commit([{ entity: 'unsorted', before: incoming, after: accepted }], after.updatedBy);
  }
}
