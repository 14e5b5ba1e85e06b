import type { TabTriggerSlotProps } from 'expo-router/ui';
import { Pressable, StyleSheet, View } from 'react-native';
import { Icon, type IconShape } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { height, radius, width } from '@/theme/tokens';
import { navItem } from './nav-aria';

export interface NavItemProps extends TabTriggerSlotProps {
  shape: 'bar' | 'rail';
  icon: IconShape;
  label: string;
}

/** One section: a brass bar says where you are. The router gives it `isFocused` and the press. */
export function NavItem({ shape, icon, label, isFocused = false, ref, ...rest }: NavItemProps) {
  const { colours } = useTheme();
  const inBar = shape === 'bar';
  return (
    <Pressable
      {...rest}
      ref={ref}
      {...navItem(label, isFocused)}
      style={inBar ? styles.barItem : styles.railItem}
    >
      {isFocused && (
        <View
          style={[inBar ? styles.barMark : styles.railMark, { backgroundColor: colours.brassMark }]}
        />
      )}
      <View
        style={
          !inBar && [
            styles.square,
            { backgroundColor: isFocused ? colours.chipOn : colours.transparent },
          ]
        }
      >
        <Icon as={icon} size={22} tone={isFocused ? 'ink' : 'ink3'} />
      </View>
      {inBar && (
        <Text
          variant="micro"
          weight={isFocused ? 'semibold' : 'medium'}
          tone={isFocused ? 'ink' : 'ink3'}
          numberOfLines={1}
        >
          {label}
        </Text>
      )}
    </Pressable>
  );
}

const styles = StyleSheet.create({
  // Wider for a longer word, so that each language fits.
  barItem: {
    flexGrow: 1,
    flexShrink: 1,
    minWidth: height.touch,
    alignItems: 'center',
    justifyContent: 'center',
    gap: 2,
    paddingTop: 4,
  },
  barMark: { position: 'absolute', top: -1, width: 26, height: 2.5, borderRadius: radius.full },
  railItem: { width: height.touch, height: height.touch, borderRadius: radius.button },
  railMark: {
    position: 'absolute',
    left: -(width.rail - 1 - height.touch) / 2,
    top: 10,
    width: 3,
    height: 24,
    borderTopRightRadius: 3,
    borderBottomRightRadius: 3,
  },
  square: {
    width: height.touch,
    height: height.touch,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.button,
  },
});
