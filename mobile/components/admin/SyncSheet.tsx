import type { AdminSync } from '@foryou-crm/contract/admin-syncs';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { Button } from '@/components/ui/Button';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { useToast } from '@/components/ui/toast-context';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { useSyncWords } from './sync-words';
import { useRetrySync } from './use-admin';

export interface SyncSheetProps {
  sync: AdminSync;
  now: Date;
  open: boolean;
  onClose: () => void;
}

/** All that is known of how an account is kept, and trying again. */
export function SyncSheet({ sync, now, open, onClose }: SyncSheetProps) {
  const { t } = useTranslation('admin');
  const words = useSyncWords();
  const toast = useToast();
  const failureWords = useFailureWords();
  const retry = useRetrySync();
  const ask = (full: boolean) =>
    retry.mutate(
      { accountId: sync.accountId, full },
      {
        onSuccess: () => {
          toast.show({ tone: 'ok', text: t('retry.begun', { account: sync.accountName }) });
          onClose();
        },
      },
    );
  const isNobody = sync.connections.connected === 0;
  const busy = retry.isPending;
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={sync.accountName}
      description={words(sync, now)}
      footer={
        !isNobody && (
          <View style={styles.buttons}>
            <Button
              icon={RefreshCw}
              label={t('retry.now')}
              busy={busy && !retry.variables.full}
              onPress={() => ask(false)}
            />
            <Button
              kind="secondary"
              label={t('retry.full')}
              busy={busy && retry.variables.full}
              onPress={() => ask(true)}
            />
          </View>
        )
      }
    >
      {retry.isError && (
        <Banner
          tone="danger"
          icon={TriangleAlert}
          title={t('retry.failed')}
          text={failureWords(failureOf(retry.error)).text}
        />
      )}
      {isNobody && <Banner tone="warn" icon={TriangleAlert} title={t('retry.nobody')} />}
      <Facts sync={sync} now={now} />
    </Sheet>
  );
}

function Facts({ sync, now }: Pick<SyncSheetProps, 'sync' | 'now'>) {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const format = useFormat();
  const { connections, webhooks, next } = sync;
  const when = (instant: string | null) => {
    if (instant === null) return t('facts.notYet');
    const at = new Date(instant);
    return format.sentenceCase(format.momentInFull(at, now, null));
  };
  const all = connections.connected + connections.reconnectRequired;
  return (
    <Group>
      <ListRow label={t('facts.domain')} value={sync.domain} />
      <ListRow
        label={t('connections')}
        value={t('ofAll', { connected: connections.connected, all })}
      />
      <ListRow label={t('facts.coverage')} value={t(`coverage.${sync.coverage}`)} />
      <ListRow label={t('facts.rows')} value={format.number(sync.reading.rows)} />
      <ListRow label={t('facts.importedAt')} value={when(sync.reading.importedAt)} />
      <ListRow label={t('facts.lastSyncAt')} value={when(sync.lastSyncAt)} />
      <ListRow label={t('health.webhooks')} value={t(`webhooks.${webhooks.state}`, { crm })} />
      <ListRow label={t('facts.inLine')} value={format.number(webhooks.waiting)} />
      {next !== null && (
        <ListRow label={t('facts.next')} value={t(`task.${next.task}`)} note={when(next.at)} />
      )}
    </Group>
  );
}

const styles = StyleSheet.create({ buttons: { gap: space.m } });
