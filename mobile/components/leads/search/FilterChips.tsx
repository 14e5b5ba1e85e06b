import SlidersHorizontal from 'lucide-react-native/icons/sliders-horizontal';
import { ScrollView, StyleSheet } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/Chip';
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
  const on = allGroups.filter((group) => isOn(filters, group));
  const off = allGroups.filter((group) => !on.includes(group));
  return (
    <>
      {on.length > 0 && (
        <Row label={t('filter.inUse')}>
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
        </Row>
      )}
      {off.length > 0 && (
        <Row label={t('filter.more')}>
          {off.map((group) => (
            <Chip
              key={group}
              opens
              label={t(`filter.${group}`)}
              accessibilityLabel={t('filter.choose', { name: t(`filter.${group}`) })}
              onPress={() => onOpen(group)}
            />
          ))}
        </Row>
      )}
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
});
