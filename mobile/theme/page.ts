import type { ThemePreference } from './preference';

/** On the phone there is no page behind the app. */
export function paintPage(_preference: ThemePreference): void {
  return undefined;
}
