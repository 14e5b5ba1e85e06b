import { Text as NativeText, type TextProps as NativeTextProps } from 'react-native';
import { useTheme } from '@/theme/ThemeProvider';
import type { Colours } from '@/theme/tokens';
import { maxFontSizeMultiplier, textStyle, type TextVariant, type TextWeight } from '@/theme/type';
import { headingLevel } from './aria';

export type TextTone = keyof Pick<
  Colours,
  | 'ink'
  | 'ink2'
  | 'ink3'
  | 'brassText'
  | 'danger'
  | 'warn'
  | 'ok'
  | 'onPrimary'
  | 'onBrass'
  | 'onToast'
  | 'toastAction'
>;

export interface TextProps extends Omit<NativeTextProps, 'role' | 'maxFontSizeMultiplier'> {
  variant?: TextVariant;
  weight?: TextWeight;
  tone?: TextTone;
  align?: 'left' | 'center' | 'right';
  /** Digits of one width, so that they stand in columns and do not jump while they change. */
  tabular?: boolean;
  /** Makes it a heading for screen readers: 1 is the screen's own title. */
  heading?: 1 | 2 | 3;
  role?: NativeTextProps['role'];
}

/** All text of the app: a step of the type scale in a tone of the theme. */
export function Text({
  variant = 'body',
  weight,
  tone = 'ink',
  align,
  tabular,
  heading,
  style,
  ...rest
}: TextProps) {
  const { colours } = useTheme();
  return (
    <NativeText
      maxFontSizeMultiplier={maxFontSizeMultiplier(variant)}
      {...(heading !== undefined && headingLevel(heading))}
      {...rest}
      style={[
        textStyle(variant, { weight, tabular }),
        { color: colours[tone] },
        align && { textAlign: align },
        style,
      ]}
    />
  );
}
