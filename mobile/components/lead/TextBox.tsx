import { useState, type Ref } from 'react';
import { StyleSheet, TextInput, View } from 'react-native';
import { Text } from '@/components/ui/Text';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { maxFontSizeMultiplier, textStyle } from '@/theme/type';

/** Several lines of text under a label; it grows with what is written. */
export function TextBox({
  label,
  labelShown = true,
  placeholder,
  value,
  onChangeText,
  lines = 1,
  testID,
  ref,
}: {
  label: string;
  labelShown?: boolean;
  placeholder?: string;
  value: string;
  onChangeText: (text: string) => void;
  /** How many lines it has when it is empty. */
  lines?: number;
  testID?: string;
  ref?: Ref<TextInput>;
}) {
  const { colours } = useTheme();
  const [focused, setFocused] = useState(false);
  const [grown, setGrown] = useState(0);
  const least = height.field + (lines - 1) * LINE;
  return (
    <View style={styles.field}>
      {labelShown && (
        <Text variant="label" weight="medium" tone="ink2" aria-hidden>
          {label}
        </Text>
      )}
      <TextInput
        ref={ref}
        aria-label={label}
        multiline
        {...(placeholder !== undefined && { placeholder })}
        {...(testID !== undefined && { testID })}
        value={value}
        onChangeText={(text) => {
          if (text === '') setGrown(0);
          onChangeText(text);
        }}
        onContentSizeChange={({ nativeEvent }) =>
          value !== '' && setGrown(nativeEvent.contentSize.height)
        }
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        maxLength={20_000}
        placeholderTextColor={colours.ink3}
        selectionColor={colours.brassMark}
        maxFontSizeMultiplier={maxFontSizeMultiplier('input')}
        style={[
          styles.input,
          textStyle('input'),
          {
            height: Math.min(MOST, Math.max(least, grown)),
            color: colours.ink,
            backgroundColor: colours.surface,
            borderColor: focused ? colours.brassMark : colours.lineStrong,
            boxShadow: focused ? `0px 0px 0px 1px ${colours.brassMark}` : 'none',
          },
        ]}
      />
    </View>
  );
}

const LINE = 20;
const MOST = 160;

const styles = StyleSheet.create({
  field: { gap: space.s, alignSelf: 'stretch' },
  input: {
    paddingHorizontal: space.l + space.xxs,
    paddingTop: 13,
    paddingBottom: 13,
    borderWidth: border.hairline,
    borderRadius: radius.field,
    textAlignVertical: 'top',
  },
});
