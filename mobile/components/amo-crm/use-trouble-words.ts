import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import type { TroubleReason } from '@foryou-crm/contract/problem';
import type { ApiFailure } from '@/api/failure';
import { useFormat } from '@/i18n/use-format';
import { troubleNow } from './badge-state';
import { menderOf } from './use-failure-words';
import { useNow } from './use-now';
import { useWords } from './use-words';

export type TroubleWords = {
  reason: TroubleReason;
  title: string;
  /** What is the matter, since when, and who can put it right: a sentence each. */
  text: string[];
  /** Since when, for where there is no room for all of them. */
  began: string;
};

/** What keeps the connection from working although it is there; null: nothing does. */
export function useTroubleWords(
  status: ConnectionStatus,
  failure: ApiFailure | null,
): TroubleWords | null {
  const words = useWords();
  const format = useFormat();
  const now = useNow(60_000);
  const trouble = troubleNow(status, failure);
  if (trouble === null) return null;
  const { reason } = trouble;
  const since = new Date(trouble.since);
  const when = format.momentInFull(
    since,
    new Date(Math.max(now, since.getTime())),
    status.timeZone,
  );
  const began = words('trouble.began', { when });
  return {
    reason,
    title: words(`waitTitle.${reason}`),
    text: [words(`wait.${reason}`), began, words(`mender.${menderOf[reason]}`)],
    began,
  };
}
