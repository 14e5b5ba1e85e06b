import type { Pipeline } from '@foryou-crm/contract/amo-crm';
import { LARGEST_TOTAL } from '@foryou-crm/contract/leads';
import { FlashList } from '@shopify/flash-list';
import { useRouter } from 'expo-router';
import Plus from 'lucide-react-native/icons/plus';
import { useMemo } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { Skeleton } from '@/components/ui/Skeleton';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { height, radius, space } from '@/theme/tokens';
import { FailedLeads } from '../FailedLeads';
import { startDraft } from '../new-lead/draft';
import { LeadRow } from './LeadRow';
import type { Search, Total } from './use-search';

/** What was found, newest first: two beside each other where there is room. */
export function SearchResults({
  search,
  query,
  filtered,
  pipelines,
  onOpen,
  onClearFilters,
}: {
  search: Search;
  query: string;
  filtered: boolean;
  pipelines: readonly Pipeline[];
  onOpen: (leadId: number) => void;
  onClearFilters: () => void;
}) {
  const { t } = useTranslation('leads');
  const columns = useLayout() === 'phone' ? 1 : 2;
  const stages = useMemo(
    () =>
      new Map(
        pipelines.flatMap((pipeline) =>
          pipeline.stages.map((stage) => [`${pipeline.id}.${stage.id}`, stage] as const),
        ),
      ),
    [pipelines],
  );
  const { leads, total, failure } = search;
  if (total === null) {
    return (
      <View style={styles.margin}>
        {failure === null ? (
          <Waiting columns={columns} />
        ) : (
          <FailedLeads failure={failure} onRetry={search.refetch} retrying={search.isFetching} />
        )}
      </View>
    );
  }
  return (
    <View style={styles.fill}>
      {leads.length > 0 && (
        <View style={styles.line}>
          <Text variant="label" weight="semibold" role="status" aria-live="polite" tabular>
            <TotalWords total={total} />
          </Text>
          <Text variant="label" tone="ink2">
            {t('search.newest')}
          </Text>
        </View>
      )}
      {failure !== null && !search.isFetchingMore && (
        <View style={styles.failed}>
          <FailedLeads failure={failure} onRetry={search.refetch} retrying={search.isFetching} />
        </View>
      )}
      {leads.length === 0 && !search.isEarlier ? (
        <View style={styles.margin}>
          <NothingFound query={query} filtered={filtered} onClearFilters={onClearFilters} />
        </View>
      ) : (
        <FlashList
          key={columns}
          data={leads}
          numColumns={columns}
          keyExtractor={(lead) => String(lead.id)}
          renderItem={({ item }) => (
            <View style={[styles.item, search.isEarlier && styles.earlier]}>
              <LeadRow
                lead={item}
                stage={stages.get(`${item.pipelineId}.${item.stageId}`)}
                query={query}
                onOpen={onOpen}
              />
            </View>
          )}
          onEndReached={search.fetchMore}
          onEndReachedThreshold={0.8}
          keyboardShouldPersistTaps="handled"
          keyboardDismissMode="on-drag"
          refreshControl={
            <RefreshControl
              refreshing={search.isFetching && !search.isEarlier && !search.isFetchingMore}
              onRefresh={search.refetch}
            />
          }
          contentContainerStyle={styles.list}
          ListFooterComponent={
            search.isFetchingMore ? <Waiting columns={columns} rows={1} /> : null
          }
        />
      )}
    </View>
  );
}

function TotalWords({ total }: { total: Total }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  if (total.kind === 'exact') {
    return t('search.total', { count: total.count, number: format.number(total.count) });
  }
  const number = format.number(total.kind === 'over' ? LARGEST_TOTAL : total.count);
  return t(total.kind === 'over' ? 'search.moreThan' : 'search.soFar', { number });
}

function NothingFound({
  query,
  filtered,
  onClearFilters,
}: {
  query: string;
  filtered: boolean;
  onClearFilters: () => void;
}) {
  const { t } = useTranslation('leads');
  const router = useRouter();
  if (query.trim() === '' || filtered) {
    return (
      <EmptyState
        title={
          query.trim() === '' ? t('search.none.filtered') : t('search.none.title', { text: query })
        }
        text={t('search.none.filteredText')}
        action={{ label: t('filter.clearAll'), onPress: onClearFilters }}
      />
    );
  }
  return (
    <EmptyState
      title={t('search.none.title', { text: query })}
      text={t('search.none.text')}
      action={{
        icon: Plus,
        label: t('search.none.create'),
        onPress: () => {
          startDraft(query);
          router.navigate('/new-lead');
        },
      }}
    />
  );
}

/** The geometry of the rows that are on their way. */
function Waiting({ columns, rows = 5 }: { columns: number; rows?: number }) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  return (
    <View role="status" aria-label={t('search.loading')} style={styles.waiting}>
      {Array.from({ length: rows }, (_, row) => (
        <View key={row} style={styles.waitingRow}>
          {Array.from({ length: columns }, (_, column) => (
            <View
              key={column}
              style={[
                styles.waitingCard,
                { backgroundColor: colours.surface, borderColor: colours.line },
              ]}
            >
              <Skeleton width="74%" />
              <Skeleton width="52%" height={10} />
              <Skeleton width="38%" height={10} />
            </View>
          ))}
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  fill: { flex: 1 },
  margin: { flex: 1, paddingHorizontal: space.screen, paddingTop: space.m },
  line: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    alignItems: 'center',
    gap: space.l,
    paddingHorizontal: space.screen,
    paddingTop: space.xs,
    paddingBottom: space.m,
  },
  failed: { paddingHorizontal: space.screen, paddingBottom: space.m },
  list: { paddingHorizontal: space.screen - space.cardGap / 2, paddingBottom: space.l },
  item: { flex: 1, paddingHorizontal: space.cardGap / 2, paddingBottom: space.cardGap },
  earlier: { opacity: 0.6 },
  waiting: { gap: space.cardGap },
  waitingRow: { flexDirection: 'row', gap: space.cardGap },
  waitingCard: {
    flex: 1,
    height: height.card,
    justifyContent: 'center',
    gap: space.m,
    paddingHorizontal: space.l,
    borderWidth: 1,
    borderRadius: radius.card,
  },
});
