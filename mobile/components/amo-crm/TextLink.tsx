import { Pressable, StyleSheet } from 'react-native';
import { Text } from '@/components/ui/Text';
import { height } from '@/theme/tokens';

/** A small text action, as wide as its words and as high as a finger. */
export function TextLink({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Pressable
      role="button"
      aria-label={label}
      onPress={onPress}
      style={({ pressed }) => [styles.link, pressed && styles.pressed]}
    >
      <Text variant="label" weight="semibold" tone="brassText">
        {label}
      </Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  link: { alignSelf: 'flex-start', minHeight: height.touch, justifyContent: 'center' },
  pressed: { opacity: 0.7 },
});
