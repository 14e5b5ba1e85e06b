import type { Language } from './languages';

/** On the phone the screen reader asks the system for the language. */
export function markPageLanguage(_language: Language): void {
  return undefined;
}
