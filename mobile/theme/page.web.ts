import type { ThemePreference } from './preference';

/**
 * Tells the page, and with it the browser's own scrollbars and form controls, which theme to draw.
 * `public/theme.js` does the same before the first paint.
 */
export function paintPage(preference: ThemePreference): void {
  if (preference === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = preference;
}
