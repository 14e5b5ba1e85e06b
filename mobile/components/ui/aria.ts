import type { TextInputProps, TextProps } from 'react-native';

/** A heading for screen readers; the phone's own know no levels. */
export function headingLevel(_level: 1 | 2 | 3): Pick<TextProps, 'role'> {
  return { role: 'heading' };
}

/** Ties a field to the sentence below it. On the phone that sentence is the field's hint. */
export function describedField(
  _id: string,
  sentence: string | undefined,
  _invalid: boolean,
): Pick<TextInputProps, 'accessibilityHint'> {
  return sentence === undefined ? {} : { accessibilityHint: sentence };
}

/** The page one is on, in a list of links; the phone says it as "selected". */
export function currentPage(current: boolean): { 'aria-selected': boolean } {
  return { 'aria-selected': current };
}

/** A button that is on or off; the phone says it as "selected". */
export function toggled(on: boolean): { 'aria-selected': boolean } {
  return { 'aria-selected': on };
}
