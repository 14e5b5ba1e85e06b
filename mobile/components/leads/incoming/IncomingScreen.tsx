import type { Incoming } from '@foryou-crm/contract/incoming';
import { FlashList } from '@shopify/flash-list';
import { useRouter } from 'expo-router';
import ArrowLeft from 'lucide-react-native/icons/arrow-left';
import { useCallback, useEffect, useState } from 'react';
import { RefreshControl, StyleSheet, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import type { ApiFailure } from '@/api/failure';
import { useFailureWords } from '@/components/amo-crm/use-failure-words';
import { useCrmName } from '@/components/amo-crm/use-words';
import { board } from '@/components/auth/return-path';
import { BoardAccountContext } from '@/components/board/account-context';
import { ConfirmDialog } from '@/components/ui/ConfirmDialog';
import { EmptyState } from '@/components/ui/EmptyState';
import { IconButton } from '@/components/ui/IconButton';
import { Skeleton } from '@/components/ui/Skeleton';
import { Text } from '@/components/ui/Text';
import { useToast } from '@/components/ui/toast-context';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { FailedLeads } from '../FailedLeads';
import { loadPhoneFormat } from '../phone-format';
import { useAccount } from '../use-account';
import { AcceptSheet } from './AcceptSheet';
import { IncomingCard, nameOf } from './IncomingCard';
import { isGone, useIncoming, useSortIncoming, type Sorting } from './use-incoming';

/** Leads that nobody has accepted yet, newest first: take one, or put it into amoCRM's trash. */
export function IncomingScreen() {
  const account = useAccount();
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  return (
    <BoardAccountContext value={account}>
      <View
        style={[
          styles.paper,
          { backgroundColor: colours.paper, paddingTop: insets.top, paddingBottom: insets.bottom },
        ]}
      >
        <Head />
        <IncomingList />
      </View>
    </BoardAccountContext>
  );
}

function Head() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  return (
    <View style={styles.head}>
      <IconButton
        icon={ArrowLeft}
        label={t('nav.back')}
        onPress={() => (router.canGoBack() ? router.back() : router.replace(board))}
      />
      <Text variant="title" heading={1} style={styles.grow}>
        {t('incoming.title')}
      </Text>
    </View>
  );
}

function IncomingList() {
  const { t } = useTranslation('leads');
  const crm = useCrmName();
  const columns = useLayout() === 'phone' ? 1 : 2;
  const list = useIncoming();
  const [accepting, setAccepting] = useState<Incoming | null>(null);
  const [declining, setDeclining] = useState<Incoming | null>(null);
  const sort = useSortWithWords();
  useEffect(() => void loadPhoneFormat().catch(() => undefined), []);
  const nameIn = (item: Incoming | null) => (item && nameOf(item)) ?? t('incoming.unknown');

  if (list.first) {
    return (
      <View style={styles.margin}>
        {list.failure === null ? (
          <Waiting />
        ) : (
          <FailedLeads failure={list.failure} onRetry={list.refetch} retrying={list.isFetching} />
        )}
      </View>
    );
  }
  return (
    <>
      {list.failure !== null && (
        <View style={styles.failed}>
          <FailedLeads failure={list.failure} onRetry={list.refetch} retrying={list.isFetching} />
        </View>
      )}
      {list.items.length === 0 ? (
        <View style={styles.margin}>
          <EmptyState title={t('incoming.none.title')} text={t('incoming.none.text', { crm })} />
        </View>
      ) : (
        <FlashList
          key={columns}
          data={list.items}
          numColumns={columns}
          keyExtractor={({ uid }) => uid}
          renderItem={({ item }) => (
            <View style={styles.item}>
              <IncomingCard item={item} onAccept={setAccepting} onDecline={setDeclining} />
            </View>
          )}
          onEndReached={list.fetchMore}
          onEndReachedThreshold={0.8}
          refreshControl={
            <RefreshControl
              refreshing={list.isFetching && !list.isFetchingMore}
              onRefresh={list.refetch}
            />
          }
          contentContainerStyle={styles.list}
        />
      )}
      <AcceptSheet
        item={accepting}
        name={nameIn(accepting)}
        onClose={() => setAccepting(null)}
        onAccept={(item, stageId) => {
          setAccepting(null);
          sort(item, { kind: 'accept', body: stageId === undefined ? {} : { stageId } });
        }}
      />
      <ConfirmDialog
        open={declining !== null}
        title={t('incoming.declineTitle')}
        description={t('incoming.declineText', { name: nameIn(declining), crm })}
        confirmLabel={t('incoming.declineNow')}
        onCancel={() => setDeclining(null)}
        onConfirm={() => {
          setDeclining(null);
          if (declining !== null) sort(declining, { kind: 'decline' });
        }}
      />
    </>
  );
}

/** Sorts one, and says what became of it. */
function useSortWithWords() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  const toast = useToast();
  const crm = useCrmName();
  const failureWords = useFailureWords();
  const refusal = (item: Incoming, failure: ApiFailure): string => {
    const name = nameOf(item) ?? t('incoming.unknown');
    if (isGone(failure)) return t('incoming.quicker', { name });
    return t('incoming.failed', { name, problem: failureWords(failure).title });
  };
  const { mutate } = useSortIncoming({
    onDone: (item, sorting, written) => {
      const name = nameOf(item) ?? t('incoming.unknown');
      if (sorting.kind === 'decline') {
        return toast.show({ tone: 'ok', text: t('incoming.declined', { name, crm }) });
      }
      toast.show({
        tone: 'ok',
        text: t('incoming.accepted', { name }),
        ...(written?.lead && {
          action: {
            label: t('incoming.open'),
            onPress: () => router.push(`/lead/${written.id}`),
          },
        }),
      });
    },
    onFailed: (item, _sorting, failure) =>
      toast.show({
        tone: isGone(failure) ? 'plain' : 'danger',
        text: refusal(item, failure),
      }),
  });
  return useCallback((item: Incoming, sorting: Sorting) => mutate({ item, sorting }), [mutate]);
}

/** The geometry of the cards that are on their way. */
function Waiting() {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  return (
    <View role="status" aria-label={t('incoming.loading')} style={styles.waiting}>
      {[0, 1, 2].map((row) => (
        <View
          key={row}
          style={[
            styles.waitingCard,
            { backgroundColor: colours.surface, borderColor: colours.line },
          ]}
        >
          <Skeleton width="52%" />
          <Skeleton width="74%" height={10} />
          <Skeleton width="38%" height={height.buttonInPlace} corner={radius.card} />
        </View>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  paper: { flex: 1 },
  head: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.xs,
    minHeight: height.header,
    paddingRight: space.screen,
    paddingLeft: space.xs,
  },
  grow: { flex: 1 },
  margin: { flex: 1, paddingHorizontal: space.screen, paddingTop: space.m },
  failed: { paddingHorizontal: space.screen, paddingBottom: space.m },
  list: { paddingHorizontal: space.screen - space.cardGap / 2, paddingBottom: space.l },
  item: { flex: 1, paddingHorizontal: space.cardGap / 2, paddingBottom: space.cardGap },
  waiting: { gap: space.cardGap },
  waitingCard: {
    gap: space.l,
    padding: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.card,
  },
});
