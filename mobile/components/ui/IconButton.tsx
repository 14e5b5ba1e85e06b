import { Pressable, StyleSheet } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { height, radius } from '@/theme/tokens';
import { Icon, type IconShape, type IconTone } from './Icon';

export interface IconButtonProps {
  icon: IconShape;
  /** What it does: there is no other word for it on the screen. */
  label: string;
  onPress: () => void;
  size?: number;
  tone?: IconTone;
  disabled?: boolean;
}

/** An icon in a 44 point square. */
export function IconButton({
  icon,
  label,
  onPress,
  size = 22,
  tone = 'ink',
  disabled = false,
}: IconButtonProps) {
  const { colours } = useTheme();
  return (
    <Pressable
      role="button"
      aria-label={label}
      aria-disabled={disabled}
      disabled={disabled}
      onPress={onPress}
      style={({ pressed }) => [
        styles.square,
        { backgroundColor: pressed ? colours.chipOn : colours.transparent },
      ]}
    >
      <Icon as={icon} size={size} tone={disabled ? 'ink3' : tone} />
    </Pressable>
  );
}

const styles = StyleSheet.create({
  square: {
    width: height.touch,
    height: height.touch,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.card,
  },
});
