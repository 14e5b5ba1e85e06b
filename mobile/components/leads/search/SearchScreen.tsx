import { useFocusEffect, useRouter } from 'expo-router';
import { useCallback, useMemo, useRef, useState } from 'react';
import { StyleSheet, View, type TextInput } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { useTranslation } from 'react-i18next';
import { BoardAccountContext } from '@/components/board/account-context';
import { NewLeadButton } from '@/components/navigation/NewLeadButton';
import { Text } from '@/components/ui/Text';
import { useSession } from '@/session/SessionProvider';
import { recentSearches, rememberSearch } from '@/storage/recent-searches';
import { useLayout } from '@/theme/layout';
import { useTheme } from '@/theme/ThemeProvider';
import { space } from '@/theme/tokens';
import { useAccount, useChoices, usePipelines } from '../use-account';
import { FilterChips } from './FilterChips';
import { FilterSheet } from './FilterSheet';
import { BeforeSearch } from './BeforeSearch';
import { SearchBar } from './SearchBar';
import { asksForSomething, cleared, leadsFilterOf, type FilterGroup } from './search-filters';
import { searchField } from './search-field';
import { SearchResults } from './SearchResults';
import { useFilterWords } from './use-filter-words';
import { useSearch } from './use-search';
import { useSearchAddress } from './use-search-address';

/** Finds leads by name, phone and email, narrowed by filters; answers while one types. */
export function SearchScreen() {
  const account = useAccount();
  return (
    <BoardAccountContext value={account}>
      <Search timeZone={account.timeZone} whole={account.whole} />
    </BoardAccountContext>
  );
}

function Search({ timeZone, whole }: { timeZone: string | null; whole: boolean }) {
  const { t } = useTranslation('leads');
  const { colours } = useTheme();
  const insets = useSafeAreaInsets();
  const wide = useLayout() !== 'phone';
  const router = useRouter();
  const userId = useSession().profile?.id ?? '';
  const field = useRef<TextInput>(null);
  const address = useSearchAddress();
  const { filters } = address;
  const [open, setOpen] = useState<FilterGroup | null>(null);
  const [recent, setRecent] = useState(() => recentSearches(userId));

  const pipelines = usePipelines().data;
  const choices = useChoices().data;
  const known = useMemo(() => ({ pipelines: pipelines ?? [], choices }), [pipelines, choices]);
  const words = useFilterWords(known);

  const asks = asksForSomething(filters);
  const filter = useMemo(
    () => (asks ? leadsFilterOf(filters, timeZone) : null),
    [asks, filters, timeZone],
  );
  const search = useSearch(filter, !whole);

  // Screens of the other sections stay mounted: the field is in reach only while this one is shown.
  useFocusEffect(useCallback(() => searchField.here(() => field.current?.focus()), []));

  const remember = useCallback(() => {
    rememberSearch(userId, address.text);
    setRecent(recentSearches(userId));
  }, [userId, address.text]);
  const openLead = useCallback(
    (leadId: number) => {
      remember();
      router.push(`/lead/${leadId}`);
    },
    [remember, router],
  );

  return (
    <View style={[styles.paper, { backgroundColor: colours.paper, paddingTop: insets.top }]}>
      <View style={styles.head}>
        <View style={styles.top}>
          {wide && (
            <Text variant="title" heading={1}>
              {t('search.title')}
            </Text>
          )}
          <SearchBar
            ref={field}
            value={address.text}
            onChange={address.type}
            onSubmit={() => {
              address.seek(address.text);
              remember();
            }}
          />
          {wide && <NewLeadButton />}
        </View>
        <FilterChips
          filters={filters}
          words={words}
          onOpen={setOpen}
          onClear={(group) => address.change(cleared(group))}
        />
      </View>
      {asks ? (
        <SearchResults
          search={search}
          query={filters.query ?? ''}
          filtered={asksForSomething({ ...filters, query: undefined })}
          pipelines={known.pipelines}
          onOpen={openLead}
          onClearFilters={() => address.change(cleared())}
        />
      ) : (
        <BeforeSearch recent={recent} onSeek={address.seek} onFilter={address.change} />
      )}
      <FilterSheet
        group={open}
        filters={filters}
        known={known}
        onChange={address.change}
        onClose={() => setOpen(null)}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  paper: { flex: 1 },
  head: { paddingHorizontal: space.screen, paddingTop: space.m, gap: space.xs },
  top: { flexDirection: 'row', alignItems: 'center', gap: space.xl },
});
