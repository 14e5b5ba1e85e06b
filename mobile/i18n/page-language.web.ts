import type { Language } from './languages';

/** Tells screen readers and the browser's own translator what language the page speaks. */
export function markPageLanguage(language: Language): void {
  document.documentElement.lang = language;
}
