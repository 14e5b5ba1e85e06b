import type { ConnectionStatus } from '@foryou-crm/contract/amo-crm';
import ChevronDown from 'lucide-react-native/icons/chevron-down';
import { useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { Icon } from '@/components/ui/Icon';
import { Text, type TextTone } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space, type Colours } from '@/theme/tokens';
import type { BadgeState, Freshness } from './badge-state';
import { ConnectionSheet } from './ConnectionSheet';
import { useBadgeWords } from './use-badge-words';
import { useWords } from './use-words';

/** Which account is connected and how fresh its data is; opens the details and disconnecting. */
export function AmoCrmStatusBadge({
  status,
  freshness,
  onReconnect,
}: {
  status: ConnectionStatus;
  freshness: Freshness;
  onReconnect: () => void;
}) {
  const { colours } = useTheme();
  const words = useWords();
  const { state, first, second, shrinks } = useBadgeWords(status, freshness);
  const [open, setOpen] = useState(false);
  const tone = toneOf[state];
  const spoken = second === null ? first : `${first} · ${second}`;
  return (
    <>
      <Pressable
        role="button"
        testID="status-badge"
        aria-label={words('badge.spoken', { account: status.accountName, state: spoken })}
        aria-expanded={open}
        onPress={() => setOpen(true)}
        style={({ pressed }) => [
          styles.badge,
          {
            backgroundColor: pressed ? colours.chipOn : colours.surface,
            borderColor: colours.line,
          },
        ]}
      >
        <View testID="badge-dot" style={[styles.dot, dotStyle(state, colours)]} />
        <View style={styles.words}>
          <Text variant="label" weight="semibold" numberOfLines={1}>
            {status.accountName}
          </Text>
          <View style={styles.line}>
            <Text
              variant="micro"
              weight={tone === 'ink3' ? 'regular' : 'medium'}
              tone={tone}
              numberOfLines={1}
              style={shrinks === 'first' ? styles.shrinks : styles.firm}
            >
              {first}
            </Text>
            {second !== null && (
              <Text
                variant="micro"
                weight="regular"
                tone="ink3"
                numberOfLines={1}
                style={shrinks === 'second' ? styles.shrinks : styles.firm}
              >
                {`\u00A0· ${second}`}
              </Text>
            )}
          </View>
        </View>
        <Icon as={ChevronDown} size={16} tone="ink2" />
      </Pressable>
      <ConnectionSheet
        open={open}
        onClose={() => setOpen(false)}
        status={status}
        freshness={freshness}
        onReconnect={onReconnect}
      />
    </>
  );
}

const toneOf = {
  ok: 'ink3',
  syncing: 'ink3',
  offline: 'ink3',
  server_down: 'ink3',
  trouble: 'warn',
  broken: 'danger',
} as const satisfies Record<BadgeState, TextTone>;

function dotStyle(state: BadgeState, colours: Colours) {
  switch (state) {
    case 'ok':
      return { backgroundColor: colours.ok };
    case 'syncing':
      return { backgroundColor: colours.brassMark };
    case 'trouble':
      return { backgroundColor: colours.warn };
    case 'broken':
      return { backgroundColor: colours.danger };
    case 'offline':
    case 'server_down':
      return { borderWidth: 2, borderColor: colours.lineStrong };
  }
}

const styles = StyleSheet.create({
  badge: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    minHeight: height.touch,
    flexShrink: 1,
    paddingLeft: space.l,
    paddingRight: space.l,
    borderWidth: border.hairline,
    borderRadius: radius.card,
  },
  dot: { width: 8, height: 8, borderRadius: radius.full },
  words: { flexShrink: 1, flexGrow: 1 },
  line: { flexDirection: 'row' },
  shrinks: { flexShrink: 1 },
  firm: { flexShrink: 0, maxWidth: '100%' },
});
