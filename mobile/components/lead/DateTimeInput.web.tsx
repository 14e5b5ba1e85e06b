import { createElement, useId } from 'react';
import { StyleSheet, View } from 'react-native';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { textStyle } from '@/theme/type';
import type { DateTimeInputProps } from './date-time-input';
import { fromInputText, inputText } from './when';

/** The browser's own choice of a day and an hour, in the account's zone. */
export function DateTimeInput({ label, value, now, timeZone, onChange }: DateTimeInputProps) {
  const { colours, name } = useTheme();
  const id = useId();
  return (
    <View style={styles.field}>
      <Text variant="label" weight="medium" tone="ink2" aria-hidden>
        {label}
      </Text>
      {createElement('input', {
        id,
        type: 'datetime-local',
        'aria-label': label,
        min: inputText(now, timeZone),
        max: '2037-12-31T23:59',
        value: value === null ? '' : inputText(value, timeZone),
        onChange: (event: { target: { value: string } }) =>
          onChange(fromInputText(event.target.value, timeZone)),
        style: {
          fontFamily: textStyle('input').fontFamily,
          fontSize: 16,
          boxSizing: 'border-box',
          width: '100%',
          minHeight: height.field,
          paddingInline: space.xl,
          color: colours.ink,
          backgroundColor: colours.surface,
          border: `${String(border.hairline)}px solid ${colours.lineStrong}`,
          borderRadius: radius.field,
          colorScheme: name,
        },
      })}
    </View>
  );
}

const styles = StyleSheet.create({ field: { gap: space.s } });
