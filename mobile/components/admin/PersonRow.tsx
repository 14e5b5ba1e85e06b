import type { AdminConnection } from '@foryou-crm/contract/admin';
import ChevronRight from 'lucide-react-native/icons/chevron-right';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { Icon } from '@/components/ui/Icon';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space } from '@/theme/tokens';
import { stateOfPerson, toneOfPerson, useWhy } from './connection-words';

export interface PersonRowProps {
  person: AdminConnection;
  isSelf: boolean;
  now: Date;
  onPress: () => void;
}

/** One person of the agency: who, which account, whether it works and if not, why. */
export function PersonRow({ person, isSelf, now, onPress }: PersonRowProps) {
  const { t } = useTranslation('admin');
  const { colours } = useTheme();
  const why = useWhy()(person, now);
  const state = stateOfPerson(person);
  const account = person.connection?.accountName ?? person.email ?? '';
  const spoken = [person.name, t(`state.${state}`), account, why].filter(Boolean).join(', ');
  return (
    <Pressable
      role="button"
      aria-label={spoken}
      onPress={onPress}
      style={({ pressed }) => [styles.row, pressed && { backgroundColor: colours.chipOn }]}
    >
      <Avatar name={person.name} size={36} own={isSelf} />
      <View style={styles.words}>
        <View style={styles.top}>
          <Text weight="medium" style={styles.name}>
            {person.name}
          </Text>
          <Tag dot={state !== 'never'} tone={toneOfPerson[state]} label={t(`state.${state}`)} />
        </View>
        <Text variant="label" tone="ink2" numberOfLines={1}>
          {account}
        </Text>
        {why !== null && (
          <Text variant="label" tone={state === 'broken' ? 'danger' : 'warn'}>
            {why}
          </Text>
        )}
      </View>
      <Icon as={ChevronRight} size={18} tone="ink3" />
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: height.listRowWithNote,
    paddingHorizontal: space.xl - 1,
    paddingVertical: space.l,
  },
  words: { flex: 1, gap: space.xxs },
  top: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  name: { flexShrink: 1 },
});
