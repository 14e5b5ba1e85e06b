import type { LeadDetails } from '@foryou-crm/contract/lead';
import type { LeadChange } from '@foryou-crm/contract/writing';
import { z } from 'zod';

/** What should become of a lead; the `updatedAt` it starts from is added when it is sent. */
export type Change = Omit<LeadChange, 'updatedAt'>;

/** What a change looks like until amoCRM has said yes. */
export type ShownChange = Partial<
  Pick<LeadDetails, 'name' | 'price' | 'pipelineId' | 'stageId' | 'responsibleUser'>
> & { stageSince?: string };

export type ChangeRequest = { change: Change; shown: ShownChange };

export const changeKey = (leadId: number) => ['change-lead', leadId];

const shownSchema = z.object({ change: z.looseObject({}), shown: z.looseObject({}) });

/** The mutation cache holds variables of any mutation: these are a change's. */
export const isChangeShown = (variables: unknown): variables is ChangeRequest =>
  shownSchema.safeParse(variables).success;

/** The lead as it will be: every change that is under way, in order, and without tasks being done. */
export function withChanges(
  lead: LeadDetails,
  changes: readonly ChangeRequest[],
  completing: readonly unknown[],
): LeadDetails {
  const changed = changes.reduce((known, { shown }) => ({ ...known, ...shown }), lead);
  const done = new Set(completing.flatMap((variables) => taskIdOf(variables) ?? []));
  if (done.size === 0) return changed;
  return { ...changed, tasks: changed.tasks.filter(({ id }) => !done.has(id)) };
}

const completionSchema = z.object({ taskId: z.number() });

const taskIdOf = (variables: unknown): number | null =>
  completionSchema.safeParse(variables).data?.taskId ?? null;
