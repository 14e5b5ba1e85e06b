import { StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import { Button } from './Button';
import type { IconShape } from './Icon';
import { Text } from './Text';

export interface EmptyStateProps {
  title: string;
  text: string;
  action?: { label: string; onPress: () => void; icon?: IconShape };
}

/** Nothing here yet: a dashed group, one serif line, one sentence, one thing to do. */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  const { colours } = useTheme();
  return (
    <View style={[styles.group, { borderColor: colours.lineStrong }]}>
      <View style={styles.words}>
        <Text variant="empty" heading={2}>
          {title}
        </Text>
        <Text variant="label" tone="ink2">
          {text}
        </Text>
      </View>
      {action && (
        <Button
          kind="secondary"
          size="inPlace"
          label={action.label}
          onPress={action.onPress}
          {...(action.icon && { icon: action.icon })}
        />
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  group: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: space.xl,
    padding: space.xl + space.xs,
    borderWidth: border.hairline,
    borderStyle: 'dashed',
    borderRadius: radius.group,
  },
  words: { flexGrow: 1, flexShrink: 1, flexBasis: 220, gap: space.xs },
});
