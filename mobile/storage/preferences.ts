import { getItem, setItem } from 'expo-secure-store';

/** What a person chose on this device. Not secret; read before the first frame, so synchronous. */
export type PreferenceKey = 'theme' | 'language' | 'pipeline' | 'shortcuts' | 'searches';

export function readPreference(key: PreferenceKey): string | null {
  try {
    return getItem(`preference.${key}`);
  } catch {
    // A keychain that cannot be read must not keep the app from opening: the default stands.
    return null;
  }
}

export function writePreference(key: PreferenceKey, value: string): void {
  try {
    setItem(`preference.${key}`, value);
  } catch {
    // The choice still holds until the app is closed.
  }
}
