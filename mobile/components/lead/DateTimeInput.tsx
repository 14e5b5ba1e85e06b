import { useState } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { Chip } from '@/components/ui/Chip';
import { Text } from '@/components/ui/Text';
import { useFormat } from '@/i18n/use-format';
import { space } from '@/theme/tokens';
import type { DateTimeInputProps } from './date-time-input';
import { dayLater, MORNING, wallTime } from './when';

/** How far ahead a day can be chosen. */
const DAYS = 60;
const FIRST_HOUR = 7;
const LAST_HOUR = 22;

/** A row of days and a row of hours, in the account's zone. */
export function DateTimeInput({ label, value, now, timeZone, onChange }: DateTimeInputProps) {
  const format = useFormat();
  const [day, setDay] = useState(0);
  const clock = value === null ? MORNING : wallTime(value, timeZone);
  const timesOf = (inDays: number) =>
    halfHours
      .map((time) => dayLater(now, inDays, time, timeZone))
      .filter((at) => at.getTime() > now.getTime());
  const chooseDay = (inDays: number) => {
    setDay(inDays);
    const same = dayLater(now, inDays, clock, timeZone);
    onChange(same > now ? same : (timesOf(inDays)[0] ?? null));
  };
  return (
    <View style={styles.all} role="group" aria-label={label}>
      <Text variant="label" weight="medium" tone="ink2">
        {label}
      </Text>
      <ScrollView
        horizontal
        showsHorizontalScrollIndicator={false}
        contentContainerStyle={styles.row}
      >
        {Array.from({ length: DAYS }, (_, inDays) => (
          <Chip
            key={inDays}
            label={format.sentenceCase(
              format.day(dayLater(now, inDays, { hour: 12, minute: 0 }, timeZone), now, timeZone),
            )}
            selected={value !== null && inDays === day}
            onPress={() => chooseDay(inDays)}
          />
        ))}
      </ScrollView>
      <ScrollView
        horizontal
        showsHorizontalScrollIndicator={false}
        contentContainerStyle={styles.row}
      >
        {timesOf(day).map((at) => (
          <Chip
            key={at.getTime()}
            label={format.time(at, timeZone)}
            selected={value?.getTime() === at.getTime()}
            onPress={() => onChange(at)}
          />
        ))}
      </ScrollView>
    </View>
  );
}

const halfHours = Array.from({ length: (LAST_HOUR - FIRST_HOUR) * 2 + 1 }, (_, half) => ({
  hour: FIRST_HOUR + Math.floor(half / 2),
  minute: (half % 2) * 30,
}));

const styles = StyleSheet.create({
  all: { gap: space.m },
  row: { gap: space.m, paddingVertical: space.s },
});
