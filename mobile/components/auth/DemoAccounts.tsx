import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/Button';
import { Chip } from '@/components/ui/Chip';
import { Tag } from '@/components/ui/Tag';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, radius, space } from '@/theme/tokens';

export interface DemoAccountsProps {
  emails: readonly string[];
  password: string;
  onFill: (account: { email: string; password: string }) => void;
}

/** The made-up accounts of a demo, behind a mark that says so. */
export function DemoAccounts({ emails, password, onFill }: DemoAccountsProps) {
  const { colours } = useTheme();
  const { t } = useTranslation('auth');
  const [chosen, setChosen] = useState(emails[0]);
  if (chosen === undefined) return null;
  return (
    <View
      role="group"
      aria-label={t('demo.mark')}
      style={[styles.block, { backgroundColor: colours.brassSoft, borderColor: colours.brassMark }]}
    >
      <View style={styles.top}>
        <View style={styles.firm}>
          <Tag tone="demo" label={t('demo.mark')} />
        </View>
        <Text variant="label" tone="ink2" style={styles.shrink}>
          {t('demo.text')}
        </Text>
      </View>
      {emails.length > 1 && (
        <View role="group" aria-label={t('demo.who')} style={styles.chips}>
          {emails.map((email) => (
            <Chip
              key={email}
              label={email.replace(/@.*$/, '')}
              accessibilityLabel={email}
              selected={email === chosen}
              onPress={() => setChosen(email)}
            />
          ))}
        </View>
      )}
      <View style={styles.bottom}>
        <View style={styles.words}>
          <Pair name={t('demo.email')} value={chosen} />
          <Pair name={t('demo.password')} value={password} />
        </View>
        <Button
          kind="secondary"
          size="inPlace"
          label={t('demo.fill')}
          onPress={() => onFill({ email: chosen, password })}
        />
      </View>
    </View>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <View style={styles.pair}>
      <Text variant="label" tone="ink2">
        {name}
      </Text>
      <Text variant="label" selectable style={styles.shrink}>
        {value}
      </Text>
    </View>
  );
}

const styles = StyleSheet.create({
  block: {
    gap: space.m,
    padding: space.l,
    borderWidth: border.hairline,
    borderStyle: 'dashed',
    borderRadius: radius.group,
  },
  top: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  chips: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m },
  bottom: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  words: { flex: 1, gap: space.xxs },
  pair: { flexDirection: 'row', flexWrap: 'wrap', columnGap: space.s },
  shrink: { flexShrink: 1 },
  firm: { flexShrink: 0 },
});
