import type { Stage } from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { useToast } from '@/components/ui/toast-context';
import { haptics } from './drag/haptics';
import { moveLead, type MoveOutcome } from './moving';
import { useStageName } from './use-stage-name';

/** A stage to move to, as its pipeline names it. */
export type MoveTarget = Pick<Stage, 'id' | 'pipelineId' | 'name'>;

/**
 * Moves a lead to a stage: shows it at once, offers to undo it, and says in words what amoCRM made of
 * it. The boards and the lead's own screen follow.
 */
export function useMoveLead(): (lead: Lead, target: MoveTarget) => void {
  const queries = useQueryClient();
  const toasts = useToast();
  const { t } = useTranslation('board');
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const stageName = useStageName();

  return useCallback(
    (lead, target) => {
      const go = (from: Lead, to: MoveTarget, isUndo: boolean) => {
        if (from.stageId === to.id && from.pipelineId === to.pipelineId) return;
        const move = moveLead(queries, from, { pipelineId: to.pipelineId, stageId: to.id });
        const back = { id: from.stageId, pipelineId: from.pipelineId, name: stageName(from) };
        toasts.show({
          tone: 'ok',
          text: isUndo ? t('move.undone') : t('move.done', { stage: to.name }),
          ...(!isUndo && {
            action: { label: t('move.undo'), onPress: () => void undo(move, back) },
          }),
        });
        void move.then((outcome) => tell(outcome, from, to));
      };
      // Only what was done can be undone; what was not has been told.
      const undo = async (move: Promise<MoveOutcome>, back: MoveTarget) => {
        const outcome = await move;
        if (outcome.kind === 'moved') go(outcome.lead, back, true);
      };
      const tell = (outcome: MoveOutcome, from: Lead, to: MoveTarget) => {
        if (outcome.kind === 'moved') return;
        if (outcome.kind === 'gone') {
          return toasts.show({ tone: 'plain', text: t('move.gone', { name: from.name }) });
        }
        haptics.refuse();
        if (outcome.kind === 'changed') {
          const { lead: now } = outcome;
          return toasts.show({
            tone: 'danger',
            text: t('move.changed', { name: now.name, stage: stageName(now) }),
            action: { label: t('move.anyway'), onPress: () => go(now, to, false) },
          });
        }
        const { failure } = outcome;
        if (isAboutConnection(failure)) {
          void queries.invalidateQueries({ queryKey: queryKeys.status });
        }
        toasts.show({
          tone: 'danger',
          text: wordsOf(failure, from),
          ...(mayHelp(failure) && {
            action: { label: t('move.retry'), onPress: () => go(from, to, false) },
          }),
        });
      };
      const wordsOf = (failure: ApiFailure, from: Lead): string => {
        if (failure.kind === 'forbidden_by_crm') return t('move.forbidden', { crm });
        if (failure.kind === 'invalid_input') return t('move.invalid', { crm });
        if (failure.kind === 'not_found') return t('move.notFound', { name: from.name });
        return t('move.failed', { problem: failureWords(failure).title });
      };
      go(lead, target, false);
    },
    [queries, toasts, t, crm, failureWords, stageName],
  );
}

/** Whether the same move may succeed a little later. */
function mayHelp({ kind }: ApiFailure): boolean {
  return !['forbidden', 'forbidden_by_crm', 'invalid_input', 'not_found'].includes(kind);
}

const isAboutConnection = ({ kind }: ApiFailure): boolean =>
  kind === 'not_connected' || kind === 'reconnect_required';
