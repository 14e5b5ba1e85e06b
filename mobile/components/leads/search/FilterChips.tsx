import SlidersHorizontal from 'lucide-react-native/icons/sliders-horizontal';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/Chip';
import { useLayout } from '@/theme/layout';
import { height, hitSlopFor, space } from '@/theme/tokens';
import { allGroups, isOn, type FilterGroup, type SearchFilters } from './search-filters';

/** The filters: those in use first, with their number; a press takes one off or opens one to choose. */
export function FilterChips({
  filters,
  words,
  onOpen,
  onClear,
}: {
  filters: SearchFilters;
  words: (group: FilterGroup, filters: SearchFilters) => string;
  onOpen: (group: FilterGroup) => void;
  /** Without a group: all of them. */
  onClear: (group?: FilterGroup) => void;
}) {
  const { t } = useTranslation('leads');
  const wide = useLayout() !== 'phone';
  const on = allGroups.filter((group) => isOn(filters, group));
  const off = allGroups.filter((group) => !on.includes(group));
  const inUse = on.length > 0 && (
    <>
      <Chip
        icon={SlidersHorizontal}
        label={t('filter.clearAll')}
        accessibilityLabel={t('filter.clearAllOf', { count: on.length })}
        onPress={() => onClear()}
      />
      {on.map((group) => (
        <Chip
          key={group}
          selected
          removable
          label={words(group, filters)}
          accessibilityLabel={t('filter.takeOff', { name: words(group, filters) })}
          onPress={() => onClear(group)}
        />
      ))}
    </>
  );
  const more = off.map((group) => (
    <Chip
      key={group}
      opens
      label={t(`filter.${group}`)}
      accessibilityLabel={t('filter.choose', { name: t(`filter.${group}`) })}
      onPress={() => onOpen(group)}
    />
  ));
  if (wide) {
    return (
      <View role="group" aria-label={t('filter.all')} style={[styles.content, styles.wide]}>
        {inUse}
        {more}
      </View>
    );
  }
  return (
    <>
      {inUse !== false && <Row label={t('filter.inUse')}>{inUse}</Row>}
      {off.length > 0 && <Row label={t('filter.more')}>{more}</Row>}
    </>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <ScrollView
      horizontal
      role="group"
      aria-label={label}
      showsHorizontalScrollIndicator={false}
      keyboardShouldPersistTaps="handled"
      style={styles.row}
      contentContainerStyle={styles.content}
    >
      {children}
    </ScrollView>
  );
}

const styles = StyleSheet.create({
  row: { flexGrow: 0, marginHorizontal: -space.screen },
  // Room for a finger above and below the drawn chip.
  content: {
    gap: space.m,
    paddingHorizontal: space.screen,
    paddingVertical: hitSlopFor(height.chip) - 1,
  },
  wide: { flexDirection: 'row', flexWrap: 'wrap', paddingHorizontal: 0 },
});
