import type { AccessibilityProps } from 'react-native';

/** The bar of sections, for screen readers. */
export const navBar = (label: string): AccessibilityProps => ({
  role: 'tablist',
  'aria-label': label,
});

export const navItem = (label: string, current: boolean): AccessibilityProps => ({
  role: 'tab',
  'aria-label': label,
  'aria-selected': current,
});
