import AlarmClock from 'lucide-react-native/icons/alarm-clock';
import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Clock from 'lucide-react-native/icons/clock';
import SearchIcon from 'lucide-react-native/icons/search';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { ListRow } from '@/components/ui/ListRow';
import { Text } from '@/components/ui/Text';
import { space, width } from '@/theme/tokens';
import type { SearchFilters } from './search-filters';

const quick = [
  { icon: AlarmClock, taskState: 'overdue' },
  { icon: Clock, taskState: 'today' },
  { icon: CircleAlert, taskState: 'none' },
] as const;

/** Nothing is searched for yet: how to, what was searched for last, and what is asked for most. */
export function BeforeSearch({
  recent,
  onSeek,
  onFilter,
}: {
  recent: readonly string[];
  onSeek: (text: string) => void;
  onFilter: (change: Partial<SearchFilters>) => void;
}) {
  const { t } = useTranslation('leads');
  return (
    <ScrollView keyboardShouldPersistTaps="handled" contentContainerStyle={styles.content}>
      <View style={styles.measure}>
        <View style={styles.words}>
          <Text variant="empty" heading={2}>
            {t('search.before.title')}
          </Text>
          <Text variant="label" tone="ink2">
            {t('search.before.text')}
          </Text>
        </View>
        {recent.length > 0 && (
          <Group title={t('search.recent')}>
            {recent.map((text) => (
              <ListRow key={text} icon={SearchIcon} label={text} onPress={() => onSeek(text)} />
            ))}
          </Group>
        )}
        <Group title={t('search.quick')}>
          {quick.map(({ icon, taskState }) => (
            <ListRow
              key={taskState}
              icon={icon}
              label={t(`taskState.${taskState}`)}
              onPress={() => onFilter({ taskState })}
            />
          ))}
        </Group>
      </View>
    </ScrollView>
  );
}

const styles = StyleSheet.create({
  content: { paddingHorizontal: space.screen, paddingVertical: space.l },
  measure: { maxWidth: width.reading, gap: space.xxl },
  words: { gap: space.xs },
});
