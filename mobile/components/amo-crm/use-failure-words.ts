import type { RetryReason } from '@foryou-crm/contract/problem';
import { useCallback } from 'react';
import type { BeginProblem } from './connecting';
import { useWords } from './use-words';

/** Who can put it right. `nobody`: it passes, and nothing needs to be done. */
export const menderOf = {
  busy: 'nobody',
  crm_unreachable: 'nobody',
  crm_rate_limited: 'nobody',
  secret_rejected: 'administrator',
  subscription_ended: 'payer',
  ip_blocked: 'administrator',
  key_unavailable: 'administrator',
  database_unreachable: 'nobody',
} as const satisfies Record<RetryReason, 'nobody' | 'payer' | 'administrator'>;

export type FailureWords = { title: string; text: string[] };

/** What a failure is called and what to do about it, in the language of the app. */
export function useFailureWords(): (failure: BeginProblem) => FailureWords {
  const words = useWords();
  return useCallback(
    (failure) => {
      switch (failure.kind) {
        case 'storage_refused':
          return { title: words('ended.storageTitle'), text: [words('ended.storageText')] };
        case 'retry_later': {
          const { reason } = failure;
          const mender = menderOf[reason];
          const text = [words(`wait.${reason}`)];
          if (mender !== 'nobody') text.push(words(`mender.${mender}`));
          return { title: words(`waitTitle.${reason}`), text };
        }
        default:
          return {
            title: words(`problem.${failure.kind}.title`),
            text: [words(`problem.${failure.kind}.text`)],
          };
      }
    },
    [words],
  );
}
