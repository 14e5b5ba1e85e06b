import { FlashList } from '@shopify/flash-list';
import { useMemo, type ReactElement } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { ErrorState } from '@/components/ui/ErrorState';
import { Skeleton } from '@/components/ui/Skeleton';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { TimelineItemRow, UnsentNoteRow } from './TimelineItemRow';
import { timelineRows, type TimelineRow } from './timeline-rows';
import type { LeadAccount } from './use-account';
import type { useTimeline } from './use-lead';
import type { Sending } from './use-unsent';

/** What was noted about the lead and what happened to it; older pages come as one scrolls. */
export function TimelineList({
  timeline,
  account,
  sending,
  header,
  refreshing,
  onRefresh,
  onScrolled,
}: {
  timeline: ReturnType<typeof useTimeline>;
  account: LeadAccount;
  sending: Sending;
  /** Scrolls with the list, above it. */
  header: ReactElement;
  refreshing: boolean;
  onRefresh: () => void;
  /** How far it is from its top, in points. */
  onScrolled?: (offset: number) => void;
}) {
  const { t } = useTranslation('lead');
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isError } = timeline;
  const rows = useMemo(
    () => timelineRows(items, sending.notes, account.timeZone),
    [items, sending.notes, account.timeZone],
  );
  return (
    <FlashList
      tabIndex={0}
      role="group"
      aria-label={t('timeline.title')}
      data={rows}
      keyExtractor={keyOf}
      getItemType={typeOf}
      extraData={account}
      renderItem={({ item }) => (
        <View style={styles.cell}>
          <OneRow row={item} account={account} sending={sending} />
        </View>
      )}
      ListHeaderComponent={header}
      ListEmptyComponent={<Empty timeline={timeline} />}
      ListFooterComponent={isFetchingNextPage ? <RowSkeletons count={2} /> : null}
      onEndReached={() => {
        if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
      }}
      onEndReachedThreshold={0.6}
      contentContainerStyle={styles.content}
      keyboardShouldPersistTaps="handled"
      refreshing={refreshing}
      onRefresh={onRefresh}
      // Otherwise a new note, or a header that grows, pulls the lead away from under the eyes.
      maintainVisibleContentPosition={{ disabled: true }}
      drawDistance={500}
      scrollEventThrottle={32}
      {...(onScrolled && {
        onScroll: ({ nativeEvent }) => onScrolled(nativeEvent.contentOffset.y),
      })}
    />
  );
}

const keyOf = (row: TimelineRow) => row.key;
const typeOf = (row: TimelineRow) => row.type;

function OneRow({
  row,
  account,
  sending,
}: {
  row: TimelineRow;
  account: LeadAccount;
  sending: Sending;
}) {
  const format = useFormat();
  switch (row.type) {
    case 'day':
      return (
        <Text variant="label" weight="semibold" tone="ink2" heading={3} style={styles.day}>
          {format.sentenceCase(format.day(row.at, new Date(account.now), account.timeZone))}
        </Text>
      );
    case 'unsent':
      return <UnsentNoteRow note={row.note} account={account} sending={sending} />;
    case 'item':
      return <TimelineItemRow item={row.item} account={account} />;
  }
}

function Empty({ timeline }: { timeline: ReturnType<typeof useTimeline> }) {
  const { t } = useTranslation('lead');
  const failureWords = useFailureWords();
  if (timeline.failure !== null) {
    const { title, text } = failureWords(timeline.failure);
    return (
      <View style={styles.cell}>
        <ErrorState
          title={title}
          text={text}
          onRetry={() => void timeline.refetch()}
          retrying={timeline.isFetching}
        />
      </View>
    );
  }
  if (timeline.data === undefined) return <RowSkeletons count={3} />;
  return (
    <Text tone="ink2" style={styles.cell}>
      {t('timeline.empty')}
    </Text>
  );
}

const RowSkeletons = ({ count }: { count: number }) => (
  <View style={[styles.cell, styles.skeletons]}>
    {Array.from({ length: count }, (_, row) => (
      <View key={row} style={styles.skeleton}>
        <Skeleton width={28} height={28} corner={14} />
        <View style={styles.bars}>
          <Skeleton width="52%" />
          <Skeleton height={44} corner={12} />
        </View>
      </View>
    ))}
  </View>
);

const styles = StyleSheet.create({
  content: { paddingBottom: space.xxl },
  cell: { paddingHorizontal: space.screen },
  day: { paddingBottom: space.m, paddingTop: space.xs },
  skeletons: { gap: space.xl },
  skeleton: { flexDirection: 'row', gap: space.l },
  bars: { flex: 1, gap: space.m, paddingTop: space.m },
});
