import { useRouter } from 'expo-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { searchField } from '@/components/leads/search/search-field';
import { Button } from '@/components/ui/Button';
import { Sheet } from '@/components/ui/Sheet';
import { Text } from '@/components/ui/Text';
import { readPreference, writePreference } from '@/storage/preferences';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';
import { listenForKeys, type Shortcut } from './shortcuts';

const keys = [
  { keys: ['/'], word: 'search' },
  { keys: ['N'], word: 'new' },
  { keys: ['G', 'B'], word: 'board' },
  { keys: ['G', 'S'], word: 'settings' },
  { keys: ['?'], word: 'help' },
] as const satisfies readonly { keys: readonly string[]; word: Shortcut }[];

/** The keys of the web app, and the sheet that lists them and can switch them off. */
export function ShortcutKeys() {
  const { t } = useTranslation('leads');
  const router = useRouter();
  const [help, setHelp] = useState(false);
  const [on, setOn] = useState(() => readPreference('shortcuts') !== 'off');
  const isOn = useRef(on);

  const ask = useCallback(
    (shortcut: Shortcut) => {
      if (shortcut === 'help') return setHelp(true);
      if (shortcut === 'search') searchField.focus();
      router.navigate(addressOf[shortcut]);
    },
    [router],
  );
  useEffect(() => listenForKeys(ask, () => isOn.current), [ask]);

  const turn = (next: boolean) => {
    isOn.current = next;
    setOn(next);
    writePreference('shortcuts', next ? 'on' : 'off');
  };
  return (
    <Sheet
      open={help}
      onClose={() => setHelp(false)}
      title={t('keys.title')}
      description={t(on ? 'keys.text' : 'keys.offText')}
      footer={
        <Button
          kind="secondary"
          label={t(on ? 'keys.turnOff' : 'keys.turnOn')}
          onPress={() => turn(!on)}
        />
      }
    >
      <View style={styles.list}>
        {keys.map(({ keys: combination, word }) => (
          <View key={word} style={styles.row}>
            <Text style={styles.grow} tone={on ? 'ink' : 'ink3'}>
              {t(`keys.${word}`)}
            </Text>
            {combination.map((key) => (
              <KeyCap key={key} name={key} />
            ))}
          </View>
        ))}
      </View>
    </Sheet>
  );
}

const addressOf = {
  search: '/search',
  new: '/new-lead',
  board: '/crm',
  settings: '/settings',
} as const satisfies Record<Exclude<Shortcut, 'help'>, string>;

/** A key as it stands on a keyboard. */
export function KeyCap({ name }: { name: string }) {
  const { colours } = useTheme();
  return (
    <View style={[styles.cap, { borderColor: colours.line, backgroundColor: colours.paper }]}>
      <Text variant="meta" weight="medium" tone="ink2">
        {name}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  list: { gap: space.l },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  grow: { flex: 1 },
  cap: {
    minWidth: 24,
    alignItems: 'center',
    paddingHorizontal: space.s,
    paddingVertical: space.xxs,
    borderWidth: border.hairline,
    borderRadius: radius.tag,
  },
});
