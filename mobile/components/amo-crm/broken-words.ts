import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useFormat } from '@/i18n/use-format';
import { useNow } from './use-now';
import { useWords } from './use-words';

/**
 * Whether what is loaded already may still be read: only where our own token was lost. Where access
 * was taken away, nothing stays.
 */
export const staysReadable = ({ reason }: ConnectionStatus): boolean =>
  reason === 'refresh_expired' || reason === 'unknown_outcome';

/** Why the connection is broken, and since when. */
export function useBrokenWords(status: ConnectionStatus): string {
  const words = useWords();
  const format = useFormat();
  const now = useNow(null);
  const reason = status.reason ?? 'unknown';
  if (status.reconnectRequiredAt === null) return words(`broken.${reason}`);
  const at = new Date(status.reconnectRequiredAt);
  const when = format.momentInFull(at, new Date(Math.max(now, at.getTime())), status.timeZone);
  return format.sentenceCase(words(`broken.${reason}At`, { when }));
}
