import ChevronRight from 'lucide-react-native/icons/chevron-right';
import Check from 'lucide-react-native/icons/check';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { height, space } from '@/theme/tokens';
import { Icon, type IconShape } from './Icon';
import { Text } from './Text';

export interface ListRowProps {
  label: string;
  icon?: IconShape;
  /** What it is set to now, at the right. */
  value?: string;
  /** A second line: what pressing it means. */
  note?: string;
  onPress?: () => void;
  tone?: 'ink' | 'danger';
  /** A chevron: pressing it opens something. */
  opens?: boolean;
  /** One of several to choose from; the chosen one has a tick. */
  chosen?: boolean;
  /** Instead of value and chevron: a switch, a tag. */
  trailing?: ReactNode;
  accessibilityHint?: string;
}

/** A row of a `Group`. Without `onPress` it is read, not pressed. */
export function ListRow({
  label,
  icon,
  value,
  note,
  onPress,
  tone = 'ink',
  opens = false,
  chosen,
  trailing,
  accessibilityHint,
}: ListRowProps) {
  const { colours } = useTheme();
  const inside = (
    <>
      {icon && <Icon as={icon} size={20} tone={tone === 'danger' ? 'danger' : 'ink2'} />}
      <View style={styles.words}>
        <Text weight={tone === 'danger' || chosen === true ? 'medium' : 'regular'} tone={tone}>
          {label}
        </Text>
        {note !== undefined && (
          <Text variant="label" tone="ink2">
            {note}
          </Text>
        )}
      </View>
      {value !== undefined && (
        <Text variant="label" tone="ink2" align="right" style={styles.value}>
          {value}
        </Text>
      )}
      {trailing}
      {opens && <Icon as={ChevronRight} size={18} tone="ink3" />}
      {chosen === true && <Icon as={Check} size={18} tone="ok" />}
    </>
  );
  const row = [
    styles.row,
    { minHeight: note === undefined ? height.listRow : height.listRowWithNote },
  ];
  if (!onPress) return <View style={row}>{inside}</View>;
  return (
    <Pressable
      role={chosen === undefined ? 'button' : 'radio'}
      aria-label={[label, value, note].filter((word) => word !== undefined).join(', ')}
      accessibilityHint={accessibilityHint}
      {...(chosen !== undefined && { 'aria-checked': chosen })}
      onPress={onPress}
      style={({ pressed }) => [...row, pressed && { backgroundColor: colours.chipOn }]}
    >
      {inside}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    paddingHorizontal: space.xl - 1,
    paddingVertical: space.m,
  },
  words: { flex: 1, gap: space.xxs },
  value: { flexShrink: 1, maxWidth: '65%' },
});
