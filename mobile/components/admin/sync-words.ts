import type { AdminSync } from '@foryou-crm/contract/admin-syncs';
import { useTranslation } from 'react-i18next';
import { useCrmName } from '@/components/amo-crm/use-words';
import type { TagTone } from '@/components/ui/Tag';
import { useFormat } from '@/i18n/use-format';

export const toneOfSync: Record<AdminSync['state'], TagTone> = {
  waiting: 'plain',
  importing: 'brass',
  ready: 'ok',
  stalled: 'danger',
  abandoned: 'plain',
};

/** How an account is kept, in one sentence. */
export function useSyncWords(): (sync: AdminSync, now: Date) => string {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const format = useFormat();
  const at = (instant: string, now: Date) => {
    const moment = new Date(instant);
    return format.momentInFull(moment, moment > now ? moment : now, null);
  };
  return (sync, now) => {
    switch (sync.state) {
      case 'waiting':
        return t('sync.waiting');
      case 'importing':
        return t('sync.importing', {
          step: t(`step.${sync.reading.step}`),
          rows: format.number(sync.reading.rows),
        });
      case 'ready':
        return sync.lastSyncAt === null
          ? t('sync.ready')
          : t('sync.readyAt', { ago: format.freshness(new Date(sync.lastSyncAt), now) });
      case 'stalled': {
        if (sync.trouble === null) return t('sync.stalled');
        const why = t(`syncTrouble.${sync.trouble.reason}`, { crm });
        return t('since', { why, when: at(sync.trouble.since, now) });
      }
      case 'abandoned':
        return sync.forgottenAt === null
          ? t('sync.abandoned')
          : t('sync.abandonedUntil', { when: at(sync.forgottenAt, now) });
    }
  };
}
