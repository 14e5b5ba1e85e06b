import type { TextStyle } from 'react-native';
import { fontFamily } from './font-family';

export type TextVariant =
  | 'display'
  | 'displaySmall'
  | 'title'
  | 'empty'
  | 'price'
  | 'heading'
  | 'button'
  | 'input'
  | 'body'
  | 'money'
  | 'label'
  | 'meta'
  | 'micro';
export type TextWeight = 'regular' | 'medium' | 'semibold';

interface TypeStyle {
  size: number;
  line: number;
  /** `serif` has one weight and is for the one large title of a screen. */
  weight: TextWeight | 'serif';
  /** Share of the size. */
  tracking?: number;
  tabular?: boolean;
  /** How far the system's text size may take it: large titles leave room for the rest. */
  grows: number;
}

const scale: Record<TextVariant, TypeStyle> = {
  display: { size: 30, line: 36, weight: 'serif', tracking: -0.015, grows: 1.4 },
  displaySmall: { size: 28, line: 34, weight: 'serif', tracking: -0.015, grows: 1.4 },
  title: { size: 25, line: 30, weight: 'serif', tracking: -0.015, grows: 1.4 },
  empty: { size: 19, line: 24, weight: 'serif', grows: 1.6 },
  price: { size: 19, line: 24, weight: 'semibold', tabular: true, grows: 1.6 },
  heading: { size: 17, line: 22, weight: 'semibold', grows: 1.6 },
  button: { size: 16, line: 20, weight: 'semibold', grows: 1.6 },
  input: { size: 16, line: 20, weight: 'regular', grows: 1.6 },
  body: { size: 15, line: 20, weight: 'regular', grows: 2 },
  money: { size: 14, line: 18, weight: 'semibold', tabular: true, grows: 2 },
  label: { size: 13, line: 18, weight: 'regular', grows: 2 },
  meta: { size: 12, line: 16, weight: 'regular', grows: 2 },
  micro: { size: 11, line: 14, weight: 'medium', grows: 2 },
};

/** The currency beside a sum: 0.82 of the sum's own size, medium. */
export const currencyScale = 0.82;

/** The React Native style of a step of the type scale. */
export function textStyle(
  variant: TextVariant,
  options: { weight?: TextWeight | undefined; tabular?: boolean | undefined } = {},
): TextStyle {
  const { size, line, weight, tracking, tabular } = scale[variant];
  const drawn = weight === 'serif' ? 'serif' : (options.weight ?? weight);
  return {
    fontFamily: fontFamily[drawn],
    fontSize: size,
    lineHeight: line,
    ...(tracking !== undefined && { letterSpacing: size * tracking }),
    ...((options.tabular ?? tabular) === true && { fontVariant: ['tabular-nums'] }),
  };
}

export const maxFontSizeMultiplier = (variant: TextVariant): number => scale[variant].grows;
