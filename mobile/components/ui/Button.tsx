import { Pressable, StyleSheet, View, type StyleProp, type ViewStyle } from 'react-native';
import { useTranslation } from 'react-i18next';
import { useTheme } from '@/theme/ThemeProvider';
import { border, height, radius, space, type Colours } from '@/theme/tokens';
import { Dots } from './Dots';
import { Icon, type IconShape } from './Icon';
import { Text } from './Text';

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'destructive';

export interface ButtonProps {
  label: string;
  onPress: () => void;
  /** One primary a screen. Destructive is always confirmed by what it opens. */
  kind?: ButtonKind;
  /** `full`: 50 high, the width of its parent. `inPlace`: 44 high, as wide as its words. */
  size?: 'full' | 'inPlace';
  icon?: IconShape;
  iconAt?: 'start' | 'end';
  /** The label stays, dots follow it, presses are ignored; the width does not change. */
  busy?: boolean;
  /** Disabled, and why: said below the button and by screen readers. */
  disabledReason?: string | undefined;
  accessibilityHint?: string;
  style?: StyleProp<ViewStyle>;
  testID?: string;
}

export function Button({
  label,
  onPress,
  kind = 'primary',
  size = 'full',
  icon,
  iconAt = 'start',
  busy = false,
  disabledReason,
  accessibilityHint,
  style,
  testID,
}: ButtonProps) {
  const { colours } = useTheme();
  const { t } = useTranslation('common');
  const disabled = disabledReason !== undefined;
  const tone = disabled ? 'ink3' : toneOf[kind];
  const drawn = icon && !(busy && iconAt === 'end') && (
    <Icon as={icon} size={size === 'full' ? 20 : 18} tone={tone} />
  );
  return (
    <View style={[size === 'full' ? styles.stretch : styles.hug, style]}>
      <Pressable
        role="button"
        aria-label={busy ? `${label}, ${t('working')}` : label}
        accessibilityHint={disabledReason ?? accessibilityHint}
        aria-disabled={disabled || busy}
        aria-busy={busy}
        disabled={disabled}
        onPress={() => {
          if (!busy) onPress();
        }}
        {...(testID !== undefined && { testID })}
        style={({ pressed }) => [
          styles.button,
          size === 'full' ? styles.full : styles.inPlace,
          fill(kind, disabled, pressed && !busy, colours),
        ]}
      >
        {iconAt === 'start' && drawn}
        <View style={styles.label}>
          <Text
            variant={size === 'full' ? 'button' : 'body'}
            weight={kind === 'quiet' ? 'medium' : 'semibold'}
            tone={tone}
            align="center"
          >
            {label}
          </Text>
          {busy && (
            <View style={[styles.dots, icon !== undefined && iconAt === 'end' && styles.dotsApart]}>
              <Dots size={size === 'full' ? 4 : 3} tone={dotsOf[kind]} />
            </View>
          )}
        </View>
        {iconAt === 'end' && drawn}
        {iconAt === 'end' && icon && busy && <View style={styles.iconPlace} />}
      </Pressable>
      {disabled && (
        <Text variant="label" tone="ink2" align={size === 'full' ? 'center' : 'left'}>
          {disabledReason}
        </Text>
      )}
    </View>
  );
}

const toneOf = {
  primary: 'onPrimary',
  secondary: 'ink',
  quiet: 'ink2',
  destructive: 'danger',
} as const;

const dotsOf = {
  primary: 'onPrimary',
  secondary: 'ink',
  quiet: 'ink3',
  destructive: 'danger',
} as const;

function fill(kind: ButtonKind, disabled: boolean, pressed: boolean, colours: Colours): ViewStyle {
  if (disabled) return { backgroundColor: colours.disabled };
  if (kind === 'primary') return { backgroundColor: colours.primary, opacity: pressed ? 0.86 : 1 };
  const backgroundColor = pressed ? colours.chipOn : colours.transparent;
  if (kind === 'quiet') return { backgroundColor };
  return { backgroundColor, borderWidth: border.hairline, borderColor: colours.lineStrong };
}

const styles = StyleSheet.create({
  stretch: { alignSelf: 'stretch', gap: space.m },
  hug: { alignSelf: 'flex-start', gap: space.s },
  button: {
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.l,
    paddingVertical: space.m,
    borderRadius: radius.button,
  },
  full: { minHeight: height.button, paddingHorizontal: space.xxl },
  inPlace: {
    minHeight: height.buttonInPlace,
    paddingHorizontal: space.xl + space.xxs,
    borderRadius: radius.card,
    gap: space.m,
  },
  label: { flexShrink: 1, justifyContent: 'center' },
  // Beside the label, not after it in the row: the label must not move when work begins.
  dots: { position: 'absolute', left: '100%', paddingLeft: 3 },
  dotsApart: { paddingLeft: space.l },
  iconPlace: { width: 20 },
});
