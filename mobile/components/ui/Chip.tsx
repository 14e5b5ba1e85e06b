import ChevronDown from 'lucide-react-native/icons/chevron-down';
import X from 'lucide-react-native/icons/x';
import { Pressable, StyleSheet } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, hitSlopFor, radius, space } from '@/theme/tokens';
import { toggled } from './aria';
import { Icon, type IconShape } from './Icon';
import { Text } from './Text';

export interface ChipProps {
  label: string;
  onPress: () => void;
  /** On: sunken, ink border, and a cross where `removable`. */
  selected?: boolean;
  removable?: boolean;
  /** It opens a list of choices. */
  opens?: boolean;
  icon?: IconShape;
  accessibilityLabel?: string;
}

export function Chip({
  label,
  onPress,
  selected = false,
  removable = false,
  opens = false,
  icon,
  accessibilityLabel,
}: ChipProps) {
  const { colours } = useTheme();
  return (
    <Pressable
      role="button"
      aria-label={accessibilityLabel ?? label}
      {...toggled(selected)}
      onPress={onPress}
      hitSlop={{ top: hitSlopFor(height.chip), bottom: hitSlopFor(height.chip) }}
      style={({ pressed }) => [
        styles.chip,
        {
          backgroundColor: selected || pressed ? colours.chipOn : colours.surface,
          borderColor: selected ? colours.ink : colours.line,
        },
      ]}
    >
      {icon && <Icon as={icon} size={16} tone="ink2" />}
      <Text variant="label" weight="medium" numberOfLines={1}>
        {label}
      </Text>
      {selected && removable && <Icon as={X} size={14} />}
      {!selected && opens && <Icon as={ChevronDown} size={14} tone="ink2" />}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  chip: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    minHeight: height.chip,
    paddingHorizontal: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.chip,
  },
});
