import type { AdminConnection } from '@foryou-crm/contract/admin';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import type { TagTone } from '@/components/ui/Tag';
import { useFormat } from '@/i18n/use-format';

export type PersonState = 'never' | 'connected' | 'trouble' | 'broken' | 'blocked';

/** What an administrator has to know of a person first. */
export function stateOfPerson({ connection, isBlocked }: AdminConnection): PersonState {
  if (isBlocked) return 'blocked';
  if (connection === null) return 'never';
  if (connection.state === 'reconnect_required') return 'broken';
  return connection.trouble === null ? 'connected' : 'trouble';
}

export const toneOfPerson: Record<PersonState, TagTone> = {
  never: 'plain',
  connected: 'ok',
  trouble: 'warn',
  broken: 'danger',
  blocked: 'plain',
};

/** Why somebody's connection does not work and since when, a sentence; null: it works. */
export function useWhy(): (person: AdminConnection, now: Date) => string | null {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const format = useFormat();
  return ({ connection }, now) => {
    if (connection === null) return null;
    const at = (instant: string | null) => {
      if (instant === null) return null;
      const moment = new Date(instant);
      return format.momentInFull(moment, moment > now ? moment : now, null);
    };
    if (connection.state === 'reconnect_required') {
      const why = t(`broken.${connection.reason ?? 'revoked'}`, { crm });
      const when = at(connection.reconnectRequiredAt);
      return when === null ? why : t('since', { why, when });
    }
    if (connection.trouble === null) return null;
    const why = t(`trouble.${connection.trouble.reason}`, { crm });
    return t('since', { why, when: at(connection.trouble.since) ?? '' });
  };
}
