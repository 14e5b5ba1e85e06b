import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import type { Lead } from '@foryou-crm/contract/leads';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { queryKeys } from '@/api/query-keys';

/** What the stage of a lead is called. */
export function useStageName(): (lead: Pick<Lead, 'pipelineId' | 'stageId'>) => string {
  const queries = useQueryClient();
  const { t } = useTranslation('board');
  return useCallback(
    ({ pipelineId, stageId }) => {
      const pipelines = queries.getQueryData<Pipeline[]>(queryKeys.pipelines) ?? [];
      const stages = pipelines.find(({ id }) => id === pipelineId)?.stages ?? [];
      return stages.find(({ id }) => id === stageId)?.name ?? t('move.unknownStage');
    },
    [queries, t],
  );
}
