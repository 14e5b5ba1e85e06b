import type { Pipeline, Stage } from '@foryou-crm/contract/amo-crm';
import type { LeadDetails } from '@foryou-crm/contract/lead';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import { useToast } from '@/components/ui/toast-context';
import type { CallLog } from './AfterCallSheet';
import type { User } from './GiveSheet';
import { stageName } from './stage-name';
import { useChangeLead } from './use-change-lead';
import { useCompleteTask } from './use-complete-task';
import { isOutcomeLost } from './unsent';
import { useProblemWords } from './use-problem-words';
import type { Sending } from './use-unsent';

/** What a person does with a lead, each told in words when it is done or refused. */
export function useLeadActs(lead: LeadDetails, pipelines: readonly Pipeline[], sending: Sending) {
  const { t } = useTranslation('lead');
  const toasts = useToast();
  const crm = useCrmName();
  const problemWords = useProblemWords();
  const refuse = (text: string) => toasts.show({ tone: 'danger', text });

  const changes = useChangeLead(lead.id, (failure, { change }) => {
    if (failure.kind === 'not_found') return;
    const problem = problemWords(failure);
    refuse(t(change.stageId === undefined ? 'refused.change' : 'refused.move', { problem }));
  });
  const complete = useCompleteTask(lead.id, (failure) =>
    refuse(t('refused.task', { problem: problemWords(failure) })),
  );

  const moveTo = (
    { pipelineId, stageId }: { pipelineId: number; stageId: number },
    lossReasonId: number | null = null,
  ) =>
    changes.change({
      change: { pipelineId, stageId, ...(lossReasonId !== null && { lossReasonId }) },
      shown: { pipelineId, stageId, stageSince: new Date().toISOString() },
    });

  return {
    changes,
    complete,
    move: (stage: Stage, lossReasonId: number | null) => {
      const before = { pipelineId: lead.pipelineId, stageId: lead.stageId };
      moveTo({ pipelineId: stage.pipelineId, stageId: stage.id }, lossReasonId);
      const undoable = stageName(pipelines, before) !== null;
      toasts.show({
        tone: 'ok',
        text: t('moved', { stage: stage.name }),
        ...(undoable && { action: { label: t('undo'), onPress: () => moveTo(before) } }),
      });
    },
    edit: (change: { name?: string; price?: number }) => changes.change({ change, shown: change }),
    give: ({ id, name }: User) =>
      changes.change({
        change: { responsibleUserId: id },
        shown: { responsibleUser: { id, name } },
      }),
    /** Sends both at once; each that fails stays on the screen and is sent again alone. */
    logCall: async ({ note, task }: CallLog) => {
      const [noteFailure, taskFailure] = await Promise.all([
        sending.send({ what: 'note', body: { text: note } }),
        task === null ? null : sending.send({ what: 'task', body: task }),
      ]);
      if (noteFailure === null && taskFailure === null) {
        return toasts.show({ tone: 'ok', text: t(task === null ? 'logged' : 'loggedBoth') });
      }
      const failure = noteFailure ?? taskFailure;
      if (failure === null) return;
      const problem = isOutcomeLost(failure) ? t('unsent.lost', { crm }) : problemWords(failure);
      const which =
        noteFailure === null
          ? 'partly.task'
          : taskFailure === null && task !== null
            ? 'partly.note'
            : 'partly.none';
      refuse(t(which, { problem }));
    },
  };
}
