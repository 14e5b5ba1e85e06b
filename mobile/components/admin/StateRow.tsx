import ChevronRight from 'lucide-react-native/icons/chevron-right';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { Icon } from '@/components/ui/Icon';
import { Tag, type TagTone } from '@/components/ui/Tag';
import { Text, type TextTone } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space } from '@/theme/tokens';

export interface StateRowProps {
  name: string;
  /** How it stands, in a tag beside the name. */
  state: { label: string; tone: TagTone; dot: boolean };
  /** Below the name: an account, a host. */
  place: string;
  /** What there is to know about the state; null: nothing. */
  words: { text: string; tone: TextTone } | null;
  /** Before the words. */
  picture?: ReactNode;
  onPress: () => void;
}

/** A person or an account in a list of the administrators', with how it stands; pressing it tells more. */
export function StateRow({ name, state, place, words, picture, onPress }: StateRowProps) {
  const { colours } = useTheme();
  return (
    <Pressable
      role="button"
      aria-label={[name, state.label, place, words?.text].filter(Boolean).join(', ')}
      onPress={onPress}
      style={({ pressed }) => [styles.row, pressed && { backgroundColor: colours.chipOn }]}
    >
      {picture}
      <View style={styles.words}>
        <View style={styles.top}>
          <Text weight="medium" style={styles.name}>
            {name}
          </Text>
          <Tag {...state} />
        </View>
        <Text variant="label" tone="ink2" numberOfLines={1}>
          {place}
        </Text>
        {words !== null && (
          <Text variant="label" tone={words.tone}>
            {words.text}
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
