import type { IntegrationHealth } from '@foryou-crm/contract/admin';
import ShieldCheck from 'lucide-react-native/icons/shield-check';
import TriangleAlert from 'lucide-react-native/icons/triangle-alert';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { failureOf } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useNow } from '@/components/amo-crm/use-now';
import { useCrmName } from '@/components/amo-crm/use-words';
import { Banner } from '@/components/ui/Banner';
import { ErrorState } from '@/components/ui/ErrorState';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Screen } from '@/components/ui/Screen';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { ListSkeleton } from './ListSkeleton';
import { troublesOf } from './integration-health';
import { useBackToSettings, useIntegration } from './use-admin';

/** `/admin/integration`: what everybody's connection stands on, and whether it holds. */
export function IntegrationPage() {
  const { t } = useTranslation('admin');
  const failureWords = useFailureWords();
  const health = useIntegration();
  const back = useBackToSettings();
  return (
    <Screen
      title={t('integration')}
      onBack={back}
      bottomInset
      refreshControl={
        <RefreshControl refreshing={health.isRefetching} onRefresh={() => void health.refetch()} />
      }
    >
      <View style={styles.stack}>
        {health.isError && (
          <ErrorState
            {...failureWords(failureOf(health.error))}
            onRetry={() => void health.refetch()}
            retrying={health.isFetching}
          />
        )}
        {health.isPending && <ListSkeleton />}
        {health.data && <Health health={health.data} />}
      </View>
    </Screen>
  );
}

function Health({ health }: { health: IntegrationHealth }) {
  const { t } = useTranslation('admin');
  const crm = useCrmName();
  const format = useFormat();
  const now = new Date(useNow(60_000));
  const troubles = troublesOf(health);
  const { connections, keys, webhooks, requests, spooled, oldestPairAt } = health;
  const oldest = oldestPairAt === null ? null : new Date(oldestPairAt);
  return (
    <>
      {troubles.length === 0 ? (
        <Banner
          tone="ok"
          icon={ShieldCheck}
          title={t('health.good')}
          text={t('health.goodText', { crm })}
          announce={false}
        />
      ) : (
        troubles.map((trouble) => (
          <Banner
            key={trouble}
            tone={trouble === 'secret_rejected' || trouble === 'unknown_key' ? 'danger' : 'warn'}
            icon={TriangleAlert}
            title={t(`health.${trouble}.title`, { crm })}
            text={t(`health.${trouble}.text`, { crm })}
            announce={false}
          />
        ))
      )}
      <Group title={t('health.registration')}>
        <ListRow label={t('health.clientId')} value={health.clientId} />
        <ListRow label={t('health.redirectUri')} note={health.redirectUri} />
        <ListRow label={t('health.secret')} value={t(`health.secretIs.${health.secret}`)} />
      </Group>
      <Group title={t('connections')}>
        <ListRow
          label={t('state.connected')}
          value={format.number(connections.connected - connections.inTrouble)}
        />
        <ListRow label={t('state.trouble')} value={format.number(connections.inTrouble)} />
        <ListRow label={t('state.broken')} value={format.number(connections.reconnectRequired)} />
      </Group>
      <Group title={t('health.webhooks')}>
        <ListRow label={t('webhooks.subscribed')} value={format.number(webhooks.subscribed)} />
        <ListRow label={t('webhooks.none')} value={format.number(webhooks.none)} />
        <ListRow label={t('webhooks.unavailable')} value={format.number(webhooks.unavailable)} />
        <ListRow label={t('webhooks.disabled', { crm })} value={format.number(webhooks.disabled)} />
      </Group>
      <Group title={t('health.requests', { crm })}>
        <ListRow label={t('health.lastSecond')} value={format.number(requests.lastSecond)} />
        <ListRow
          label={t('health.busiest')}
          value={t('ofAll', { connected: requests.busiest, all: requests.limit })}
        />
        {requests.paused.map(({ accountId, reason, until }) => (
          <ListRow
            key={`${accountId ?? ''} ${until}`}
            label={accountId ?? t('health.unknownAccount')}
            note={t(`paused.${reason}`, { crm, time: format.time(new Date(until), null) })}
          />
        ))}
      </Group>
      <Group title={t('health.vault')}>
        <ListRow label={t('health.key')} value={keys.writer} />
        <ListRow
          label={t('health.sealed')}
          value={keys.sealed
            .map(({ keyId, pairs }) => `${keyId}: ${format.number(pairs)}`)
            .join(', ')}
        />
        <ListRow label={t('health.waiting')} value={format.number(spooled)} />
        {oldest !== null && (
          <ListRow
            label={t('health.oldest')}
            value={format.momentInFull(oldest, oldest > now ? oldest : now, null)}
          />
        )}
      </Group>
    </>
  );
}

const styles = StyleSheet.create({ stack: { gap: space.xl } });
