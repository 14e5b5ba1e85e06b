/** As on the phone, in localStorage: `public/theme.js` reads `preference.theme` too. */
export type PreferenceKey = 'theme' | 'language' | 'pipeline' | 'shortcuts' | 'searches';

export function readPreference(key: PreferenceKey): string | null {
  try {
    return window.localStorage.getItem(`preference.${key}`);
  } catch {
    // Storage can be forbidden in a browser; the default stands.
    return null;
  }
}

export function writePreference(key: PreferenceKey, value: string): void {
  try {
    window.localStorage.setItem(`preference.${key}`, value);
  } catch {
    // Forbidden or full: the choice still holds until the page is closed.
  }
}
