import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useTranslation } from 'react-i18next';
import { Chip } from '@/components/ui/Chip';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import { DateTimeInput } from './DateTimeInput';
import { quickChoices, quickTime, type Quick } from './when';

/** When a task is due: one of three quick answers, or any day and hour. */
export function WhenPicker({
  value,
  onChange,
  timeZone,
  optional = false,
}: {
  value: Date | null;
  onChange: (at: Date | null) => void;
  timeZone: string | null;
  /** Pressing the chosen one again means: no task. */
  optional?: boolean;
}) {
  const { t } = useTranslation('lead');
  const format = useFormat();
  const [chosen, setChosen] = useState<Quick | 'custom' | null>(null);
  const [now] = useState(() => new Date());
  const choose = (choice: Quick | 'custom') => {
    if (optional && chosen === choice) {
      setChosen(null);
      return onChange(null);
    }
    setChosen(choice);
    onChange(choice === 'custom' ? value : quickTime(choice, new Date(), timeZone));
  };
  return (
    <View style={styles.all}>
      <Text variant="label" weight="medium" tone="ink2">
        {t('when.title')}
      </Text>
      <View style={styles.chips} role="group" aria-label={t('when.title')}>
        {[...quickChoices, 'custom' as const].map((choice) => (
          <Chip
            key={choice}
            label={t(`when.${choice}`)}
            selected={chosen === choice}
            onPress={() => choose(choice)}
          />
        ))}
      </View>
      {chosen === 'custom' ? (
        <DateTimeInput
          label={t('when.custom')}
          value={value}
          now={now}
          timeZone={timeZone}
          onChange={onChange}
        />
      ) : (
        value !== null && (
          <Text variant="label" tone="ink2">
            {format.sentenceCase(format.momentInFull(value, now, timeZone))}
          </Text>
        )
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  all: { gap: space.m },
  chips: { flexDirection: 'row', flexWrap: 'wrap', columnGap: space.m, rowGap: space.l },
});
