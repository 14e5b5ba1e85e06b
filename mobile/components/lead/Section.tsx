import Plus from 'lucide-react-native/icons/plus';
import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { Icon, type IconShape } from '@/components/ui/Icon';
import { Text } from '@/components/ui/Text';
import { height, hitSlopFor, space } from '@/theme/tokens';

/** A part of the lead with a small heading, and at its right what can be done with it. */
export function Section({
  title,
  count,
  action,
  children,
}: {
  title: string;
  count?: number;
  action?: { label: string; spoken?: string; icon?: IconShape | null; onPress: () => void };
  children?: ReactNode;
}) {
  const icon = action?.icon === undefined ? Plus : action.icon;
  return (
    <View style={styles.section}>
      <View style={styles.head}>
        <Text variant="label" weight="semibold" tone="ink2" heading={2} style={styles.grow}>
          {title}
          {count !== undefined && count > 0 && (
            <Text variant="label" weight="semibold" tone="ink3">{`\u00A0${String(count)}`}</Text>
          )}
        </Text>
        {action && (
          <Pressable
            role="button"
            aria-label={action.spoken ?? action.label}
            onPress={action.onPress}
            hitSlop={{ top: hitSlopFor(LINE), bottom: hitSlopFor(LINE), left: space.m }}
            style={({ pressed }) => [styles.action, pressed && styles.pressed]}
          >
            {icon !== null && <Icon as={icon} size={16} tone="brassText" />}
            <Text variant="label" weight="medium" tone="brassText">
              {action.label}
            </Text>
          </Pressable>
        )}
      </View>
      {children}
    </View>
  );
}

const LINE = 24;

const styles = StyleSheet.create({
  section: { gap: space.s },
  head: { flexDirection: 'row', alignItems: 'center', gap: space.m, minHeight: LINE },
  grow: { flex: 1 },
  action: {
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: space.xs,
    minWidth: height.touch,
    minHeight: LINE,
  },
  pressed: { opacity: 0.7 },
});
