import type { Change } from '../store/changes.ts';
import type { Account, Lead } from '../store/model.ts';
import type { FormTree } from './form.ts';

/*
 * Hooks of the digital pipeline: an action that a person puts into a stage, told with ids alone.
 * https://www.amocrm.ru/developers/content/digital_pipeline/webhooks
 */

export const pipelineTriggers = [
  'add',
  'status',
  'mail_in',
  'call_in',
  'chat',
  'site_visit',
] as const;
export type PipelineTrigger = (typeof pipelineTriggers)[number];

/** One action in one stage. */
export interface PipelineHook {
  readonly id: number;
  readonly accountId: number;
  readonly pipelineId: number;
  readonly statusId: number;
  readonly destination: string;
  readonly triggers: readonly PipelineTrigger[];
}

const byNote: ReadonlyMap<string, PipelineTrigger> = new Map([
  ['amomail_message', 'mail_in'],
  ['call_in', 'call_in'],
  ['chat', 'chat'],
  ['site_visit', 'site_visit'],
]);

/** What a change sets off in the stage where the lead is afterwards. */
export function triggerOf(
  account: Account,
  change: Change,
): { trigger: PipelineTrigger; lead: Lead; item: FormTree } | null {
  if (change.entity === 'lead') return stageTrigger(change.before, change.after);
  if (change.entity !== 'note' || change.before !== null || change.after === null) return null;
  const trigger = byNote.get(change.after.noteType);
  if (trigger === undefined || change.after.entityType !== 'leads') return null;
  const lead = account.leads.get(change.after.entityId);
  return lead === undefined ? null : { trigger, lead, item: idsOf(lead) };
}

function stageTrigger(
  before: Lead | null,
  after: Lead | null,
): { trigger: PipelineTrigger; lead: Lead; item: FormTree } | null {
  if (after === null || after.isDeleted) return null;
  if (before === null) return { trigger: 'add', lead: after, item: idsOf(after) };
  if (before.statusId === after.statusId && before.pipelineId === after.pipelineId) return null;
  const old = { old_status_id: before.statusId, old_pipeline_id: before.pipelineId };
  return { trigger: 'status', lead: after, item: { ...idsOf(after), ...old } };
}

function idsOf(lead: Lead): FormTree {
  return { id: lead.id, status_id: lead.statusId, pipeline_id: lead.pipelineId };
}

/** As captured: the account last, its id before its name, and no link. */
export function pipelineBody(account: Account, trigger: PipelineTrigger, item: FormTree): FormTree {
  return {
    leads: { [trigger]: [item] },
    account: { id: account.id, subdomain: account.subdomain },
  };
}
