import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import { useQueryClient } from '@tanstack/react-query';
import { useFocusEffect, useRouter } from 'expo-router';
import RefreshCw from 'lucide-react-native/icons/refresh-cw';
import Unplug from 'lucide-react-native/icons/unplug';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { failureOf, type ApiFailure } from '@/api/failure';
import { queryKeys } from '@/api/query-keys';
import { Button } from '@/components/ui/Button';
import { Card } from '@/components/ui/Card';
import { ErrorState } from '@/components/ui/ErrorState';
import { Skeleton } from '@/components/ui/Skeleton';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { AmoTile } from '@/components/ui/TwoKeys';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { useBrokenWords } from './broken-words';
import { DisconnectDialog } from './DisconnectDialog';
import { useConnectionStatus } from './use-connection';
import { useFailureWords } from './use-failure-words';
import { useNow } from './use-now';
import { useTroubleWords } from './use-trouble-words';
import { useCrmName, useWords } from './use-words';

/** The connection on the settings page: its state, refresh, disconnect; or the way to connect. */
export function AmoCrmConnectionCard() {
  const status = useConnectionStatus();
  const failureWords = useFailureWords();
  const { refetch } = status;
  useFocusEffect(
    useCallback(() => {
      void refetch();
    }, [refetch]),
  );
  if (status.data !== undefined) {
    return status.data.hasTokens ? (
      <Linked
        status={status.data}
        updatedAt={status.dataUpdatedAt}
        failure={status.isError ? failureOf(status.error) : null}
      />
    ) : (
      <NotLinked />
    );
  }
  if (!status.isError) return <Loading />;
  return (
    <ErrorState
      {...failureWords(failureOf(status.error))}
      onRetry={() => void refetch()}
      retrying={status.isFetching}
    />
  );
}

function Linked({
  status,
  updatedAt,
  failure,
}: {
  status: ConnectionStatus;
  updatedAt: number;
  failure: ApiFailure | null;
}) {
  const words = useWords();
  const format = useFormat();
  const queries = useQueryClient();
  const router = useRouter();
  const now = useNow(10_000);
  const [asking, setAsking] = useState(false);
  const [refreshing, setRefreshing] = useState(false);
  const broken = !status.connected;
  const trouble = useTroubleWords(status, failure);
  const refresh = async () => {
    setRefreshing(true);
    await Promise.all([
      queries.invalidateQueries({ queryKey: queryKeys.status }),
      queries.invalidateQueries({ queryKey: queryKeys.crm, refetchType: 'all' }),
    ]);
    setRefreshing(false);
  };
  const ago = format.freshness(new Date(updatedAt), new Date(Math.max(now, updatedAt)));
  return (
    <Card style={styles.card}>
      <View style={styles.head}>
        <AmoTile size={40} />
        <View style={styles.grow}>
          <Text weight="semibold" numberOfLines={2}>
            {status.accountName}
          </Text>
          <Text variant="label" tone="ink2" numberOfLines={1}>
            {status.domain}
          </Text>
        </View>
        <Tag
          dot
          tone={broken ? 'danger' : trouble === null ? 'ok' : 'warn'}
          label={words(
            broken ? 'card.broken' : trouble === null ? 'card.connected' : 'card.trouble',
          )}
        />
      </View>
      {trouble !== null && (
        <View style={styles.lines}>
          {trouble.text.map((line) => (
            <Text key={line} variant="label" tone="ink2">
              {line}
            </Text>
          ))}
        </View>
      )}
      {broken ? (
        <BrokenText status={status} />
      ) : (
        <View style={styles.facts}>
          {trouble === null && (
            <Text variant="label" tone="ink2">
              {words('card.updated', { ago })}
            </Text>
          )}
          {status.connectedAt !== null && (
            <Text variant="label" tone="ink2">
              {words('card.since', {
                day: format.day(new Date(status.connectedAt), new Date(now), status.timeZone),
              })}
            </Text>
          )}
        </View>
      )}
      <View style={styles.buttons}>
        {broken ? (
          <Button
            kind="secondary"
            size="inPlace"
            label={words('card.connect')}
            onPress={() => router.navigate('/crm')}
            style={styles.half}
          />
        ) : (
          <Button
            kind="secondary"
            size="inPlace"
            icon={RefreshCw}
            label={words('card.refresh')}
            busy={refreshing}
            onPress={() => void refresh()}
            style={styles.half}
          />
        )}
        <Button
          kind="destructive"
          size="inPlace"
          icon={Unplug}
          label={words('disconnect.button')}
          onPress={() => setAsking(true)}
          style={styles.half}
        />
      </View>
      <DisconnectDialog
        open={asking}
        accountName={status.accountName}
        onClose={() => setAsking(false)}
        onDone={() => setAsking(false)}
      />
    </Card>
  );
}

function BrokenText({ status }: { status: ConnectionStatus }) {
  const why = useBrokenWords(status);
  return (
    <Text variant="label" tone="ink2">
      {why}
    </Text>
  );
}

function NotLinked() {
  const words = useWords();
  const crm = useCrmName();
  const router = useRouter();
  return (
    <Card style={styles.card}>
      <View style={styles.head}>
        <AmoTile size={40} />
        <View style={styles.grow}>
          <Text weight="semibold">{crm}</Text>
          <Text variant="label" tone="ink2">
            {words('card.notConnected')}
          </Text>
        </View>
      </View>
      <Text variant="label" tone="ink2">
        {words('card.notConnectedText')}
      </Text>
      <Button
        kind="secondary"
        size="inPlace"
        label={words('card.connect')}
        onPress={() => router.navigate('/crm')}
      />
    </Card>
  );
}

function Loading() {
  return (
    <Card style={styles.card}>
      <View style={styles.head}>
        <Skeleton width={40} height={40} corner={11} />
        <View style={[styles.grow, styles.bars]}>
          <Skeleton width="52%" />
          <Skeleton width="38%" />
        </View>
      </View>
      <Skeleton width="74%" />
    </Card>
  );
}

const styles = StyleSheet.create({
  card: { padding: space.xl, gap: space.l },
  head: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  grow: { flex: 1 },
  bars: { gap: space.m },
  lines: { gap: space.xs },
  facts: { flexDirection: 'row', flexWrap: 'wrap', columnGap: space.xl },
  buttons: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m },
  // By its words: a label is never broken, the second button goes below instead.
  half: { flexGrow: 1, flexShrink: 0, maxWidth: '100%' },
});
