import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';

/** Why something was not written, short enough to stand in a sentence about what was not. */
export function useProblemWords(): (failure: ApiFailure) => string {
  const { t } = useTranslation('lead');
  const failureWords = useFailureWords();
  const crm = useCrmName();
  return useCallback(
    (failure) => {
      if (failure.kind === 'invalid_input') return t('problem.invalid', { crm });
      if (failure.kind === 'forbidden_by_crm') return t('problem.forbidden', { crm });
      return failureWords(failure).title;
    },
    [t, failureWords, crm],
  );
}
