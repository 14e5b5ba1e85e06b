import type { AdminSync } from '@foryou-crm/contract/admin-syncs';
import { useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Button } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { Group } from '@/components/ui/Group';
import { Screen } from '@/components/ui/Screen';
import { space } from '@/theme/tokens';
import { ListSkeleton } from './ListSkeleton';
import { StateRow } from './StateRow';
import { SyncSheet } from './SyncSheet';
import { toneOfSync, useSyncWords } from './sync-words';
import { useBackToSettings, useSyncs } from './use-admin';

/** `/admin/syncs`: every account of the agency, and how our copy of it is kept. */
export function SyncsPage() {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const now = new Date(useNow(10_000));
  const syncs = useSyncs();
  const back = useBackToSettings();
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const all = syncs.data?.pages.flatMap(({ data }) => data) ?? [];
  const sync = all.find(({ accountId }) => accountId === chosen);
  return (
    <Screen
      title={t('syncs')}
      onBack={back}
      bottomInset
      refreshControl={<RefreshControl refreshing={false} onRefresh={() => void syncs.refetch()} />}
    >
      <View style={styles.stack}>
        {syncs.isError && (
          <ErrorState
            {...failureWords(failureOf(syncs.error))}
            onRetry={() => void syncs.refetch()}
            retrying={syncs.isFetching}
          />
        )}
        {syncs.isPending && <ListSkeleton />}
        {syncs.data !== undefined && all.length === 0 && (
          <EmptyState title={t('noSyncs.title')} text={t('noSyncs.text', { crm })} />
        )}
        {all.length > 0 && (
          <Group>
            {all.map((one) => (
              <SyncRow
                key={one.accountId}
                sync={one}
                now={now}
                onPress={() => {
                  setChosen(one.accountId);
                  setOpen(true);
                }}
              />
            ))}
          </Group>
        )}
        {syncs.hasNextPage && (
          <Button
            kind="secondary"
            label={t('more')}
            busy={syncs.isFetchingNextPage}
            onPress={() => void syncs.fetchNextPage()}
          />
        )}
      </View>
      {sync && <SyncSheet sync={sync} now={now} open={open} onClose={() => setOpen(false)} />}
    </Screen>
  );
}

function SyncRow({ sync, now, onPress }: { sync: AdminSync; now: Date; onPress: () => void }) {
  const { t } = useTranslation('admin');
  const text = useSyncWords()(sync, now);
  return (
    <StateRow
      name={sync.accountName}
      state={{ label: t(`syncState.${sync.state}`), tone: toneOfSync[sync.state], dot: true }}
      place={sync.domain}
      words={{ text, tone: sync.state === 'stalled' ? 'danger' : 'ink2' }}
      onPress={onPress}
    />
  );
}

const styles = StyleSheet.create({ stack: { gap: space.xl } });
