import Mail from 'lucide-react-native/icons/mail';
import MessageCircle from 'lucide-react-native/icons/message-circle';
import Phone from 'lucide-react-native/icons/phone';
import Send from 'lucide-react-native/icons/send';
import { useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Group } from '@/components/ui/Group';
import { Icon, type IconShape } from '@/components/ui/Icon';
import { ListRow } from '@/components/ui/ListRow';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import type { Reach, Way } from './reach';

const ways: readonly { way: Way; icon: IconShape }[] = [
  { way: 'call', icon: Phone },
  { way: 'whatsapp', icon: MessageCircle },
  { way: 'telegram', icon: Send },
  { way: 'email', icon: Mail },
];

/** Four ways to reach the lead's people, one tap each; of several numbers one is chosen first. */
export function ContactActions({
  phones,
  emails,
  onReach,
}: {
  phones: readonly Reach[];
  emails: readonly Reach[];
  onReach: (way: Way, reach: Reach) => void;
}) {
  const { t } = useTranslation('lead');
  const { colours } = useTheme();
  const [choosing, setChoosing] = useState<Way | null>(null);
  const reachesOf = (way: Way) => (way === 'email' ? emails : phones);
  const press = (way: Way) => {
    const [only, ...more] = reachesOf(way);
    if (only !== undefined && more.length === 0) onReach(way, only);
    else setChoosing(way);
  };
  const lacking =
    phones.length === 0
      ? emails.length === 0
        ? t('reach.nothing')
        : t('reach.noPhone')
      : emails.length === 0
        ? t('reach.noEmail')
        : null;
  return (
    <View style={styles.all}>
      <View style={styles.row}>
        {ways.map(({ way, icon }) => {
          const missing = reachesOf(way).length === 0;
          const main = way === 'call' && !missing;
          return (
            <Pressable
              key={way}
              role="button"
              aria-label={t(`reach.${way}`)}
              aria-disabled={missing}
              disabled={missing}
              accessibilityHint={missing && lacking !== null ? lacking : undefined}
              onPress={() => press(way)}
              style={({ pressed }) => [
                styles.tile,
                main
                  ? { backgroundColor: colours.primary, borderColor: colours.primary }
                  : {
                      backgroundColor: missing
                        ? colours.disabled
                        : pressed
                          ? colours.chipOn
                          : colours.surface,
                      borderColor: colours.line,
                    },
                main && pressed && styles.pressed,
              ]}
            >
              <Icon as={icon} size={20} tone={missing ? 'ink3' : main ? 'onPrimary' : 'ink'} />
              <Text
                variant="meta"
                weight="medium"
                numberOfLines={1}
                tone={missing ? 'ink3' : main ? 'onPrimary' : 'ink'}
              >
                {t(`reach.${way}`)}
              </Text>
            </Pressable>
          );
        })}
      </View>
      {lacking !== null && (
        <Text variant="label" tone="ink2">
          {lacking}
        </Text>
      )}
      <Sheet
        open={choosing !== null}
        onClose={() => setChoosing(null)}
        title={t(choosing === 'email' ? 'reach.whichEmail' : 'reach.whichPhone')}
      >
        <Group>
          {(choosing === null ? [] : reachesOf(choosing)).map((reach) => (
            <ListRow
              key={reach.shown}
              label={reach.shown}
              note={reach.name}
              onPress={() => {
                setChoosing(null);
                if (choosing !== null) onReach(choosing, reach);
              }}
            />
          ))}
        </Group>
      </Sheet>
    </View>
  );
}

const styles = StyleSheet.create({
  all: { gap: space.s },
  row: { flexDirection: 'row', gap: space.m },
  tile: {
    flex: 1,
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.xxs,
    minHeight: 54,
    paddingVertical: space.s,
    paddingHorizontal: space.xxs,
    borderWidth: border.hairline,
    borderRadius: radius.card,
  },
  pressed: { opacity: 0.86 },
});
