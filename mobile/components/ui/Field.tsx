import CircleAlert from 'lucide-react-native/icons/circle-alert';
import Eye from 'lucide-react-native/icons/eye';
import EyeOff from 'lucide-react-native/icons/eye-off';
import { useId, useRef, useState, type Ref } from 'react';
import { Pressable, StyleSheet, TextInput, View, type TextInputProps } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space } from '@/theme/tokens';
import { maxFontSizeMultiplier, textStyle } from '@/theme/type';
import { describedField } from './aria';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { Text } from './Text';

export interface FieldProps extends Pick<
  TextInputProps,
  | 'autoCapitalize'
  | 'autoComplete'
  | 'autoCorrect'
  | 'autoFocus'
  | 'enterKeyHint'
  | 'inputMode'
  | 'onSubmitEditing'
  | 'placeholder'
  | 'spellCheck'
  | 'testID'
  | 'textContentType'
> {
  /** Above the field, always: a placeholder is never the only name. */
  label: string;
  value: string;
  onChangeText: (text: string) => void;
  onBlur?: () => void;
  /** What is wrong, as a sentence: a danger border, an icon and the sentence below. */
  error?: string | undefined;
  hint?: string | undefined;
  /** A password: dots, with an eye to see them. */
  secret?: boolean;
  /** Several lines, growing with what is typed. */
  multiline?: boolean;
  /** Worth a look, and no error: a border and an icon, the words stand below the field. */
  warned?: boolean;
  /** At the end of the field: a currency. */
  trailing?: string | undefined;
  ref?: Ref<TextInput>;
}

export function Field({
  label,
  value,
  onChangeText,
  onBlur,
  error,
  hint,
  secret = false,
  multiline = false,
  warned = false,
  trailing,
  ref,
  ...rest
}: FieldProps) {
  const { colours } = useTheme();
  const { t } = useTranslation('common');
  const id = useId();
  const inner = useRef<TextInput>(null);
  const [focused, setFocused] = useState(false);
  const [shown, setShown] = useState(false);
  const sentence = error ?? hint;
  const heavy = focused || error !== undefined;

  return (
    <View style={styles.field}>
      <Pressable accessible={false} focusable={false} onPress={() => inner.current?.focus()}>
        <Text variant="label" weight="medium" tone="ink2" aria-hidden>
          {label}
        </Text>
      </Pressable>
      <View
        style={[
          styles.box,
          {
            backgroundColor: colours.surface,
            borderColor: error
              ? colours.danger
              : warned
                ? colours.warn
                : focused
                  ? colours.brassMark
                  : colours.lineStrong,
            borderWidth: heavy ? border.focus : border.hairline,
            // The text must not move by a point when the border grows.
            paddingLeft: space.xl - (heavy ? border.focus : border.hairline),
          },
        ]}
      >
        <TextInput
          ref={(input) => {
            inner.current = input;
            if (typeof ref === 'function') ref(input);
            else if (ref) ref.current = input;
          }}
          aria-label={label}
          value={value}
          onChangeText={onChangeText}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            onBlur?.();
          }}
          secureTextEntry={secret && !shown}
          placeholderTextColor={colours.ink3}
          selectionColor={colours.brassMark}
          maxFontSizeMultiplier={maxFontSizeMultiplier('input')}
          {...describedField(id, sentence, error !== undefined)}
          {...rest}
          multiline={multiline}
          style={[
            styles.input,
            multiline && styles.lines,
            textStyle('input'),
            { color: colours.ink },
          ]}
        />
        {trailing !== undefined && (
          <Text variant="label" tone="ink2" aria-hidden style={styles.trailing}>
            {trailing}
          </Text>
        )}
        {warned && error === undefined && (
          <View style={styles.trailing}>
            <Icon as={CircleAlert} size={20} tone="warn" />
          </View>
        )}
        {secret && (
          <IconButton
            icon={shown ? EyeOff : Eye}
            label={t(shown ? 'hidePassword' : 'showPassword')}
            tone="ink2"
            size={20}
            onPress={() => setShown(!shown)}
          />
        )}
      </View>
      {error !== undefined && (
        <View id={id} nativeID={id} role="alert" aria-live="polite" style={styles.sentence}>
          <View style={styles.sentenceIcon}>
            <Icon as={CircleAlert} size={16} tone="danger" />
          </View>
          <Text variant="label" tone="danger" style={styles.grow}>
            {error}
          </Text>
        </View>
      )}
      {error === undefined && hint !== undefined && (
        <Text nativeID={id} variant="label" tone="ink2">
          {hint}
        </Text>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.s, alignSelf: 'stretch' },
  box: {
    flexDirection: 'row',
    alignItems: 'center',
    minHeight: height.field,
    borderRadius: radius.field,
  },
  input: { flex: 1, minWidth: 0, alignSelf: 'stretch', paddingVertical: space.l },
  lines: { minHeight: 84, textAlignVertical: 'top' },
  trailing: { paddingRight: space.l },
  sentence: { flexDirection: 'row', gap: space.s },
  sentenceIcon: { paddingTop: 1 },
  grow: { flex: 1 },
});
