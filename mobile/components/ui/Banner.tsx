import { StyleSheet, View } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import { radius, space } from '@/theme/tokens';
import { Button } from './Button';
import { Icon, type IconShape, type IconTone } from './Icon';
import { Text } from './Text';

export interface BannerProps {
  /** `brass`: how things stand (offline, demo). `warn`: take care. `danger`: it went wrong. */
  tone: 'brass' | 'warn' | 'danger' | 'ok';
  icon: IconShape;
  title: string;
  /** Several sentences stand each on a line of its own. */
  text?: string | readonly string[];
  action?: { label: string; onPress: () => void };
  /** Said aloud when it appears. Off for what stands there from the start. */
  announce?: boolean;
}

/** A block of colour with an icon, a bold sentence and what to do about it. */
export function Banner({ tone, icon, title, text, action, announce = true }: BannerProps) {
  const { colours } = useTheme();
  return (
    <View
      {...(announce && { role: tone === 'danger' ? 'alert' : 'status', 'aria-live': 'polite' })}
      style={[styles.banner, { backgroundColor: colours[`${tone}Soft`] }]}
    >
      <Icon as={icon} size={20} tone={toneOf[tone]} />
      <View style={styles.words}>
        <Text weight="semibold">{title}</Text>
        {[text ?? []].flat().map((line) => (
          <Text key={line} variant="label" tone="ink2">
            {line}
          </Text>
        ))}
        {action && (
          <Button
            kind="secondary"
            size="inPlace"
            label={action.label}
            onPress={action.onPress}
            style={styles.action}
          />
        )}
      </View>
    </View>
  );
}

const toneOf = {
  brass: 'brassText',
  warn: 'warn',
  danger: 'danger',
  ok: 'ok',
} as const satisfies Record<BannerProps['tone'], IconTone>;

const styles = StyleSheet.create({
  banner: {
    flexDirection: 'row',
    gap: space.l,
    padding: space.xl,
    borderRadius: radius.group,
    alignSelf: 'stretch',
  },
  words: { flex: 1, gap: space.xs },
  action: { marginTop: space.m },
});
